"""What came of all tickets, told to others. Whoever looks again within KEEP_SECONDS reads the same numbers."""

KEEP_SECONDS = 5 * 60
