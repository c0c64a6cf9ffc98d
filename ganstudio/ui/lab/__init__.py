"""The Lab: a GAN small enough to be seen whole, its lessons, and comparisons of settings."""
