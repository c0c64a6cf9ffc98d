"""A run as a page for others: recipe, pictures, curves and figures in one HTML file, and the figures beside it."""
