"""Strangers' files: what they are, and how they are opened without trusting them."""
