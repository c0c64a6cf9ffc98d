"""Widgets: what is seen."""
