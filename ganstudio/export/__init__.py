"""ONNX out and back in."""
