"""View models: QtCore and the event pump, no widgets."""
