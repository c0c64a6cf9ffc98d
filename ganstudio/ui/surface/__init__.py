"""A surface to paint on: sheet, view, tools, gestures and the pictures of the layers; it knows no workspace."""
