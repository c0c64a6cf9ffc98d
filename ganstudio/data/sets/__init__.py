"""The sets of pictures that there are: listed, kept on the shelf, prepared to be trained on."""
