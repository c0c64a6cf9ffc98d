"""A surface to paint on: paper, view, tools, gestures and the pictures of the layers; it knows no workspace."""
