"""The tickets agents work through: what narrows and orders them, and the views they keep. Knows no screen."""
