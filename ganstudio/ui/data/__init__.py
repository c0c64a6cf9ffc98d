"""The Data workspace: sets of pictures, what they are, and what is wrong with them."""
