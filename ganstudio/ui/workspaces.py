"""The workspaces of the window, in the order of its rail: a new one is a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ganstudio.studio.studio import Studio
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.data.panel import DataPanel
from ganstudio.ui.explore.panel import ExplorePanel
from ganstudio.ui.lab import panel as lab
from ganstudio.ui.lab.panel import LabPanel
from ganstudio.ui.library.panel import LibraryPanel
from ganstudio.ui.surface import keys
from ganstudio.ui.train.panel import TrainPanel
from ganstudio.ui.translate import view
from ganstudio.ui.translate.panel import TranslatePanel
from ganstudio.ui.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """`key` is also the name of its icon; `keys` are those worth a reminder while it is in front."""

    key: str
    title: str
    make: Callable[[Studio], Workspace]
    keys: str = ""


PLACES = (
    Place("train", "Train", TrainPanel),
    Place("data", "Data", DataPanel),
    Place("colour", "Colour", ColourPanel, keys.SHORT),
    Place("translate", "Translate", TranslatePanel, view.KEYS),
    Place("explore", "Explore", ExplorePanel),
    Place("lab", "Lab", LabPanel, lab.KEYS),
    Place("library", "Library", LibraryPanel),
)
