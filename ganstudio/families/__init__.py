"""One file per GAN family. Every module in this folder is found by the registry."""
