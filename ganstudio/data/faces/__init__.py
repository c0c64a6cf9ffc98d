"""Cartoon faces, drawn as many as are wanted."""
