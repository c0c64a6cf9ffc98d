"""The x-ray names everything that is wrong, its fixes do what they say, and the healthy pictures load all the same."""

from __future__ import annotations

import errno
import os
import pickle
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import fields
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core import params
from ganstudio.core.errors import StudioError
from ganstudio.data import recognition
from ganstudio.data.collection import Collection
from ganstudio.data.decoding import images, reading, scanning, workers
from ganstudio.data.decoding.reading import Piece, ReadRequest
from ganstudio.data.files.tree import walk
from ganstudio.data.findings import ADVICE, NOTES, REPAIRED, RULES, UNUSABLE, Finding
from ganstudio.data.inspect import Report, examined, fold_limit
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets.store import Look
from tests.data import bad_decoders
from tests.drawings import drawing, number_of, numbers_of
from tests.layouts import (
    FACES,
    celeba,
    cifar,
    classes,
    flags_of,
    flat,
    horses,
    idx,
    idx_bytes,
    keras,
    save,
    two_folders,
)
from tests.looks import opened
from tests.sick import GOOD_CATS, GOOD_DOGS, sick_folder


def named(report: Report) -> dict[str, set[str]]:
    """Which files each code names."""
    found: dict[str, set[str]] = defaultdict(set)
    for problem in report.problems:
        found[problem.code].add(problem.file)
    return dict(found)


def of_code(report: Report, code: str) -> list[Finding]:
    return [problem for problem in report.problems if problem.code == code]


# -- the sick folder --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sick(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, set[str]], Look]:
    folder = tmp_path_factory.mktemp("hospital") / "pets"
    expected = sick_folder(folder)
    return folder, expected, opened(folder)


