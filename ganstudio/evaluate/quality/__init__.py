"""How near generated pictures are to real ones: features, distances, and what is kept of real sets."""
