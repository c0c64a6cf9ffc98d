"""The Explore workspace: play with an exported model."""