def test_that_every_defect_is_named_with_its_file(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    _, expected, look = sick
    assert len(expected) >= 24
    assert named(look.report) == {**expected, "mixed-colours": {"cats/deep sea.png"}}


def test_that_every_problem_is_a_sentence_with_a_remedy(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    for problem in sick[2].report.problems:
        assert problem.message.endswith(".")
        assert problem.message.isprintable()  # one line, whatever the file is called
        assert problem.remedy == RULES[problem.code].remedy
    groups = sick[2].report.groups()
    weights = [RULES[code].weight for code in groups if code not in NOTES]
    assert weights == sorted(weights, key=lambda weight: weight != UNUSABLE)


def test_that_the_healthy_pictures_load_with_their_labels(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    _, expected, look = sick
    numbers = numbers_of(look.pictures.pictures)
    assert {*GOOD_CATS, *GOOD_DOGS} <= set(numbers)
    assert look.pictures.labels is not None
    assert all((label == 1) == (100 <= number < 106) for label, number in zip(look.pictures.labels, numbers))
    unusable = [file for code, files in expected.items() if RULES[code].weight == UNUSABLE for file in files]
    assert look.report.count == len(numbers) < 100
    assert all(any(name.rpartition("/")[2] in text for name in unusable) for text in look.pictures.left_out)
    assert len(look.pictures.left_out) == 12  # ten that could not be decoded, and two of kinds that are not read


def test_that_what_is_repaired_looks_as_it_should(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    """Turned upright, first frame, 16 bits, CMYK, odd names: their numbers can be read."""
    assert {202, 204, 205, 211, 212, 215, 216} <= set(numbers_of(sick[2].pictures.pictures))


def test_that_the_second_look_says_the_same(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    folder, _, look = sick
    again = opened(folder)
    assert again.report.problems == look.report.problems
    assert again.pictures.info == look.pictures.info


SKIPS = [code for code, rule in RULES.items() if rule.changes.get("skip") == code]


@pytest.mark.parametrize("code", SKIPS)
def test_that_skipping_leaves_out_exactly_the_named_ones(
    sick: tuple[Path, dict[str, set[str]], Look], code: str
) -> None:
    folder, _, look = sick
    skipped = opened(folder, skip=code)
    gone = set(look.report.selection.used) - set(skipped.report.selection.used)
    names = {look.report.collection.name(int(record)) for record in gone}
    assert gone == set(look.report.codes[code])
    assert names == named(look.report)[code] | ({"cats/deep.png"} if code == "mixed-colours" else set())
    assert set(skipped.report.selection.used) < set(look.report.selection.used)


def test_that_several_codes_can_be_skipped_together(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    skipped = opened(sick[0], skip=",".join(SKIPS))
    assert sorted(numbers_of(skipped.pictures.pictures)) == [*GOOD_CATS, *GOOD_DOGS, 215, 216]


# -- fixes ------------------------------------------------------------------------------------------------


def test_that_every_fix_is_a_change_of_the_preparation() -> None:
    known = {field.name for field in fields(Preparation)}
    for rule in RULES.values():
        assert bool(rule.fix) == bool(rule.changes)
        assert rule.changes.keys() <= known
        params.from_mapping(Preparation, rule.changes)
        assert rule.weight in (UNUSABLE, REPAIRED, ADVICE)
        assert rule.remedy.endswith(".")


def test_that_pictures_below_a_size_can_be_left_out(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", range(10))
    for number in range(20, 25):
        save(folder / f"large {number}.png", number, (80, 96))
    assert named(opened(folder).report) == {"mixed-sizes": {""}, "mixed-shapes": {""}}
    fixed = opened(folder, **RULES["mixed-sizes"].changes)
    assert sorted(numbers_of(fixed.pictures.pictures)) == [*range(20, 25)]
    assert len(of_code(fixed.report, "too-small")) == 10


def test_that_letterboxing_shows_all_of_a_picture(tmp_path: Path) -> None:
    for index in range(3):
        image = Image.new("RGB", (90, 40 + index), (0, 0, 255))
        image.paste((255, 0, 0), (0, 0, 20, 60))
        (tmp_path / "set").mkdir(exist_ok=True)
        image.save(tmp_path / "set" / f"{index}.png")
    cropped = np.asarray(opened(tmp_path / "set").pictures.pictures)
    assert cropped[:, 0].max() < 10
    for paper, shade in (("white", 255), ("black", 0)):
        boxed = np.asarray(opened(tmp_path / "set", **RULES["mixed-shapes"].changes, paper=paper).pictures.pictures)
        assert (boxed[:, 0, 16, 1] > 200).all()  # the red stripe
        assert (boxed[:, :, 1, 16] == shade).all()


def test_that_small_classes_are_folded_at_the_limit_that_is_offered(tmp_path: Path) -> None:
    for number in range(46):
        folder = "cats" if number < 40 else ("ants", "bees")[number % 2]
        save(tmp_path / "set" / folder / f"{number}.png", number)
    look = opened(tmp_path / "set")
    assert of_code(look.report, "unbalanced")
    assert look.report.class_counts == (3, 3, 40)
    assert fold_limit(look.report) == 5
    folded = opened(tmp_path / "set", fold_below=fold_limit(look.report))
    assert (folded.pictures.info.classes, folded.report.class_counts) == (("cats", "other"), (40, 6))
    assert not of_code(folded.report, "unbalanced")
    assert folded.pictures.labels is not None
    assert [label == 1 for label in folded.pictures.labels] == [n >= 40 for n in numbers_of(folded.pictures.pictures)]
    assert folded.pictures.info.fingerprint != look.pictures.info.fingerprint


def test_that_everything_cannot_be_folded_into_one_class(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="fewer than 99 pictures"):
        opened(classes(tmp_path / "set"), fold_below=99)


def test_that_some_are_held_back(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", range(120))
    assert [note.code for note in opened(folder).report.notes] == ["few", "no-validation"]
    fixed = opened(folder, **RULES["no-validation"].changes)
    held = fixed.pictures.held_back
    assert held is not None
    assert 5 <= len(held.pictures) <= 20
    assert sorted(numbers_of(held.pictures) + numbers_of(fixed.pictures.pictures)) == [*range(120)]
    assert [note.code for note in fixed.report.notes] == ["few"]


def test_that_mirroring_is_only_noted_here(tmp_path: Path) -> None:
    fixed = opened(flat(tmp_path / "set"), **RULES["few"].changes)
    assert fixed.pictures.flip
    assert -1 not in numbers_of(fixed.pictures.pictures)  # the batches mirror


def test_that_the_smallest_size_can_be_set(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", range(10))
    with pytest.raises(StudioError, match="No picture in set can be used"):
        opened(folder, smallest=33)


# -- lists that do not fit --------------------------------------------------------------------------------


def labels_file(folder: Path) -> Path:
    return folder / "train-labels-idx1-ubyte"


@pytest.mark.parametrize("count", [0, 29, 31])
def test_that_an_idx_label_file_of_the_wrong_length_is_named(tmp_path: Path, count: int) -> None:
    folder = idx(tmp_path / "set")
    labels_file(folder).write_bytes(idx_bytes(np.zeros(count, np.uint8)))
    look = opened(folder, 28)
    assert (look.data.kind, look.report.count, look.pictures.labels) == ("plain", 40, None)
    (problem,) = look.report.problems
    assert (problem.code, problem.file) == ("label-count", "train-labels-idx1-ubyte")
    assert f"{count} labels for 30 pictures" in problem.message


def test_that_idx_labels_that_are_cut_off_or_missing_are_named(tmp_path: Path) -> None:
    folder = idx(tmp_path / "set")
    labels_file(folder).write_bytes(labels_file(folder).read_bytes()[:20])
    assert [problem.code for problem in opened(folder, 28).report.problems] == ["label-count"]
    labels_file(folder).write_bytes(b"nonsense")
    assert [problem.code for problem in opened(folder, 28).report.problems] == ["corrupt"]


def test_that_a_test_half_without_labels_does_not_take_them_from_the_rest(tmp_path: Path) -> None:
    folder = idx(tmp_path / "set")
    (folder / "t10k-labels-idx1-ubyte").unlink()
    look = opened(folder, 28)
    assert (look.data.kind, look.report.count) == ("labelled", 30)
    assert named(look.report) == {"no-label": {"t10k-images-idx3-ubyte"}}


def test_that_idx_pictures_that_are_cut_off_are_used_as_far_as_they_go(tmp_path: Path) -> None:
    folder = idx(tmp_path / "set")
    images_file = folder / "train-images-idx3-ubyte"
    images_file.write_bytes(images_file.read_bytes()[: 16 + 12 * 784 + 5])
    look = opened(folder, 28)
    assert numbers_of(look.pictures.pictures) == [*range(12)]
    assert look.pictures.labels is not None
    assert look.pictures.labels.tolist() == [number % 10 for number in range(12)]
    assert named(look.report) == {"corrupt": {"train-images-idx3-ubyte"}}


@pytest.mark.parametrize("damage", [b"", b"\0\0\x08\x03" + b"\xff" * 12, b"half of someth"])
def test_that_one_damaged_half_leaves_the_other(tmp_path: Path, damage: bytes) -> None:
    folder = idx(tmp_path / "set")
    (folder / "t10k-images-idx3-ubyte").write_bytes(damage)
    look = opened(folder, 28)
    assert (look.data.kind, numbers_of(look.pictures.pictures)) == ("labelled", [*range(30)])
    assert named(look.report) == {"corrupt": {"t10k-images-idx3-ubyte"}}


def test_that_labels_of_the_wrong_number_are_named_in_npz_and_cifar(tmp_path: Path) -> None:
    folder = keras(tmp_path / "npz")
    with np.load(folder / "mnist.npz") as kept:
        np.savez(folder / "mnist.npz", x_train=kept["x_train"], y_train=kept["y_train"][:-3])
    assert [problem.code for problem in opened(folder, 28).report.problems] == ["label-count"]
    batch = cifar(tmp_path / "cifar") / "cifar-10-batches-py" / "data_batch_2"
    content = pickle.loads(batch.read_bytes())
    batch.write_bytes(pickle.dumps({**content, b"labels": content[b"labels"][:-1]}))
    look = opened(tmp_path / "cifar")
    assert named(look.report) == {"label-count": {"cifar-10-batches-py/data_batch_2"}}
    assert sorted(numbers_of(look.pictures.pictures)) == [number for number in range(30) if number != 11]


def test_that_nonsense_in_a_list_of_attributes_is_named_and_the_rest_is_used(tmp_path: Path) -> None:
    folder = celeba(tmp_path / "celeba")
    text = folder / "list_attr_celeba.txt"
    lines = text.read_text().splitlines()
    lines[2] = "what is this"  # the first picture
    lines[4] = lines[4].rsplit(None, 1)[0]  # one value too few
    lines[6] = lines[6].replace("-1", "17", 1)
    lines[8] = lines[8].replace(".jpg", "_gone.jpg")
    del lines[10]
    text.write_text("\n".join([*lines, ""]))
    look = opened(folder, 64)
    found = named(look.report)
    assert [p.message.split(" of ")[0] for p in of_code(look.report, "label-line")] == ["Line 3", "Line 5", "Line 7"]
    assert found["missing"] == {"000006_gone.jpg"}
    lost = [0, 2, 4, 6, 8]
    assert found["no-label"] == {f"img_align_celeba/img_align_celeba/{number:06}.jpg" for number in lost}
    assert found["label-count"] == {"list_attr_celeba.txt"}
    assert sorted(numbers_of(look.pictures.pictures)) == [number for number in range(30) if number not in lost]
    assert look.pictures.flags is not None
    assert look.pictures.flags.tolist() == [flags_of(number) for number in numbers_of(look.pictures.pictures)]
    assert look.data.attributes == FACES


def test_that_nonsense_in_csv_is_named_by_its_line(tmp_path: Path) -> None:
    folder = celeba(tmp_path / "celeba", as_csv=True)
    text = folder / "list_attr_celeba.csv"
    lines = text.read_text().splitlines()
    lines[3] = '"' + "x" * 200_000
    lines[5] = "000004.jpg,1,maybe,1,1,1"
    text.write_text("\n".join(lines))
    look = opened(folder, 64)
    assert [p.message.split(" of ")[0] for p in of_code(look.report, "label-line")] == ["Line 4", "Line 6"]
    assert len(look.pictures.pictures) == 28


# -- pairs and domains ------------------------------------------------------------------------------------


def test_that_pairs_without_a_partner_or_of_another_shape_are_named(tmp_path: Path) -> None:
    folder = two_folders(tmp_path / "set")
    (folder / "color" / "003.jpg").unlink()
    (folder / "sketch" / "004.png").unlink()
    save(folder / "color" / "005.jpg", 5, (64, 96))
    look = opened(folder, 64)
    found = named(look.report)
    assert found["unpaired"] == {"sketch/003.png", "color/004.jpg"}
    assert found["pair-shape"] == {"color/005.jpg"}
    numbers = numbers_of(look.pictures.pictures)
    assert sorted(numbers) == [number for number in range(30) if number not in (3, 4, 5)]
    assert numbers_of(look.pictures.partners["sketch"]) == numbers


def test_that_a_damaged_half_costs_its_pair_only(tmp_path: Path) -> None:
    folder = two_folders(tmp_path / "set")
    (folder / "sketch" / "007.png").write_bytes(b"")
    (folder / "color" / "008.jpg").write_bytes((folder / "color" / "008.jpg").read_bytes()[:500])
    look = opened(folder, 64)
    assert named(look.report) == {"empty": {"sketch/007.png"}, "corrupt": {"color/008.jpg"}}
    assert look.report.count == 28
    assert numbers_of(look.pictures.partners["sketch"]) == numbers_of(look.pictures.pictures)


def test_that_a_damaged_picture_costs_its_domain_one(tmp_path: Path) -> None:
    folder = horses(tmp_path / "set")
    next((folder / "trainB").iterdir()).write_bytes(b"")
    look = opened(folder)
    assert look.report.count == [16, 19]
    assert look.data.counts == (12, 14)


# -- files that move under the scan -----------------------------------------------------------------------


def scan_after(folder: Path, change: Callable[[], object]) -> tuple[Collection, Report]:
    """The x-ray when `change` happens between listing the files and reading them."""
    tree, preparation = walk([folder]), Preparation()
    collection = recognition.recognised(tree, preparation)
    change()
    request = scanning.request_for(collection, 32, 3, preparation)
    scan = scanning.scanned(
        collection, tree.fingerprint(), request, folder.parent / "cache", lambda *_: None, lambda: False
    )
    return collection, examined(collection, scan, preparation)


@pytest.mark.parametrize("how", ["gone", "written again", "emptied", "longer"])
def test_that_a_file_that_changes_during_the_scan_is_named(tmp_path: Path, how: str) -> None:
    folder = flat(tmp_path / "set", stem="{}")
    victim = folder / "8.png"

    def change() -> None:
        data = victim.read_bytes()
        if how == "gone":
            victim.unlink()
        elif how == "written again":
            victim.write_bytes(data)
            os.utime(victim, ns=(0, 0))
        else:
            victim.write_bytes(b"" if how == "emptied" else data + b"x")

    _, report = scan_after(folder, change)
    assert named(report) == {"changed": {"8.png"}}
    assert report.count == 29


@pytest.mark.parametrize("breaks", [False, True])
def test_that_a_file_that_changes_while_it_is_decoded_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: bool
) -> None:
    path = save(tmp_path / "a.png", 1)
    status = path.stat()

    def slow(image: Image.Image) -> Image.Image:
        path.write_bytes(b"something else")
        if breaks:
            raise OSError("unexpected end of file")
        return images.upright(image)

    monkeypatch.setattr(reading, "upright", slow)
    piece = Piece(path, "", status.st_size, status.st_mtime_ns)
    rows, facts, sentence = reading.read_record([piece], ReadRequest(32, (3,), ("pictures",), "crop", "white"))
    assert (rows, facts["code"][0]) == ([], "changed")
    assert sentence == "a.png was changed while it was being read."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_that_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", stem="{}")
    (folder / "8.png").chmod(0)
    assert named(opened(folder).report) == {"unreadable": {"8.png"}}


# -- decoders with bad manners ----------------------------------------------------------------------------


@pytest.fixture
def bad_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_work", bad_decoders.work_badly)
    monkeypatch.setattr(workers, "_SECONDS", 1.0)


def with_villains(folder: Path, natures: Sequence[bytes]) -> Path:
    flat(folder, range(100), stem="{}")
    for index, nature in enumerate(natures):
        (folder / f"{10 * index + 5} {nature.decode()[:4]}.tga").write_bytes(nature + b"\0" * 100)
    return folder


@pytest.mark.usefixtures("bad_plugin")
def test_that_a_crashing_or_hanging_decoder_costs_one_picture(tmp_path: Path) -> None:
    natures = (bad_decoders.CRASHES, bad_decoders.HANGS, bad_decoders.EATS, bad_decoders.RAISES)
    look = opened(with_villains(tmp_path / "set", natures))
    assert named(look.report) == {
        "crashed": {"5 CRAS.tga", "15 HANG.tga"}, "too-large": {"25 EATS.tga"}, "corrupt": {"35 RAIS.tga"},
    }  # fmt: skip
    numbers = numbers_of(look.pictures.pictures)
    assert sorted(numbers) == [*range(100)]
    names = [look.report.collection.name(int(record)) for record in look.report.selection.used]
    assert [int(name.partition(".")[0]) for name in names] == numbers  # nobody took another's place
    assert len(look.pictures.left_out) == 4


@pytest.mark.usefixtures("bad_plugin")
def test_that_many_crashes_end_all_the_same(tmp_path: Path) -> None:
    look = opened(with_villains(tmp_path / "set", [bad_decoders.CRASHES] * 12))
    assert len(named(look.report)["crashed"]) == 12
    assert look.report.count == 100


@pytest.mark.usefixtures("bad_plugin")
def test_that_nothing_but_crashes_is_explained(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.tga").write_bytes(bad_decoders.CRASHES + b"\0" * 100)
    with pytest.raises(StudioError, match=r"can be used: a\.tga makes the program that reads it crash"):
        opened(tmp_path / "set")


def test_that_a_machine_without_room_for_a_process_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(process: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(BaseProcess, "start", refuse)
    with pytest.raises(StudioError, match="No process can be started to read pictures: Resource temporarily"):
        opened(flat(tmp_path / "set"))


# -- false alarms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "bmp", "gif", "tif", "ppm", "tga", "jp2", "avif"])
def test_that_ordinary_files_of_every_format_are_healthy(tmp_path: Path, ending: str) -> None:
    for number in range(40, 60):  # widths of every kind: some headers hold them beside other numbers
        save(tmp_path / "set" / f"{number}.{ending}", number, (number, number))
    look = opened(tmp_path / "set")
    assert look.report.problems == ()
    assert [number_of(picture) for picture in look.pictures.pictures] == [*range(40, 60)]


def test_that_files_called_only_or_memory_are_named_for_what_they_are(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set")
    for name in ("lineart only.png", "memory.png", "too many.png", "permissions.png"):
        path = save(folder / name, 99, (64, 64))
        path.write_bytes(path.read_bytes()[:200])
    assert list(named(opened(folder).report)) == ["corrupt"]


def test_that_pictures_that_differ_in_one_place_are_no_near_duplicates(tmp_path: Path) -> None:
    """The same face with hair of another colour is another picture."""
    for name, colour in (("red", (200, 40, 40)), ("green", (40, 122, 40)), ("blue", (70, 70, 255))):
        image = drawing(1, (64, 64))
        image.paste(colour, (20, 4, 44, 20))
        (tmp_path / "set").mkdir(exist_ok=True)
        image.save(tmp_path / "set" / f"{name}.png")
    assert opened(tmp_path / "set").report.problems == ()


def test_that_a_chart_of_different_pictures_has_no_near_duplicates(tmp_path: Path) -> None:
    for number in range(150):
        save(tmp_path / "set" / f"{number}.png", number, (48, 48))
    assert opened(tmp_path / "set").report.problems == ()
