from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.data.faces.faces import (
    ATTRIBUTES,
    CREDIT,
    HAIR,
    LICENCES,
    STYLES,
    Face,
    attributes,
    changed,
    colour,
    face,
    lines,
    pair,
)

PARTS_OF_0 = {
    "head": "variant02",
    "eyes": "variant08",
    "eyebrows": "variant11",
    "nose": "variant01",
    "earrings": "",
    "hairAccessories": "",
    "mouth": "sad01",
    "freckles": "variant01",
    "hair": "variant15",
}
PALETTE_OF_0 = {
    "ink": "#14100e",
    "sclera": "#ffffff",
    "teeth": "#ffffff",
    "throat": "#8f2e45",
    "tongue": "#ea869e",
    "paper": "#fbe3e8",
    "skin": "#b07549",
    "eyes": "#22304f",
    "mouth": "#3c1013",
    "glasses": "#4c3423",
    "earrings": "#7d8791",
    "freckles": "#583a24",
    "hair": "#f08cb8",
}
both_styles = pytest.mark.parametrize("style", STYLES)


def changed_box(before: Pixels, after: Pixels) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what differs, as parts of the picture."""
    rows, columns = np.nonzero((before != after).any(axis=0))
    size = before.shape[1]
    return columns.min() / size, rows.min() / size, (columns.max() + 1) / size, (rows.max() + 1) / size


# -- what a seed decides


@both_styles
def test_that_a_seed_gives_the_same_face_again_and_another_seed_another(style: str) -> None:
    assert face(style, 7) == face(style, "7")
    assert np.array_equal(colour(face(style, 7), 32), colour(face(style, 7), 32))
    assert (
        len({str(sorted({**face(style, seed).parts, **face(style, seed).palette}.items())) for seed in range(200)})
        == 200
    )


def test_that_seeds_keep_their_faces_from_version_to_version() -> None:
    """A shipped model was trained on these."""
    known = face("lorelei", 0)
    assert (known.parts, known.palette) == (PARTS_OF_0, PALETTE_OF_0)


@both_styles
def test_that_attributes_are_about_balanced(style: str) -> None:
    truths = [attributes(face(style, seed)) for seed in range(600)]
    for attribute in ATTRIBUTES:
        share = np.mean([truth[attribute] for truth in truths])
        low, high = (0.1, 0.24) if attribute in HAIR else (0.25, 0.6)
        assert low < share < high, attribute


def test_that_a_seed_means_the_same_person_in_both_styles() -> None:
    for seed in range(50):
        one, other = (face(style, seed) for style in STYLES)
        assert attributes(one) == attributes(other)
        assert one.palette == other.palette


@both_styles
def test_that_no_face_reaches_over_the_edge(style: str) -> None:
    for seed in range(90):
        person = face(style, seed)
        picture = colour(replace(person, palette={**person.palette, "paper": "#00ff00"}), 64)
        for edge in (picture[:, 0], picture[:, -1], picture[:, :, 0], picture[:, :, -1]):
            assert (edge == np.array([[0], [255], [0]])).all(), person.parts


# -- line drawings


@both_styles
@pytest.mark.parametrize("size", [64, 256])
def test_that_a_palette_does_not_show_in_the_lines(style: str, size: int) -> None:
    for seed in range(5):
        person, donor = face(style, seed), face(style, seed + 1000)
        repainted = replace(person, palette=donor.palette)
        assert (colour(person, size) != colour(repainted, size)).any()
        assert np.array_equal(lines(person, size), lines(repainted, size))


@both_styles
def test_that_lines_are_ink_on_paper_without_grey_patches(style: str) -> None:
    for seed in range(6):
        drawn = lines(face(style, seed), 256)[0]
        assert (drawn.min(), drawn.max()) == (0, 255)
        assert (drawn > 250).mean() > 0.75
        grey = (drawn > 20) & (drawn < 235)
        assert grey.mean() < 0.08
        patches = np.lib.stride_tricks.sliding_window_view(grey, (4, 4)).all(axis=(2, 3))
        assert not patches.any()


@both_styles
@pytest.mark.parametrize("role", ["skin", "hair"])
def test_that_outlines_are_closed(style: str, role: str) -> None:
    """Ink poured on the paper around a face runs into no skin and no hair, the neck's lower edge included."""
    for seed in range(4):
        person = face(style, seed)
        picture = colour(replace(person, palette={**person.palette, role: "#00ff00"}), 256)
        filled = (picture == np.array([0, 255, 0])[:, None, None]).all(axis=0)
        sheet = Image.fromarray(np.where(lines(person, 256)[0] < 160, 0, 255).astype(np.uint8))
        ImageDraw.floodfill(sheet, (0, 0), 100)
        assert filled.sum() > 500
        assert not (filled & (np.asarray(sheet) == 100)).any()


