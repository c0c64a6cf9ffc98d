"""Cards that one chooses from, and the popups that hold them."""
