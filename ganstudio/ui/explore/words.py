"""What Explore says, and its seed as a setting."""

from __future__ import annotations

from ganstudio.core.params import Spec

SEED = Spec(
    name="seed", kind=int, default=0, label="Seed", help="The same seed gives the same pictures.", group="", low=0,
    high=2**31, unit="", scale="linear", choices=(), choice_labels=(), optional=False, advanced=False, only_when=None,
)  # fmt: skip


OPEN = "Click a picture to open it in the console"
VARIETY = "Scales the random numbers: below 1 pictures come nearer to the average (papers call it truncation)."
LATENT = (
    "One of the random numbers that the picture is made from. What it changes, the network has decided by itself: "
    "move it and look."
)
LOOKING = "Click a place of it to see where that place looks."
LOOKED = "The framed place looks where it is bright. Click it again for the plain picture."
NOTHING = "Open a model: export a run in the Library, or drop an .onnx file here."
DIRECTIONS = "What this model can change, the strongest first. Press a picture or move its slider; double click a name."
LOOKING_FOR = "Looking for what this model can change…"
FEW_DIRECTIONS = "Nothing was found that this model changes by its random numbers alone."
OWN = "A picture that was opened: it belongs to no seed."
LOCKED = "The seed stays: “New” and the walk leave it alone."
SHELF = "Press B to keep a picture here. Drag one onto another to go between them."
