"""What a colouring network is taught with: paper that is white unless a hint says otherwise, areas that stay."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from ganstudio.core.sets import SKETCH
from ganstudio.engine import augment, registry
from ganstudio.families.colouring import Colouring
from tests.synthetic import declared_family, session_of

SIZE = 64


def drawings(number: int = 24) -> Tensor:
    """A coloured square on white paper, with a black line around it, N x 3 x S x S in [0, 1]."""
    colours = torch.ones(number, 3, SIZE, SIZE)
    colours[..., 14:50, 14:50] = 0
    tones = 0.2 + 0.6 * torch.rand(number, 3, 1, 1, generator=torch.Generator().manual_seed(3))
    colours[..., 16:48, 16:48] = tones
    return colours


def lesson(**changes: Any) -> dict[str, Tensor]:
    """What one iteration of the preset learns from, for `drawings`."""
    settings = {"window": 0, "code": 0, "extracted": 0.0, "worn": 0.0, "recoloured": 0.0, **changes}
    family = declared_family("colouring", "drawings", changes=settings)
    assert isinstance(family, Colouring)
    colours, seeds = drawings(), count(5)
    it = SimpleNamespace(
        real=colours * 2 - 1, partners={SKETCH: colours.amin(1, keepdim=True) * 2 - 1}, step=1,
        seed=lambda: next(seeds), networks={"generator": lambda line, given, code: line.expand(-1, 3, -1, -1)},
    )  # fmt: skip
    return family.forward(it)  # type: ignore[arg-type]


def test_that_paper_has_a_colour_only_where_a_hint_says_so() -> None:
    told = lesson(none=0.3, everything=0.0, locked=0.0, tinted=1.0, usual=2.0)
    paper = drawings().amin(1, keepdim=True) > 0.99
    hinted = (told["mask"] * paper).amax((1, 2, 3)) > 0
    white = torch.stack([(each[:, own[0]] > 0.98).all() for each, own in zip(told["target"], paper, strict=True)])
    assert hinted.any() and not hinted.all()
    assert torch.equal(white, ~hinted)
    inside = told["target"][..., 18:46, 18:46] / 2 + 0.5
    assert torch.allclose(inside, drawings()[..., 18:46, 18:46], atol=1e-5), "only paper has another colour"


def test_that_paper_counts_where_it_is_white() -> None:
    told = lesson(none=0.0, everything=1.0, locked=0.0, tinted=1.0)
    assert (told["paper"] == 0).all(), "hints lie everywhere, so all of it has a colour"
    told = lesson(none=1.0)
    assert torch.equal(told["paper"], (drawings().amin(1, keepdim=True) > 0.985).float())


def test_that_tinting_keeps_ink_and_colours() -> None:
    colours = drawings()
    paper = (colours.amin(1, keepdim=True) > 0.99).float()
    tinted = augment.tinted(colours, paper, 1.0, 0)
    assert torch.equal(tinted[..., 16:48, 16:48], colours[..., 16:48, 16:48])
    assert (tinted[..., 14:16, 14:50] == 0).all()
    ground = tinted[..., 0, 0]
    assert (ground < 1).any(1).all() and (ground >= 0.29).all()
    assert torch.equal(augment.tinted(colours, paper, 0.0, 0), colours)


def test_that_older_recipes_mean_what_they_meant() -> None:
    settings = registry.settings_of(registry.family("colouring"), "small")
    assert (settings["smooth_end"], settings["tones"], settings["locked"]) == (False, 0, 0.0)
    assert (settings["tinted"], settings["paper_weight"]) == (0.0, 0.0)


def test_that_white_paper_is_a_loss_of_its_own() -> None:
    session = session_of("colouring", "drawings", adversarial_from=10)
    assert "generator.paper" in session.step()
    assert "generator.paper" not in session_of("colouring", "small", adversarial_from=10).step()
