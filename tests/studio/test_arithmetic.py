"""Kept pictures are put together: sums of averages, planes between corners, directions from one kind to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from ganstudio.core.controls import Latent
from ganstudio.core.errors import StudioError
from ganstudio.export import library
from ganstudio.export.onnx_session import Model
from ganstudio.studio import arithmetic
from ganstudio.studio.consoles import Bookmark
from ganstudio.studio.playing import Base, Request, origin_of


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(next(each.path for each in library.box() if each.path.stem == "faces"))


@pytest.fixture(scope="module")
def noise(model: Model) -> Latent:
    assert model.noise is not None
    return model.noise


def kept(model: Model, seed: int, **changes: object) -> Bookmark:
    return Bookmark(f"seed {seed}", origin_of(model, replace(Request(1, seed), **changes)))  # type: ignore[arg-type]


def latents(model: Model, kept_: Sequence[Bookmark]) -> np.ndarray:
    assert model.noise is not None
    return np.concatenate([each.origin.inputs[model.noise.name] for each in kept_])


def test_that_a_sum_is_that_of_averages_and_everything_else_is_of_c(model: Model, noise: Latent) -> None:
    a, b = [kept(model, 1), kept(model, 2)], [kept(model, 3)]
    glasses = tuple(float(index == 6) for index in range(11))
    c = [kept(model, 4, held=(("attributes", glasses),)), kept(model, 5)]
    made = arithmetic.sum_of(model, a, b, c)
    wanted = latents(model, a).mean(0) - latents(model, b).mean(0) + latents(model, c).mean(0)
    assert np.allclose(made.inputs[noise.name][4], wanted, atol=1e-6)
    assert made.shape == (3, 3)
    assert (made.inputs["attributes"] == glasses).all()
    assert len(np.unique(made.inputs[noise.name], axis=0)) == 9


def test_that_a_plane_has_its_corners_where_they_were_put(model: Model, noise: Latent) -> None:
    corners = [kept(model, seed) for seed in (1, 2, 3, 4)]
    made = arithmetic.plane_of(model, corners)
    at = made.inputs[noise.name].reshape(*made.shape, -1)
    found = np.stack([at[0, 0], at[0, -1], at[-1, 0], at[-1, -1]])
    assert np.allclose(found, latents(model, corners), atol=1e-6)


def test_that_a_direction_from_examples_leads_from_one_kind_to_the_other(model: Model, noise: Latent) -> None:
    step = np.zeros((1, noise.size), np.float32)
    step[0, 5] = 2.0
    without = [kept(model, seed) for seed in range(8)]
    present = [
        kept(model, seed, base=Base({**each.origin.inputs, noise.name: each.origin.inputs[noise.name] + step}))
        for seed, each in enumerate(without)
    ]
    made = arithmetic.direction_of(model, present, without, "hair")
    assert made.direction is not None
    assert made.direction.name == "hair"
    assert made.direction.vector[5] > 0.9
    assert made.direction.effect > 0
    assert made.shape == (1, 3)


@pytest.mark.parametrize("what", ["sum", "plane", "direction"])
def test_that_what_is_missing_is_said(what: str, model: Model) -> None:
    one = [kept(model, 1)]
    with pytest.raises(StudioError) as said:
        if what == "sum":
            arithmetic.sum_of(model, one, [], one)
        elif what == "plane":
            arithmetic.plane_of(model, one)
        else:
            arithmetic.direction_of(model, one, [])
    assert said.value.hint