def test_that_a_pair_is_the_lines_and_the_colours_of_one_face() -> None:
    person = face("adventurer", 3)
    sketch, picture = pair(person, 48)
    assert np.array_equal(sketch, lines(person, 48))
    assert np.array_equal(picture, colour(person, 48))


@both_styles
@pytest.mark.parametrize("size", [16, 100, 1024])
def test_that_a_face_has_the_size_asked_for(style: str, size: int) -> None:
    sketch, picture = pair(face(style, 1), size)
    assert (sketch.shape, str(sketch.dtype)) == ((1, size, size), "uint8")
    assert (picture.shape, str(picture.dtype)) == ((3, size, size), "uint8")


# -- attributes


@both_styles
@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_that_a_change_leaves_all_else_and_can_be_undone(style: str, attribute: str) -> None:
    for seed in range(30):
        person = face(style, seed)
        value = attributes(person)[attribute]
        other = changed(person, attribute, not value)
        rest = [name for name in ATTRIBUTES if name != attribute and not (attribute in HAIR and name in HAIR)]
        assert attributes(other)[attribute] == (not value)
        assert [attributes(other)[name] for name in rest] == [attributes(person)[name] for name in rest]
        kept = changed(other, attribute, value) if attribute not in HAIR else changed(other, hair_colour(person), True)
        assert kept == person
        assert changed(person, attribute, value) == person


def hair_colour(person: Face) -> str:
    return next(name for name in HAIR if attributes(person)[name])


@both_styles
@pytest.mark.parametrize("attribute", HAIR)
def test_that_a_face_has_exactly_one_hair_colour(style: str, attribute: str) -> None:
    for value in (True, False):
        truth = attributes(changed(face(style, 11), attribute, value))
        assert sum(truth[name] for name in HAIR) == 1
        assert truth[attribute] == value


@both_styles
@pytest.mark.parametrize("attribute", HAIR)
def test_that_a_hair_colour_changes_no_line(style: str, attribute: str) -> None:
    person = changed(face(style, 5), attribute, False)
    dyed = changed(person, attribute, True)
    assert (colour(person, 64) != colour(dyed, 64)).any()
    assert np.array_equal(lines(person, 64), lines(dyed, 64))


@both_styles
@pytest.mark.parametrize(
    ("attribute", "left", "top", "right", "bottom"),
    [
        ("glasses", 0.1, 0.3, 0.9, 0.7),
        ("smile", 0.2, 0.5, 0.85, 0.82),
        ("freckles", 0.15, 0.45, 0.85, 0.75),
        ("beard", 0.1, 0.4, 0.9, 0.95),
    ],
)
def test_that_a_change_shows_where_it_should_and_nowhere_else(
    style: str, attribute: str, left: float, top: float, right: float, bottom: float
) -> None:
    for seed in range(6):
        person = changed(face(style, seed), "beard", False)
        without, with_it = changed(person, attribute, False), changed(person, attribute, True)
        for drawn in (colour, lines):
            box = changed_box(drawn(without, 128), drawn(with_it, 128))
            assert box[0] > left and box[1] > top and box[2] < right and box[3] < bottom, (seed, box)


@both_styles
def test_that_every_change_can_be_seen_at_64_pixels(style: str) -> None:
    for seed in range(5):
        person = changed(face(style, seed), "beard", False)
        for attribute in ATTRIBUTES:
            before, after = (colour(changed(person, attribute, value), 64).astype(int) for value in (False, True))
            assert (np.abs(before - after).max(axis=0) > 24).sum() >= 4, (seed, attribute)


# -- mistakes and credits


def test_that_unknown_names_and_sizes_are_refused() -> None:
    with pytest.raises(StudioError, match=r"'anime'.*lorelei, adventurer"):
        face("anime", 0)
    with pytest.raises(StudioError, match=r"'hat'.*glasses"):
        changed(face("lorelei", 0), "hat", True)
    for size in (15, 1025):
        with pytest.raises(StudioError, match=f"{size} pixels.*16 to 1024"):
            colour(face("lorelei", 0), size)
        with pytest.raises(StudioError, match=f"{size} pixels"):
            lines(face("lorelei", 0), size)


def test_that_the_artist_is_credited_for_each_style() -> None:
    assert set(LICENCES) == set(STYLES)
    for text in (CREDIT, *LICENCES.values()):
        assert "Lisa Wischofsky" in text
    assert "CC0 1.0" in LICENCES["lorelei"]
    assert "CC BY 4.0" in LICENCES["adventurer"]


def test_that_importing_faces_loads_nothing_slow() -> None:
    slow = "{'torch', 'dicebear', 'resvg_py', 'PySide6'}"
    program = f"import ganstudio.data.faces.faces, sys; sys.exit(bool({slow} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", program], check=True)
