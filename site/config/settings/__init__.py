"""Settings of the host site: base, and dev, test and production on top of it."""
