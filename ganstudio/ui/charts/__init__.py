"""Curves over steps, and what is written beside them."""
