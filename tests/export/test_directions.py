"""Directions of a latent space: those that are there are found, ranked and kept, and odd models get a sentence."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest

from ganstudio.cli.main import main
from ganstudio.core import resources
from ganstudio.core.controls import Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.files import digest
from ganstudio.core.interruption import Stopped
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export.latent import directions, finding, kept, measuring, sheets
from ganstudio.export.latent.directions import Direction
from ganstudio.export.latent.finding import FindingParams
from ganstudio.export.latent.graph import first_layer
from ganstudio.export.onnx_session import Model
from tests.generators import CLASSES, three_things, write_generator
from tests.models import REFUSED, WORKING

FEW = FindingParams(count=6, samples=128, probes=4, draws=2)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def three(tmp_path: Path) -> Path:
    return write_generator(tmp_path / "three.onnx", three_things())


def axis(direction: Direction) -> int:
    """The one latent number that a direction moves."""
    vector = np.abs(direction.vector)
    assert vector.max() > 0.98
    return int(vector.argmax())


@pytest.mark.parametrize("classes", [(), CLASSES])
@pytest.mark.parametrize("last", [False, True])
def test_that_what_noise_does_is_found_once_each_and_the_most_first(
    tmp_path: Path, classes: tuple[str, ...], last: bool
) -> None:
    path = write_generator(tmp_path / "model.onnx", three_things(), classes=classes, latent_last=last)
    found = finding.found(Model(path), FEW)
    assert sorted(axis(each) for each in found) == [0, 1, 2]
    assert axis(found[0]) in (0, 1)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(0 < each.purity <= 1 and each.sigma == pytest.approx(1, abs=0.1) for each in found)


def test_that_effect_is_the_mean_change_of_a_pixel_per_sigma(three: Path) -> None:
    model = Model(three)
    base = measuring.scene(model, 8, 1, 0)
    top = Direction((1.0, 0, 0, 0, 0, 0), 1.0, 0, 0, directions.WEIGHTS)
    seen = measuring.measured(model, base, top).direction
    # Half of the picture, by up to a quarter of 0.5 per sigma, less where the sigmoid is flat.
    assert 0.8 * 0.0625 < seen.effect < 0.0625


def test_that_what_is_done_to_one_place_of_all_pictures_is_purer(three: Path) -> None:
    model = Model(three)
    base = measuring.scene(model, 8, 1, 0)
    corner, mixed = ((0.0, 0, 1, 0, 0, 0), (0.57735, 0.57735, 0.57735, 0, 0, 0))
    pure, less = (measuring.measured(model, base, Direction(each, 1.0, 0, 0, "weights")) for each in (corner, mixed))
    assert pure.direction.purity > less.direction.purity


def test_that_a_direction_is_freed_of_what_a_better_one_does(three: Path) -> None:
    model = Model(three)
    base = measuring.scene(model, 8, 1, 0)
    top, mixed = (
        measuring.measured(model, base, Direction(each, 1.0, 0, 0, "weights"))
        for each in ((1.0, 0, 0, 0, 0, 0), (0.7071, 0.7071, 0, 0, 0, 0))
    )
    left = measuring.freed(mixed, top)
    assert axis(left.direction) == 1
    assert left.direction.effect == pytest.approx(
        measuring.measured(model, base, left.direction).direction.effect, rel=0.1
    )


@pytest.mark.parametrize("last", [False, True])
def test_that_weights_are_those_of_the_noise_alone(tmp_path: Path, last: bool) -> None:
    weights = three_things()
    path = write_generator(tmp_path / "model.onnx", weights, classes=CLASSES, latent_last=last)
    layer = first_layer(path, "z", len(weights))
    assert layer is not None and layer.weights is not None
    assert (layer.operator, layer.tensor) == ("Gemm", "bright")
    np.testing.assert_array_equal(layer.weights, weights)


@pytest.mark.parametrize("name", ["faces", "digits", "infogan-digits"])
def test_that_weights_in_the_box_are_what_the_network_does(name: str) -> None:
    """Between two latents its first layer differs by their difference times these weights."""
    (path,) = [each for each in resources.generators() if each.stem == name]
    model = Model(path)
    control = measuring.latent_of(model)
    layer = first_layer(path, control.name, control.size)
    assert layer is not None and layer.weights is not None and layer.tensor
    tapped = Model(path, tap="linear")
    base = measuring.scene(model, 2, 1, 0)
    _, inside = tapped.looked(base.inputs())
    expected = (base.latents[0] - base.latents[1]) @ layer.weights
    np.testing.assert_allclose(inside[0] - inside[1], expected, atol=1e-4)


def test_that_what_is_seen_behind_a_layer_does_not_change_the_pictures(three: Path) -> None:
    base = measuring.scene(Model(three), 4, 1, 0)
    shown, inside = Model(three, tap="bright").looked(base.inputs())
    np.testing.assert_array_equal(shown, Model(three).run(base.inputs()))
    np.testing.assert_array_equal(shown.reshape(4, -1), inside)


def test_that_a_file_is_searched_once(three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept.directions_of(Model(three), tmp_path / "cache", FEW)
    monkeypatch.setattr(finding, "found", lambda *given: pytest.fail("searched again"))
    assert kept.directions_of(Model(three), tmp_path / "cache", FEW) == first
    monkeypatch.undo()
    write_generator(three, np.roll(three_things(), 1, axis=0))
    assert axis(kept.directions_of(Model(three), tmp_path / "cache", FEW)[0]) != axis(first[0])


def test_that_a_damaged_memory_costs_time_only(three: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = kept.directions_of(Model(three), cache, FEW)
    (path,) = cache.glob("directions-*.json")
    for text in ("", "{", '{"format": 1}', '{"format": 1, "model": "", "directions": [1]}'):
        path.write_text(text)
        assert kept.directions_of(Model(three), cache, FEW) == first
    assert kept.read(path)[0] == first


def test_that_a_search_tells_how_far_it_is_and_stops_when_asked(three: Path) -> None:
    told: list[tuple[int, int]] = []
    finding.found(Model(three), FEW, lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] <= told[-1][1]
    with pytest.raises(Stopped):
        finding.found(Model(three), FEW, cancelled=lambda: True)


def test_that_directions_are_json(three: Path) -> None:
    for each in finding.found(Model(three), FEW):
        named = replace(each, name="sky")
        assert directions.from_json(json.loads(json.dumps(named.to_json()))) == named


def test_that_examples_point_from_those_without_to_those_with() -> None:
    latents = np.random.default_rng(0).standard_normal((400, 20)).astype(np.float32)
    truth = np.zeros(20)
    truth[[2, 5]] = (0.6, -0.8)
    has = latents @ truth > 0.3
    for count in (12, 400):
        some, holds = latents[:count], has[:count]
        assert directions.from_examples(some[holds], some[~holds]) @ truth > (0.5 if count == 12 else 0.95)
    answers = np.stack([has, ~has, np.zeros(400)], axis=1)
    found = directions.from_answers(latents, answers)
    np.testing.assert_allclose(found @ truth, [1, -1, 0], atol=0.05)


def test_that_a_direction_of_examples_is_measured_like_any_other(three: Path) -> None:
    model = Model(three)
    told = finding.described(model, np.array([-2.0, 0, 0, 0, 0, 0]), directions.EXAMPLES, "night", FEW)
    found = next(each for each in finding.found(model, FEW) if axis(each) == 0)
    assert told.vector[0] == -1
    assert (told.how, told.name) == (directions.EXAMPLES, "night")
    assert told.effect == pytest.approx(found.effect, rel=0.1)
    assert told.sigma == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("change", WORKING)
def test_that_models_changed_by_other_programs_have_directions_too(
    change: str, digits_model: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(digits_model, tmp_path / "model.onnx"))
    WORKING[change][0](path)
    found = finding.found(Model(path), replace(FEW, count=2, samples=64))
    assert len(found) == 2


@pytest.mark.parametrize("sides", [(0, 3), (3, 0), (3, 3)])
def test_that_examples_that_say_nothing_are_a_sentence(sides: tuple[int, int]) -> None:
    with pytest.raises(StudioError, match="with it and without it"):
        directions.from_examples(*(np.ones((each, 4), np.float32) for each in sides))


@pytest.mark.parametrize("prior", ["normal", "uniform", "sphere"])
def test_that_a_walk_stays_where_the_prior_reaches(prior: str) -> None:
    control = Latent("z", 8, prior)
    start = control.drawn(16, NumpyRandom(0))
    direction = Direction((1.0, *[0.0] * 7), 1.0, 0, 0, "weights")
    there = directions.moved(start, direction, 3.0, control)
    assert there.dtype == np.float32
    match prior:
        case "normal":
            np.testing.assert_allclose(there[:, 0], start[:, 0] + 3, rtol=1e-6)
        case "uniform":
            assert np.abs(there).max() <= 1
        case "sphere":
            np.testing.assert_allclose((there**2).sum(1), 8, rtol=1e-5)


def test_that_two_thousand_numbers_are_searched_too(tmp_path: Path) -> None:
    path = write_generator(tmp_path / "long.onnx", three_things(2000))
    found = finding.found(Model(path), replace(FEW, count=3))
    assert sorted(axis(each) for each in found) == [0, 1, 2]


def test_that_one_number_is_one_direction(tmp_path: Path) -> None:
    path = write_generator(tmp_path / "short.onnx", three_things()[:1])
    assert [each.vector for each in finding.found(Model(path), FEW)] == [(1.0,)]


def test_that_noise_without_effect_has_no_directions(tmp_path: Path) -> None:
    weights = three_things()
    weights[:] = 0
    path = write_generator(tmp_path / "same.onnx", weights, classes=CLASSES)
    with pytest.raises(StudioError, match="flat colour"):
        Model(path)


def test_that_numbers_that_are_not_finite_are_a_sentence(tmp_path: Path) -> None:
    """A network may be sound in the middle and break down where directions lead."""
    path = write_generator(tmp_path / "edge.onnx", three_things())
    model = onnx.load(path)
    model.graph.node[0].output[0] = "raw"
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.float32(1.2), "edge"))
    model.graph.node.insert(1, onnx.helper.make_node("Add", ["raw", "edge"], ["above"]))
    model.graph.node.insert(2, onnx.helper.make_node("Sqrt", ["above"], ["linear"]))
    onnx.save(model, path)
    with pytest.raises(StudioError, match="not finite"):
        finding.found(Model(path), FEW)


def test_that_categories_alone_are_no_latent_space(tmp_path: Path) -> None:
    path = write_generator(tmp_path / "kinds.onnx", three_things(3), prior="categorical")
    with pytest.raises(StudioError, match="has no latent space"):
        finding.found(Model(path), FEW)


@pytest.mark.parametrize("prior", ["uniform", "sphere"])
def test_that_directions_of_other_priors_are_found_in_their_own_spread(prior: str, tmp_path: Path) -> None:
    path = write_generator(tmp_path / "model.onnx", three_things(), prior=prior)
    found = finding.found(Model(path), FEW)
    assert sorted(axis(each) for each in found) == [0, 1, 2]
    assert all(each.sigma == pytest.approx(0.577 if prior == "uniform" else 1.0, abs=0.05) for each in found)


def test_that_a_sheet_has_a_row_for_each_direction(three: Path) -> None:
    model = Model(three)
    found = finding.found(model, FEW)
    sheet = sheets.sheet(model, found, sheets.of_seeds(model, 2))
    assert sheet.shape == (3 * 8, 2 * 5 * 8 + 2, 1)
    plain = model.generate(sheets.of_seeds(model, 2).inputs())
    np.testing.assert_array_equal(sheet[:8, 16:24, 0], plain[0, 0])  # nothing moved in the middle


# -- the command line -------------------------------------------------------------------------------------


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def test_that_the_command_ranks_them_and_draws_a_sheet(three: Path, tmp_path: Path, capsys: Capture) -> None:
    status, out, complaint = said(capsys, "directions", three, "--count", 2, "--out", tmp_path / "sheet.png")
    assert (status, complaint) == (0, "")
    assert out.splitlines()[0].split()[:3] == ["rank", "effect", "purity"]
    assert (tmp_path / "sheet.png").is_file()
    status, out, _ = said(capsys, "directions", three, "--json")
    value = json.loads(out)
    assert value["model"] == digest(three)
    assert len(value["directions"]) == 3


@pytest.mark.parametrize("name", ["glasses-on", "vaegan-faces-encoder"])
def test_that_a_model_without_noise_is_a_sentence(name: str, capsys: Capture) -> None:
    status, out, complaint = said(capsys, "directions", name)
    assert (status, out) == (2, "")
    assert "has no latent space" in complaint or "gives no pictures" in complaint


@pytest.mark.parametrize("change", ["weights that are no numbers", "operators of somebody", "cut off"])
def test_that_a_broken_model_is_a_sentence(change: str, digits_model: Path, tmp_path: Path, capsys: Capture) -> None:
    make, words = REFUSED[change]
    path = tmp_path / "broken.onnx"
    path.write_bytes(digits_model.read_bytes())
    make(path)
    status, out, complaint = said(capsys, "directions", path)
    assert (status, out) == (2, "")
    assert words in complaint


def test_that_what_is_no_model_is_a_sentence(tmp_path: Path, three: Path, capsys: Capture) -> None:
    assert "none in the box" in said(capsys, "directions", "nothing")[2]
    assert "should end in .png" in said(capsys, "directions", three, "--out", tmp_path / "sheet.txt")[2]
