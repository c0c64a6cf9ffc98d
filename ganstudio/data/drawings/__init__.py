"""Drawings of many kinds with flat and shaded colours, drawn as many as are wanted."""
