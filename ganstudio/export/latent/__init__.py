"""Latent spaces of exported generators: directions, paths, and what a picture was drawn from. No torch, no Qt."""
