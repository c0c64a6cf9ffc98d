"""Everything the window shows, put together once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places, Settings
from ganstudio.studio.checkup import Checkup
from ganstudio.studio.collector import GarbageCollector
from ganstudio.studio.colouring import Colouring
from ganstudio.studio.consoles import FOLDER, Consoles
from ganstudio.studio.directions import Directions
from ganstudio.studio.draft import Draft
from ganstudio.studio.engine import Engine
from ganstudio.studio.following import Following
from ganstudio.studio.generation import Generation
from ganstudio.studio.jobs import Jobs
from ganstudio.studio.lab import Lab
from ganstudio.studio.library import Library
from ganstudio.studio.palettes import Palettes
from ganstudio.studio.pictures import Pictures
from ganstudio.studio.training import Training
from ganstudio.studio.translating import Translating


class Studio(QObject):
    """Owns the view models. Made after QApplication, shut down before it ends."""

    def __init__(self, places: Places, settings: Settings) -> None:
        super().__init__()
        self.places, self.settings = places, settings
        self.store = RunStore(places.runs)
        self.collector = GarbageCollector(self)
        self.jobs = Jobs()
        self.engine = Engine()
        self.draft = Draft(settings, places)
        self.training = Training(self.store, places, settings)
        self.checkup = Checkup(self.training)
        self.pictures = Pictures(places, self.jobs)
        self.library = Library(self.store, places)
        self.generation = Generation()
        self.following = Following(self.generation)
        self.directions = Directions(Consoles(places.models / FOLDER), places.cache)
        self.colouring = Colouring(self.store, places, settings)
        self.translating = Translating(self.store, places, settings)
        self.lab = Lab(self.store, places, settings)
        self.palettes = Palettes(places, settings, self.jobs)
        for trains in (self.training, self.lab, self.directions):
            # When whoever tells it has let go of the networks.
            trains.ended.connect(self.collector.collect_all, Qt.ConnectionType.QueuedConnection)

    def shut_down(self) -> None:
        """Save a running training and end every thread of ours."""
        self.library.watch(False)
        self.pictures.shut_down()
        self.jobs.cancel()
        self.checkup.shut_down()
        self.training.shut_down()
        self.lab.shut_down()
        self.following.leave()
        self.generation.shut_down()
        self.directions.shut_down()
        self.colouring.shut_down()
        self.translating.shut_down()
        self.engine.wait()
        self.collector.stop()
