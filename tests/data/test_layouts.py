"""Every layout that people hold pictures in is recognised, and every picture keeps what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.errors import StudioError
from ganstudio.data.importers.idx import EMNIST
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue, store
from ganstudio.data.sets.dataset import DataSet
from ganstudio.data.sets.store import Look, PictureSet
from tests.drawings import SKETCH, drawing, number_of, numbers_of
from tests.layouts import LAYOUTS, Layout, anime, classes, div2k, emnist, flags_of, flat, horses, save, two_folders


class Opened(NamedTuple):
    layout: Layout
    entry: DataSet
    look: Look
    cache: Path


def opened(made: Path | list[Path], cache: Path, size: int = 32, **settings: object) -> Look:
    """What lies there, looked at in its own channels."""
    origins = made if isinstance(made, list) else [made]
    entry = catalogue.from_paths(origins, Preparation(**settings), cache)  # type: ignore[arg-type]
    return store.look(entry, size, entry.channels, cache)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Opened]:
    """Each layout is made and opened once for all tests."""
    known: dict[str, Opened] = {}

    def see(name: str) -> Opened:
        if name not in known:
            layout, place = LAYOUTS[name], tmp_path_factory.mktemp("layout")
            made = layout.make(place / "set")
            entry = catalogue.from_paths(made if isinstance(made, list) else [made], cache=place / "cache")
            look = store.look(entry, layout.size, layout.channels, place / "cache")
            known[name] = Opened(layout, entry, look, place / "cache")
        return known[name]

    return see


every_layout = pytest.mark.parametrize("name", LAYOUTS)


def parts(look: Look) -> list[PictureSet]:
    held = look.pictures.held_back
    return [look.pictures] if held is None else [look.pictures, held]


# -- every layout -----------------------------------------------------------------------------------------


@every_layout
def test_that_a_layout_is_recognised(name: str, seen: Callable[[str], Opened]) -> None:
    layout, entry, look, _ = seen(name)
    assert (entry.kind, entry.channels) == (layout.kind, layout.channels)
    assert (entry.classes, entry.attributes) == (layout.classes, layout.attributes)
    assert set(entry.variants) == set(layout.variants)
    assert (list(entry.counts) or entry.count) == layout.count
    assert look.report.count == layout.count
    assert (look.data.kind, look.data.count) == (layout.kind, len(layout.used))


@every_layout
def test_that_every_picture_is_there_once_and_the_test_part_is_held_back(
    name: str, seen: Callable[[str], Opened]
) -> None:
    layout, _, look, _ = seen(name)
    assert sorted(numbers_of(look.pictures.pictures)) == sorted(layout.used)
    assert (look.pictures.held_back is not None) == bool(layout.held)
    if look.pictures.held_back is not None:
        assert sorted(numbers_of(look.pictures.held_back.pictures)) == sorted(layout.held)


@every_layout
def test_that_labels_flags_and_partners_belong_to_their_pictures(name: str, seen: Callable[[str], Opened]) -> None:
    layout, _, look, _ = seen(name)
    for part in parts(look):
        numbers = numbers_of(part.pictures)
        if layout.label_of is not None:
            assert part.labels is not None
            assert part.labels.tolist() == [layout.label_of(number) for number in numbers]
        if layout.attributes:
            assert part.flags is not None
            assert part.flags.tolist() == [flags_of(number) for number in numbers]
        for partner in part.partners.values():
            assert numbers_of(partner) == numbers
    assert (layout.label_of is None) == (look.pictures.labels is None)
    assert bool(layout.attributes) == (look.pictures.flags is not None)


@every_layout
def test_that_a_healthy_set_has_no_problems(name: str, seen: Callable[[str], Opened]) -> None:
    layout, _, look, _ = seen(name)
    assert tuple(problem.code for problem in look.report.problems) == layout.problems
    assert look.pictures.left_out == ()


@every_layout
def test_that_the_other_part_can_be_used_instead(name: str, seen: Callable[[str], Opened]) -> None:
    layout, entry, _, cache = seen(name)
    everything = store.prepare(
        replace(entry, preparation=Preparation(part="all")), layout.size, layout.channels, cache
    )  # fmt: skip
    assert sorted(numbers_of(everything.pictures)) == sorted([*layout.used, *layout.held])
    if layout.held and layout.kind != "attributes":  # CelebA has a validation part as well
        test = store.prepare(replace(entry, preparation=Preparation(part="test")), layout.size, layout.channels, cache)
        assert sorted(numbers_of(test.pictures)) == sorted(layout.held)


@every_layout
def test_that_a_gallery_can_show_it(name: str, seen: Callable[[str], Opened]) -> None:
    layout, entry, _, cache = seen(name)
    few = store.thumbnails(entry, 6, cache)
    assert len(few) == 6
    assert all(number_of(picture) in {*layout.used, *layout.held} for picture in few)


# -- EMNIST -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("split", EMNIST)
def test_that_every_split_of_emnist_can_be_chosen_and_stands_upright(tmp_path: Path, split: str) -> None:
    look = opened(emnist(tmp_path / "set"), tmp_path / "cache", 28, variant=split)
    assert look.data.variants[0] == split
    assert set(look.data.variants) == set(EMNIST)
    assert look.pictures.info.classes == EMNIST[split]
    assert look.pictures.labels is not None
    assert -1 not in numbers_of(look.pictures.pictures)  # a turned picture shows no number
    assert look.pictures.labels.tolist() == [n % len(EMNIST[split]) for n in numbers_of(look.pictures.pictures)]


# -- pairs ------------------------------------------------------------------------------------------------


def inky(pictures: object) -> bool:
    """Whether nearly everything is paper or ink."""
    values = np.asarray(pictures)
    return float(((values < 60) | (values > 200)).mean()) > 0.9


@pytest.mark.parametrize("left", [False, True])
def test_that_the_sketch_is_found_and_can_be_switched(tmp_path: Path, left: bool) -> None:
    folder = anime(tmp_path / "set", sketch_left=left)
    look = opened(folder, tmp_path / "cache", 64)
    assert look.data.sides == ("left half", "right half")
    assert look.data.sketch_first is left
    assert inky(look.pictures.partners["sketch"][:])
    assert not inky(look.pictures.pictures[:])
    switched = opened(folder, tmp_path / "cache", 64, sketch="second" if left else "first")
    assert switched.data.sketch_first is not left
    assert inky(switched.pictures.pictures[:])
    assert not inky(switched.pictures.partners["sketch"][:])
    assert numbers_of(switched.pictures.partners["sketch"]) == numbers_of(switched.pictures.pictures)
    assert switched.pictures.info.fingerprint != look.pictures.info.fingerprint


def test_that_two_folders_can_be_switched_too(tmp_path: Path) -> None:
    folder = two_folders(tmp_path / "set")
    for sketch, is_inky in (("auto", True), ("first", True), ("second", False)):
        look = opened(folder, tmp_path / "cache", 64, sketch=sketch)
        assert look.data.sides == ("sketch", "color")
        assert inky(look.pictures.partners["sketch"][:]) is is_inky


def panorama(seed: int, height: int = 64) -> Image.Image:
    """A landscape twice as wide as high: the horizon crosses both halves."""
    rng = np.random.default_rng(seed)
    horizon = rng.uniform(0.3, 0.7) * height
    rows = np.arange(height)[:, None, None]
    shade = np.where(rows < horizon, rng.integers(120, 255, 3), rng.integers(20, 140, 3))
    pixels = shade * np.ones((1, 2 * height, 1)) + rng.normal(0, 6, (height, 2 * height, 1))
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for left, width, high in zip(rng.uniform(0, 2 * height, 8), rng.uniform(4, 16, 8), rng.uniform(6, 26, 8)):
        pen.rectangle((left, horizon - high, left + width, horizon), fill=tuple(map(int, rng.integers(0, 256, 3))))
    return image


def test_that_panoramas_are_no_pairs(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    for seed in range(30):
        panorama(seed).save(tmp_path / "set" / f"{seed}.png")
    assert catalogue.from_folder(tmp_path / "set").kind == "plain"
    forced = catalogue.from_paths([tmp_path / "set"], Preparation(read_as="pairs"))
    assert (forced.kind, forced.count) == ("pairs", 30)


@pytest.mark.parametrize("style", ["colour", "grey"])
def test_that_classes_with_the_same_file_names_are_no_pairs(tmp_path: Path, style: str) -> None:
    for number in range(20):
        save(tmp_path / "set" / "cats" / f"{number}.png", number, (64, 64), style)
        save(tmp_path / "set" / "dogs" / f"{number}.png", number + 100, (64, 64), style)
    entry = catalogue.from_folder(tmp_path / "set")
    assert (entry.kind, entry.classes, entry.count) == ("labelled", ("cats", "dogs"), 40)


def test_that_folders_without_telling_names_are_pairs_when_their_contents_match(tmp_path: Path) -> None:
    for number in range(20):
        for name, style in (("before", SKETCH), ("after", "colour")):
            save(tmp_path / "set" / name / f"{number}.png", number, (96, 96), style)
    assert catalogue.from_folder(tmp_path / "set").kind == "pairs"


def test_that_a_stray_picture_among_halves_is_not_cut_in_two(tmp_path: Path) -> None:
    folder = anime(tmp_path / "set")
    save(folder / "data" / "train" / "cover.png", 99, (64, 64))
    look = opened(folder, tmp_path / "cache", 64)
    assert [(each.code, each.file) for each in look.report.problems] == [("pair-shape", "data/train/cover.png")]
    assert 99 not in numbers_of(look.pictures.pictures)
    assert look.report.count == 40


# -- reading as something else ----------------------------------------------------------------------------


def read_as(folder: Path | Sequence[Path], kind: str, cache: Path) -> tuple[str, int | list[int]]:
    look = opened([*folder] if not isinstance(folder, Path) else folder, cache, 64, read_as=kind)
    return look.data.kind, look.report.count


def test_that_a_set_can_be_read_as_another_kind(tmp_path: Path) -> None:
    pets, cache = classes(tmp_path / "pets", ("cats", "dogs")), tmp_path / "cache"
    assert read_as(pets, "plain", cache) == ("plain", 30)
    assert read_as(pets, "labelled", cache) == ("labelled", 30)
    assert read_as(pets, "domains", cache) == ("domains", [15, 15])
    assert read_as(pets, "photographs", cache) == ("photographs", 30)
    paired = two_folders(tmp_path / "paired")
    assert read_as(paired, "domains", cache) == ("domains", [30, 30])
    assert read_as(paired, "plain", cache) == ("plain", 60)
    assert read_as(horses(tmp_path / "horses"), "labelled", cache) == ("labelled", 36)
    assert read_as(div2k(tmp_path / "div2k"), "plain", cache) == ("plain", 40)
    assert read_as([flat(tmp_path / "summer"), flat(tmp_path / "winter", world=2)], "pairs", cache) == ("pairs", 30)


@pytest.mark.parametrize("kind", ["labelled", "pairs", "domains", "attributes"])
def test_that_what_it_cannot_be_is_explained(tmp_path: Path, kind: str) -> None:
    with pytest.raises(StudioError, match="set does not hold"):
        catalogue.from_paths([flat(tmp_path / "set")], Preparation(read_as=kind))


# -- what is easily taken for something else --------------------------------------------------------------


def test_that_a_class_called_train_is_a_class_among_others(tmp_path: Path) -> None:
    folder = classes(tmp_path / "set", ("bus", "ship", "train"))
    entry = catalogue.from_folder(folder)
    assert (entry.kind, entry.classes, entry.count) == ("labelled", ("bus", "ship", "train"), 30)


def test_that_one_class_called_gt_does_not_make_photographs(tmp_path: Path) -> None:
    names = ("Ford GT 2006", "Audi A4", "Fiat Uno", "High Sierra", "Low Rider", "Mini Cooper")
    entry = catalogue.from_folder(classes(tmp_path / "set", names))
    assert (entry.kind, entry.count) == ("labelled", 30)


@pytest.mark.parametrize("scales", [(2, 3, 4), (4,)])
def test_that_only_the_fourfold_pairs_of_set14_are_used(tmp_path: Path, scales: Sequence[int]) -> None:
    for scale in scales:
        place = tmp_path / "Set14" / f"image_SRF_{scale}"
        place.mkdir(parents=True)
        for number in range(14):
            large = drawing(number, (240, 240))
            large.save(place / f"img_{number:03}_SRF_{scale}_HR.png")
            for method in ("LR", "bicubic"):
                large.resize((240 // scale,) * 2).save(place / f"img_{number:03}_SRF_{scale}_{method}.png")
    look = opened(tmp_path / "Set14", tmp_path / "cache", 128)
    assert (look.data.kind, look.report.count, look.report.problems) == ("photographs", 14, ())
    assert look.pictures.partners["low"].shape == (14, 3, 32, 32)


def test_that_a_table_about_pictures_is_no_set_of_pictures(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set")
    np.save(folder / "embeddings.npy", np.random.default_rng(0).normal(size=(30, 1024)))
    names = ["file", *(f"f{i}" for i in range(63))]
    lines = [",".join(names), *(",".join([f"photo {i}.png", *(["0.5"] * 63)]) for i in range(30))]
    (folder / "features.csv").write_text("\n".join(lines))
    entry = catalogue.from_folder(folder)
    assert (entry.kind, entry.count) == ("plain", 30)


def test_that_a_partition_list_alone_is_no_list_of_attributes(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", stem="{}")
    lines = [f"{path.name} {index % 2}\n" for index, path in enumerate(sorted(folder.iterdir()))]
    (folder / "list_eval_partition.txt").write_text("".join(lines))
    entry = catalogue.from_folder(folder)
    assert (entry.kind, entry.attributes) == ("plain", ())
