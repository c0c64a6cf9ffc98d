"""One of the trainings that run beside each other in the Lab: its setting, its run, and what is seen of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ganstudio.core.events import TERMINAL, Event, Failed, Glanced, Warned
from ganstudio.core.history import History
from ganstudio.core.recipe import Recipe
from ganstudio.core.runs import Run
from ganstudio.data.lab.distributions import Distribution, Points
from ganstudio.evaluate import points
from ganstudio.studio.figure_one import FigureOne

# What the history of a run calls what the lessons ask for.
_LOGGED = {
    "d_real": "discriminator.D(x)", "d_fake": "discriminator.D(G(z))", "g_gradient": "generator.gradient norm",
    "d_loss": "discriminator.total", "g_loss": "generator.total",
}  # fmt: skip
_LONGEST = 1200  # looks that are kept: more of them are thinned
_LOOKS = 20  # over which points may wander
_RECENT = 60  # numbers of a curve that are averaged for a lesson


@dataclass
class Side:
    """`figures` are those of the newest look, `track` those of the looks till now with their steps.

    `recipe` is what the next start takes; `title` tells what was started.
    """

    name: str
    recipe: Recipe
    title: str = ""
    run: Run | None = None
    history: History = field(default_factory=History)
    glance: Glanced | None = None
    figures: dict[str, float] = field(default_factory=dict)
    track: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    moments: FigureOne = field(default_factory=FigureOne)
    ended: Event | None = None
    _middles: dict[str, list[Points]] = field(default_factory=dict)

    def begin(self, run: Run, title: str) -> None:
        self.title = title
        self.run, self.history, self.ended = run, History(), None
        self.glance, self.figures, self.track, self.moments = None, {}, [], FigureOne()
        self._middles = {}

    def take(self, event: Event) -> Warned | Failed | None:
        """Fold one event; comes back when it is something to be said."""
        if isinstance(event, Glanced):
            if self.glance is not None and event.step < self.glance.step:
                self.track = [each for each in self.track if each[0] <= event.step]
            self.glance = event
            return None
        self.history.apply(event)
        if isinstance(event, TERMINAL):
            self.ended = event
        return event if isinstance(event, (Warned, Failed)) else None

    def look(self, distribution: Distribution, real: points.Floats) -> str:
        """Take the figures of the newest glance, beside the levels of real points; which moment of Figure 1 it is."""
        if self.glance is None:
            return ""
        told = points.figures(self.glance.arrays, distribution, real)
        self.figures = {**told, **self._logged(), **self._wandered()}
        self.track.append((self.glance.step, self.figures))
        if len(self.track) > _LONGEST:
            self.track = self.track[:1] + self.track[2::2]
        if distribution.dimensions == 1:
            return self.moments.look(self.glance.step, self.figures)
        return ""

    def _wandered(self) -> dict[str, float]:
        """How far the middle of all generated points moved about lately, live and averaged."""
        assert self.glance is not None
        told = {}
        for name, figure in (("made", "wander"), ("averaged", "ema_wander")):
            if name in self.glance.arrays:
                places = self._middles.setdefault(figure, [])
                places.append(self.glance.arrays[name].mean(0))
                del places[:-_LOOKS]
                told[figure] = float(np.std(places, axis=0).mean())
        return told

    def _logged(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, curve in _LOGGED.items():
            values = self.history.curves[curve].values if curve in self.history.curves else np.empty(0)
            if len(values):
                found[name] = float(np.mean(values[-_RECENT:]))
        return found
