"""Models of other programs: what can be found out of them, what a person says of them, and where that is kept."""
