"""The Colour workspace: drawings, their hints and the coloured result."""
