"""Every kind of control behaves by itself: it is drawn, checked, described, and comes back from its description."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.core.controls import Attributes, Control, ImageInput, Label, Latent, Scalar, from_json
from ganstudio.core.errors import StudioError
from ganstudio.core.randomness import NumpyRandom

ATTRIBUTES = Attributes("attributes", ("glasses", "red", "green", "blue"), (("red", "green", "blue"),))
EVERY: list[Control] = [
    Latent("z", 64),
    Latent("noise", 32, "uniform"),
    Latent("code", 10, "categorical"),
    Label("class_id", ("shirt", "boot")),
    ATTRIBUTES,
    Scalar("strength", -1.0, 2.0, 0.5),
    ImageInput("sketch", 1, "sketch", 8),
    ImageInput("hints", 4, "hints", 8),
]
every = pytest.mark.parametrize("control", EVERY, ids=lambda control: control.name)


@every
def test_that_a_control_survives_json(control: Control) -> None:
    assert from_json(control.to_json()) == control
    assert from_json({**control.described(), "unknown": 1}) == control


@every
def test_that_what_is_drawn_passes_its_own_check_in_numpy_and_in_torch(control: Control) -> None:
    import torch

    from ganstudio.engine.sampling import TorchRandom

    for values in (
        control.drawn(5, NumpyRandom(3), (2, 1)),
        control.drawn(5, TorchRandom(torch.Generator().manual_seed(3)), (2, 1)).numpy(),
        control.zeros(5, (2, 1)),
        control.example(5),
    ):
        assert len(control.checked(values, "A model")) == 5
        assert control.fits(values.shape)
        assert (values.dtype == np.int64) == control.whole


@every
def test_that_equal_seeds_draw_the_same(control: Control) -> None:
    first, again = (control.drawn(4, NumpyRandom(7)) for _ in range(2))
    assert np.array_equal(first, again)


def test_that_values_that_do_not_fit_are_refused_in_a_sentence() -> None:
    cases: list[tuple[Control, object, str]] = [
        (Latent("z", 4), np.zeros((2, 3)), "takes 4 latent numbers"),
        (Label("class_id", ("a", "b")), [0, 2], "knows the classes 0 to 1"),
        (ATTRIBUTES, np.zeros((1, 3)), "takes 4 attributes as 1 or 0: glasses, red, green, blue"),
        (ATTRIBUTES, [[0, 1, 1, 0]], "takes at most one of red, green, blue"),
        (ATTRIBUTES, [[2, 0, 0, 0]], "takes 4 attributes"),
        (Scalar("strength", 0.0, 1.0), [[1.5]], "takes a number from 0 to 1 per picture as strength"),
        (ImageInput("sketch", 1, "sketch", 8), np.zeros((1, 1, 12, 8)), "its sides multiples of 8 px, not 1 x 12 x 8"),
    ]
    for control, values, sentence in cases:
        with pytest.raises(StudioError, match=sentence):
            control.checked(values, "m.onnx")


def test_that_a_grid_has_one_row_per_class_and_the_same_noise_in_each() -> None:
    noise = Latent("z", 3).arranged(2, 4, True, NumpyRandom(0))
    assert np.array_equal(noise[:4], noise[4:])
    assert Label("y", ("a", "b")).arranged(2, 4, True, NumpyRandom(0)).tolist() == [0] * 4 + [1] * 4
    assert len(np.unique(Latent("z", 3).arranged(2, 4, False, NumpyRandom(0))[:, 0])) == 8


def test_that_exactly_one_of_an_exclusive_group_is_drawn() -> None:
    flags = ATTRIBUTES.drawn(200, NumpyRandom(1))
    assert (flags[:, 1:].sum(1) == 1).all()
    assert 40 < flags[:, 0].sum() < 160


def test_that_an_unknown_prior_is_refused_by_name() -> None:
    with pytest.raises(StudioError, match="no prior called 'gumbel'"):
        Latent("z", 4, "gumbel").drawn(1, NumpyRandom(0))


def test_that_an_unknown_control_names_itself() -> None:
    with pytest.raises(StudioError, match="input of kind 'curve'"):
        from_json({"kind": "curve", "name": "x"})


@pytest.mark.parametrize(
    "damaged",
    [
        {"kind": "latent", "name": "z", "size": -1},
        {"kind": "latent", "name": "z", "size": 1, "prior": "odd"},
        {"kind": "label", "name": "y", "classes": []},
        {"kind": "attributes", "name": "a", "names": ["x"], "groups": [["x", "y"]]},
        {"kind": "scalar", "name": "s", "low": 2, "high": 1},
        {"kind": "image", "name": "p", "channels": 0, "role": "sketch"},
    ],
    ids=str,
)
def test_that_impossible_numbers_are_refused(damaged: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="impossible numbers"):
        from_json(damaged)
