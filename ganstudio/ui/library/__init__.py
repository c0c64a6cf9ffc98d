"""The Library workspace: runs and models."""
