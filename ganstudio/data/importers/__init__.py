"""One module per way in which collections of pictures lie on disks: `recognise(tree, wanted)` or None."""
