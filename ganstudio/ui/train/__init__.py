"""The Train workspace: choose, start, watch."""
