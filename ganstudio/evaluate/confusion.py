"""What a discriminator calls real and fake, as a table: of samples, and of real pictures that it never trained on.

It is shown pictures as they are, without the changes of a training, and its networks are at rest. A logit's border is
0, that of least squares lies midway between its two targets. A critic, or a discriminator that only compares, has no
border of its own: there it lies midway between its mean answers to pictures it trained on and to other samples.
Where pictures are changed into another kind, it is the judge of that kind: of its real pictures, and of results.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.core.controls import Attributes, ImageInput, Label
from ganstudio.core.sets import DOMAINS, SKETCH
from ganstudio.data.picture_set import PictureSet
from ganstudio.engine.family import Family, Told
from ganstudio.engine.sampling import TorchRandom
from ganstudio.engine.session import Session
from ganstudio.engine.sheets import evaluating, same_dropout

COUNT = 1_000
_AT_ONCE = 100
NO_HELD_BACK = "no pictures were held back: prepare the set with validation=10% to have some"


def confusion(session: Session, pictures: PictureSet, count: int = COUNT, seed: int = 0) -> dict[str, Any] | None:
    """The table as shares: `held_out` and `samples` called real and fake, how often it is right, and the border.

    None where the family has no discriminator over whole pictures.
    """
    family = session.family
    if family.judge not in session.networks:
        return None
    random = TorchRandom(torch.Generator().manual_seed(seed))
    networks = {**session.networks, **{name: average.module for name, average in session.averages.items()}}
    with torch.no_grad(), evaluating(networks.values()), same_dropout(session.hardware.device):
        torch.manual_seed(seed)
        look = _Look(family, networks, random, pictures)
        trained, made = look.real(pictures, count), look.made(count)
        border, words = look.border(trained, count)
        held = None if pictures.held_back is None else look.real(pictures.held_back, count)
    return _table(held, trained, made, border, words)


def rows(table: Mapping[str, Any]) -> dict[str, Any]:
    """The same as lines of a table for people."""
    told: dict[str, Any] = {}
    for name in ("held_out", "trained_on", "samples"):
        if isinstance(table.get(name), Mapping):
            told |= {f"D calls {name} {called}": share for called, share in table[name].items() if called != "pictures"}
    return {**told, **{f"D {name}": table[name] for name in ("right", "border", "note") if name in table}}


def _table(held: Tensor | None, trained: Tensor, made: Tensor, border: float, words: str) -> dict[str, Any]:
    found: dict[str, Any] = {"samples": _called(made, border), "trained_on": _called(trained, border)}
    if held is not None:
        found["held_out"] = _called(held, border)
    real = held if held is not None else trained
    right = (float((real > border).float().mean()) + float((made <= border).float().mean())) / 2
    note = {} if held is not None else {"note": NO_HELD_BACK}
    return {**found, "right": round(right, 4), "border": words, **note}


def _called(answers: Tensor, border: float) -> dict[str, Any]:
    real = float((answers > border).float().mean())
    return {"real": round(real, 4), "fake": round(1 - real, 4), "pictures": len(answers)}


@dataclass(frozen=True)
class _Look:
    """Asks about real pictures of a set and about samples."""

    family: Family
    networks: Mapping[str, nn.Module]
    random: TorchRandom
    pictures: PictureSet

    def real(self, data: PictureSet, count: int) -> Tensor:
        """One answer for each of `count` pictures of `data`, from all over."""
        rows = self._kind(data, 1)
        chosen = rows[np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(np.int64)]
        answers = []
        for rows in np.array_split(chosen, max(1, -(-len(chosen) // _AT_ONCE))):
            answers.append(self._answers(self._scaled(data.pictures[rows]), self._told(data, rows)))
        return torch.cat(answers)

    def made(self, count: int) -> Tensor:
        """The same of samples, or of what is made of the partners of pictures that were held back."""
        generator, data = self.family.generators()[0], self.pictures.held_back or self.pictures
        kinds, answers = self._kind(data, 0), []
        for at in range(0, count, _AT_ONCE):
            rows = kinds[np.arange(at, min(at + _AT_ONCE, count)) % len(kinds)]
            told = self._told(data, rows)
            given = [self._given(control, data, rows, told) for control in generator.controls]
            made = self.networks[generator.network](*given).float()
            answers.append(self._answers(made, told))
        return torch.cat(answers)

    def border(self, trained: Tensor, count: int) -> tuple[float, str]:
        border = self.family.border
        if border is None:
            return float((trained.mean() + self.made(count).mean()) / 2), "midway between mean answers"
        return border, f"{border:g}, midway between its targets" if border else "a logit of 0"

    def _kind(self, data: PictureSet, kind: int) -> Any:
        """The rows of all pictures, or of one of two kinds: the first is changed into the second."""
        if self.family.need.kind != DOMAINS or data.labels is None:
            return np.arange(len(data.pictures))
        return np.flatnonzero(data.labels == kind)

    def _answers(self, shown: Tensor, told: Told) -> Tensor:
        family = self.family
        return family.verdict(self.networks[family.judge], shown, told).float().flatten(1).mean(1).cpu()

    def _given(self, control: Any, data: PictureSet, rows: Any, told: Told) -> Tensor:
        if isinstance(control, (Label, Attributes)) and told.condition is not None:
            return told.condition
        if told.partners and (role := getattr(control, "role", "")) in told.partners:
            unit = (told.partners[role] - self._low) / (self._high - self._low)
            return unit.expand(-1, control.channels, -1, -1)
        if isinstance(control, ImageInput):
            shown = torch.from_numpy(np.array(data.pictures[rows])).float() / 255
            return torch.zeros(len(rows), 4, *shown.shape[2:]) if control.role == "hints" else shown
        drawn: Tensor = control.drawn(len(rows), self.random)
        return drawn

    def _told(self, data: PictureSet, rows: Any) -> Told:
        partners = {name: self._scaled(data.partners[name][rows]) for name in (SKETCH,) if name in data.partners}
        return Told(self._condition(data, rows), partners)

    def _condition(self, data: PictureSet, rows: Any) -> Tensor | None:
        wanted = getattr(self.family, "condition", None)
        if isinstance(wanted, Attributes) and data.flags is not None:
            return torch.from_numpy(np.asarray(data.flags[rows])).float()
        if isinstance(wanted, Label) and data.labels is not None:
            return torch.from_numpy(np.asarray(data.labels[rows]))
        return None

    @property
    def _low(self) -> float:
        return self.family.value_range[0]

    @property
    def _high(self) -> float:
        return self.family.value_range[1]

    def _scaled(self, pictures: Any) -> Tensor:
        unit = torch.from_numpy(np.array(pictures)).float() / 255
        return unit * (self._high - self._low) + self._low
