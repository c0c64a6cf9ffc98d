"""Drawings as data: marks, undo, journal and files. Standard library, numpy and pillow; no Qt, no torch."""
