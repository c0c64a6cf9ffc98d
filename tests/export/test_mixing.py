"""Shares of several classes, given to files that take the number of one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from ganstudio.core.errors import StudioError
from ganstudio.engine import registry
from ganstudio.export import library
from ganstudio.export.class_rows import classes_of
from ganstudio.export.foreign.probing import probed
from ganstudio.export.mixing import mixing, shares
from ganstudio.export.onnx_session import Model
from ganstudio.studio.playing import Request, inputs_of
from tests import foreign
from tests.models import exported


def opened(name: str, folder: Path) -> Model:
    """One in the box, whose numbers become one-hot rows, or one of another program with a table."""
    if name in foreign.NAMES:
        path = foreign.written(name, folder)
        return Model(path, card=probed(path).card(path))
    return Model(next(each.path for each in library.box() if each.path.stem == name))


@pytest.mark.parametrize("name", ["digits", "clothes", "conditional", "one-hot", "twice"])
def test_that_whole_shares_are_the_classes_themselves(name: str, tmp_path: Path) -> None:
    model = opened(name, tmp_path)
    label = model.label
    assert label is not None
    assert model.mixes
    for number in range(len(label.classes)):
        inputs = inputs_of(model, Request(seed=3, label=number))
        alone = model.run(inputs)
        inputs[label.name] = shares(len(label.classes), number, 0, 0.0)
        assert np.allclose(model.run(inputs), alone, atol=1e-5)


@pytest.mark.parametrize("name", ["digits", "conditional", "one-hot", "twice"])
def test_that_a_mixture_lies_between_and_goes_over_steadily(name: str, tmp_path: Path) -> None:
    model = opened(name, tmp_path)
    way = [model.run(inputs_of(model, Request(seed=1, label=1, mix=(3, share)))) for share in np.linspace(0, 1, 11)]
    steps = [float(np.abs(after - before).mean()) for before, after in pairwise(way)]
    whole = float(np.abs(way[-1] - way[0]).mean())
    assert min(steps) > 0
    assert max(steps) < 0.6 * whole  # a class changes at once: all of it


@pytest.mark.parametrize("family", registry.families())
def test_that_every_family_that_takes_classes_mixes_them(family: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    model = Model(exported(tmp_path_factory, family, registry.family(family).presets[0].key)[0])
    assert model.mixes == (model.label is not None and not model.images)
    if model.label is not None and model.mixes:
        alone = inputs_of(model, Request(seed=2, label=1))
        whole = {**alone, model.label.name: shares(len(model.label.classes), 1, 0, 0.0)}
        assert np.allclose(model.run(whole), model.run(alone), atol=1e-4)


def test_that_shares_are_checked(tmp_path: Path) -> None:
    model = opened("digits", tmp_path)
    inputs = inputs_of(model, Request(label=1))
    for wrong in (np.ones((1, 10), np.float32), np.ones((1, 3), np.float32) / 3):
        with pytest.raises(StudioError, match="shares of 10 classes"):
            model.run({**inputs, "class_id": wrong})


def test_that_only_classes_are_mixed() -> None:
    faces = next(each.path for each in library.box() if each.path.stem == "faces")
    assert not Model(faces).mixes
    assert mixing(faces, "z", 10) is None


def test_that_classes_are_counted_where_their_number_is_used_for_more(tmp_path: Path) -> None:
    """A table, and how many numbers there are, for the shape of what is made: such a file takes one class at a time."""
    table = numpy_helper.from_array(np.ones((37, 4), np.float32), "table")
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "y"], ["rows"]),
            helper.make_node("Shape", ["y"], ["count"]),
            helper.make_node("Expand", ["rows", "whole"], ["wide"]),
            helper.make_node("Concat", ["count", "four"], ["whole"], axis=0),
        ],
        "classes",
        [helper.make_tensor_value_info("y", TensorProto.INT64, ["batch"])],
        [helper.make_tensor_value_info("wide", TensorProto.FLOAT, ["batch", 4])],
        [table, numpy_helper.from_array(np.array([4], np.int64), "four")],
    )
    graph.node.insert(2, graph.node.pop())  # in the order in which they work
    path = tmp_path / "counted.onnx"
    onnx.save(helper.make_model(graph), path)
    assert classes_of(path, "y") == 37
    assert mixing(path, "y", 37) is None
