"""Colours that stay inside the lines: which region takes which, at what size, and what is left of the network."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing.adjustments import adjusted
from ganstudio.drawing.marks import LOCK, SPREAD, Ruling
from ganstudio.drawing.regions import Regions, divided
from ganstudio.export import colour_layers, dabs, keeping
from ganstudio.export.colour_params import ColourParams
from ganstudio.export.colouring import coloured, finished, in_each_way, regions_of, under_ink
from tests.drawing.test_regions import BOX, LEFT, RIGHT, drawn
from tests.painters import Feeds, Painter, one_colour

RED, GREEN, BLUE, PAPER = (200, 40, 30), (30, 150, 60), (40, 60, 210), (255, 255, 255)
GROUND = (10, 10)
SIDE = 256
FLAT, KEPT = ColourParams(way=0), ColourParams()


def dotted(*dots: tuple[tuple[int, int], tuple[int, int, int]], radius: int = 4, side: int = SIDE) -> Pixels:
    hints = np.zeros((side, side, 4), np.uint8)
    rows, columns = np.mgrid[:side, :side]
    for (x, y), colour in dots:
        hints[np.hypot(columns - x, rows - y) <= radius] = (*colour, 255)
    return hints


def smear(side: int = 64) -> Pixels:
    """What a network might answer: soft colours that know no lines, with a texture of four pixels."""
    rows, columns = np.mgrid[:side, :side]
    made = (
        np.stack([120 + columns, 90 + rows, np.full_like(rows, 90)], axis=2)
        + 12 * ((rows // 2 + columns // 2) % 2)[..., None]
    )
    return made.clip(0, 255).astype(np.uint8)


def kept(params: ColourParams, hints: Pixels | None = None, ink: Pixels | None = None) -> tuple[Pixels, Regions]:
    sheet = drawn() if ink is None else ink
    found = divided(sheet, params.gap)
    return under_ink(smear(), sheet, params, hints, found), found


def colours_in(picture: Pixels, found: Regions, place: tuple[int, int]) -> set[tuple[int, ...]]:
    return {tuple(each) for each in np.unique(picture[found.labels == found.at(*place)], axis=0).tolist()}


def test_that_flat_regions_are_of_one_colour_up_to_the_middle_of_their_lines() -> None:
    made, found = kept(FLAT, dotted((LEFT, RED), (BOX, BLUE)))
    assert colours_in(made, found, LEFT) == {RED}
    assert colours_in(made, found, BOX) == {BLUE}
    assert colours_in(made, found, GROUND) == {PAPER}
    (own,) = colours_in(made, found, RIGHT)
    assert np.abs(np.array(own) - smear()[22, 35]).max() < 30, "the network's, where nobody says better"


def test_that_kept_colours_have_the_networks_light_and_none_of_its_texture() -> None:
    made, found = kept(KEPT)
    for place in (LEFT, RIGHT, BOX):
        area = made[found.labels == found.at(*place)].astype(int)
        assert np.ptp(area.sum(axis=1)) > 2, "not dead"
    inside = (found.labels[:, 1:] == found.labels[:, :-1])[..., None]
    steps = np.abs(np.diff(made.astype(int), axis=1)) * inside
    assert steps.max() <= 2, "smooth"
    assert colours_in(made, found, GROUND) == {PAPER}


def test_that_paper_is_coloured_when_hinted_or_not_protected() -> None:
    made, found = kept(KEPT, dotted((GROUND, GREEN)))
    assert colours_in(made, found, GROUND) == {GREEN}
    loose, _ = kept(replace(KEPT, protect=False))
    assert PAPER not in colours_in(loose, found, GROUND)


def test_that_a_dot_is_its_own_colour_whatever_the_shading() -> None:
    hints = dotted((LEFT, RED), ((70, 120), RED), (BOX, BLUE))
    made, _ = kept(KEPT, hints)
    apart = np.abs(made.astype(int) - hints[..., :3])[hints[..., 3] > 0]
    assert apart.mean() < 3


def test_that_dots_that_disagree_share_a_region_by_distance() -> None:
    hints = dotted(((70, 95), RED), ((105, 95), BLUE))
    for params in (FLAT, KEPT):
        made, found = kept(params, hints)
        assert np.abs(made[95, 70].astype(int) - RED).max() <= 6
        assert np.abs(made[95, 105].astype(int) - BLUE).max() <= 6
        assert colours_in(made, found, GROUND) == {PAPER}
    hard = keeping.flats(keeping.planned(smear(), found, hints, FLAT), False)
    assert colours_in(hard, found, LEFT) == {RED, BLUE}


def test_that_a_dot_larger_than_its_region_means_the_region_in_its_middle() -> None:
    ink = drawn().copy()
    ink[70:90, 70:90] = 255
    ink[73:87, 73:87] = 0
    hints = dotted(((80, 80), RED), radius=10)
    made, found = kept(FLAT, hints, ink)
    assert colours_in(made, found, (80, 80)) == {RED}
    assert RED not in colours_in(made, found, (60, 110))


def test_that_a_dot_in_a_speck_colours_the_speck_alone() -> None:
    ink = drawn().copy()
    ink[72:84, 72:84] = 255
    ink[76:80, 76:79] = 0  # a light in an eye
    plain, found = kept(FLAT, dotted(((80, 120), RED)), ink)
    assert found.at(77, 77) == found.at(80, 120), "of itself it is no region"
    assert tuple(plain[77, 77]) == RED
    made, _ = kept(FLAT, dotted(((80, 120), RED), ((77, 78), PAPER), radius=2), ink)
    assert tuple(made[77, 77]) == PAPER and tuple(made[120, 80]) == RED
    assert found.specks is not None


def test_that_a_stroke_means_all_regions_that_it_passes() -> None:
    hints = np.zeros((SIDE, SIDE, 4), np.uint8)
    hints[88:93, 70:160] = (*GREEN, 255)
    made, found = kept(FLAT, hints)
    assert colours_in(made, found, LEFT) == colours_in(made, found, RIGHT) == {GREEN}
    assert colours_in(made, found, BOX) != {GREEN}


def test_that_an_area_from_the_bucket_is_that_region_alone() -> None:
    found = divided(drawn(), KEPT.gap)
    left, top, mask = found.mask(found.at(*LEFT) or 0)
    hints = np.zeros((SIDE, SIDE, 4), np.uint8)
    hints[top : top + mask.shape[0], left : left + mask.shape[1]][mask] = (*RED, 255)
    (dab,) = dabs.found(hints, found)
    assert dab.regions == (found.at(*LEFT),)


def test_that_dots_may_mean_all_regions_alike() -> None:
    hints = dotted((LEFT, RED))
    plain, found = kept(replace(FLAT, alike=False), hints)
    alike, _ = kept(replace(FLAT, alike=True), hints)
    assert colours_in(plain, found, RIGHT) != {RED}
    assert colours_in(alike, found, RIGHT) == {RED}, "the other half of the disc"
    assert colours_in(alike, found, BOX) != {RED}
    assert colours_in(alike, found, GROUND) == {PAPER}


def test_that_one_dot_alone_may_mean_regions_alike() -> None:
    told = adjusted([Ruling(SPREAD, (LEFT,))])
    found = divided(drawn(), 4, adjustments=told)
    made = under_ink(smear(), drawn(), FLAT, dotted((LEFT, RED)), found)
    assert colours_in(made, found, RIGHT) == {RED}
    other = under_ink(smear(), drawn(), FLAT, dotted((BOX, RED)), found)
    assert colours_in(other, found, RIGHT) != {RED}, "another dot means its own region"


def test_that_locks_hold_against_dots() -> None:
    locked = adjusted([Ruling(LOCK, (LEFT,), BLUE)])
    made = under_ink(smear(), drawn(), FLAT, dotted((LEFT, RED)), divided(drawn(), 4, adjustments=locked))
    assert tuple(made[LEFT[1], LEFT[0]]) == BLUE


def test_that_colours_are_crisp_at_any_size() -> None:
    scale = 8
    ink = drawn(3, scale=scale)
    hints = np.asarray(Image.fromarray(dotted((LEFT, RED), (RIGHT, BLUE))).resize(ink.shape, Image.Resampling.NEAREST))
    made = finished(smear(), ink, FLAT, hints, divided(ink, 4))
    row = made[90 * scale][ink[90 * scale] == 0]
    assert {tuple(each) for each in row.tolist()} == {PAPER, RED, BLUE}


def test_that_the_slider_goes_from_flat_over_kept_to_free() -> None:
    found = divided(drawn(), 4)
    made = {
        way: under_ink(smear(), drawn(), ColourParams(way=way), None, found).astype(int) for way in (0, 0.5, 1, 1.5)
    }
    free = under_ink(smear(), drawn(), ColourParams(way=2)).astype(int)
    assert np.abs(made[0.5] - (made[0] + made[1]) / 2).max() <= 2
    assert np.abs(made[1.5] - (made[1] + free) / 2).max() <= 1
    assert regions_of(drawn(), ColourParams(way=2)) is None
    assert regions_of(drawn(), ColourParams(keep_line=False)) is None


def test_that_every_way_is_coloured_with_one_question() -> None:
    network = Painter(one_colour(0.8, 0.2, 0.1))
    made = in_each_way(network, drawn(), dotted((LEFT, BLUE)), 4)
    assert list(made) == ["flat", "kept", "free"]
    assert len(network.seen) == 1
    assert tuple(made["kept"][LEFT[1], LEFT[0]]) == BLUE
    assert tuple(made["free"][LEFT[1], LEFT[0]]) != BLUE
    assert np.array_equal(
        made["kept"], coloured(Painter(one_colour(0.8, 0.2, 0.1)), drawn(), dotted((LEFT, BLUE)), KEPT)
    )


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3)])
def test_that_any_sheet_can_be_kept_in(shape: tuple[int, int]) -> None:
    def grey(feeds: Feeds) -> np.ndarray:
        return feeds["sketch"] * 0.5

    for ink in (np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8)):
        assert coloured(Painter(grey), ink, np.zeros((*shape, 4), np.uint8), KEPT).shape == (*shape, 3)


# -- layers --------------------------------------------------------------------------------------------------


def over_each_other(layers: list[colour_layers.OraLayer]) -> np.ndarray:
    made = np.full((*layers[0].pixels.shape[:2], 3), 255.0)
    for layer in reversed(layers):
        colour, cover = layer.pixels[..., :3].astype(float), layer.pixels[..., 3:] / 255 * layer.opacity
        mixed = {"svg:multiply": made * colour / 255, "svg:plus": (made + colour).clip(0, 255)}.get(
            layer.operation, colour
        )
        made = made * (1 - cover) + mixed * cover
    return made


@pytest.mark.parametrize("way", [0.0, 1.0, 1.4, 2.0])
def test_that_layers_over_each_other_are_the_picture(way: float) -> None:
    params = ColourParams(way=way)
    found, hints = regions_of(drawn(), params), dotted((LEFT, RED))
    layers = colour_layers.layers_of(smear(), drawn(), params, hints, found)
    assert np.abs(over_each_other(layers) - finished(smear(), drawn(), params, hints, found)).max() <= 3


def test_that_flats_may_have_hard_edges() -> None:
    layers = colour_layers.layers_of(
        smear(), drawn(gap=4), FLAT, dotted((LEFT, RED), (RIGHT, BLUE)), divided(drawn(gap=4), 8), False
    )
    flats = layers[-1].pixels[..., :3]
    assert len(np.unique(flats.reshape(-1, 3), axis=0)) == 4


@pytest.mark.parametrize("ending", [".ora", ".psd"])
def test_that_layers_are_written_for_painting_programs(ending: str, tmp_path: Path) -> None:
    path, found = tmp_path / f"drawing{ending}", divided(drawn(), 4)
    layers = colour_layers.layers_of(smear(), drawn(), KEPT, None, found)
    if ending == ".psd":
        psd_tools = pytest.importorskip("psd_tools")
    colour_layers.write(path, layers, finished(smear(), drawn(), KEPT, None, found))
    if ending == ".ora":
        assert b"Shading" in zipfile.ZipFile(path).read("stack.xml")
        return
    made = psd_tools.PSDImage.open(path)
    assert [layer.name for layer in made] == ["Flats", "Shading", "Light", "Lines"]
    assert made.size == (SIDE, SIDE)


def test_that_layers_go_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudioError, match=r"\.ora or \.psd"):
        colour_layers.check(tmp_path / "a.tiff")
    monkeypatch.setitem(__import__("sys").modules, "psd_tools", None)
    with pytest.raises(StudioError, match="psd-tools"):
        colour_layers.check(tmp_path / "a.psd")
