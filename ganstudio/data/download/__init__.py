"""Well-known sets from the internet."""
