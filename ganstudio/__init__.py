"""GAN Studio: train GANs on your own pictures, explore them, take them away as ONNX."""

__version__ = "0.1.0"
