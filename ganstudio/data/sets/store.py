"""A catalogue entry becomes pictures of the size and channels that the networks see."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.core import params
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Progress
from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import DOMAINS, LOW, PAIRS, PHOTOGRAPHS, SKETCH, DataInfo
from ganstudio.core.settings import places
from ganstudio.data import derived
from ganstudio.data.collection import Collection, pieces_of
from ganstudio.data.decoding.images import resized
from ganstudio.data.decoding.reading import ReadRequest
from ganstudio.data.decoding.scanning import Scan, request_for, scanned
from ganstudio.data.decoding.workers import read_all
from ganstudio.data.faces import generated
from ganstudio.data.files.archives import gathered
from ganstudio.data.fitting import exclusive_groups
from ganstudio.data.inspect import Report, codes_of, examined, foreign
from ganstudio.data.lab import sets as lab_sets
from ganstudio.data.picture_set import PictureSet as PictureSet  # found here by everybody
from ganstudio.data.preparation import CROP, STRETCH, Preparation
from ganstudio.data.recognition import recognised
from ganstudio.data.rows import some
from ganstudio.data.selection import Selection, selected
from ganstudio.data.sets import shelf
from ganstudio.data.sets.dataset import FACES, LAB, OWN, DataSet

_SAID = 200  # files left out that are named; the rest is a number
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Look:
    """A set as the Data workspace shows it: the x-ray and the pictures, and the entry brought up to date.

    `shown` are the pictures that are used and those that a person left out one by one; `records` says which record
    each of them is. `scan` holds everything that could be read.
    """

    data: DataSet
    report: Report
    pictures: PictureSet
    shown: PictureSet
    records: npt.NDArray[np.int64]
    scan: Scan


def prepare(
    data: DataSet, size: int, channels: int, cache: Path,
    progress: Progress = lambda done, total: None, cancelled: Cancelled = lambda: False, scale: int = 0,
) -> PictureSet:  # fmt: skip
    """The pictures of `data` at `size` and `channels`, with partners `scale` times smaller if that is not 0.

    Raises StudioError naming what cannot be read.
    """
    if data.form == LAB:
        return lab_sets.prepared(data)
    collection, scan = read(data, size, channels, cache, progress, cancelled)
    choice = selected(collection, scan, data.preparation, codes_of(scan, data.preparation))
    return _put_together(data, collection, scan, choice, cache_for(data, cache), scale)


def look(
    data: DataSet, size: int, channels: int, cache: Path,
    progress: Progress = lambda done, total: None, cancelled: Cancelled = lambda: False,
) -> Look:  # fmt: skip
    """The same with an x-ray, without the partners that would be made from the pictures (see `beside`).

    Raises StudioError when nothing at all can be used.
    """
    collection, scan = read(data, size, channels, cache, progress, cancelled)
    return _looked(data, collection, scan)


def look_again(look: Look, data: DataSet) -> Look:
    """The same pictures with another selection of them: nothing is read. Raises StudioError when none is left."""
    return _looked(data, look.report.collection, look.scan)


def _looked(data: DataSet, collection: Collection, scan: Scan) -> Look:
    report = examined(collection, scan, data.preparation)
    choice = report.selection
    pictures = _put_together(data, collection, scan, choice, None)
    wanted = np.union1d(choice.used, choice.by_hand)
    shown = _part(data, collection, scan, choice, wanted, None) if len(choice.by_hand) else pictures
    records = scan.owners[np.isin(scan.owners, wanted)]
    return Look(_up_to_date(data, collection, report), report, pictures, shown, records, scan)


def only_selects(before: DataSet, after: DataSet) -> bool:
    """Whether the two differ in nothing but which pictures are used, and what is drawn from them."""
    reading = {"read_as", "variant", "sketch", "fit", "paper", "invert"}
    same = all(getattr(before.preparation, name) == getattr(after.preparation, name) for name in reading)
    return same and (before.key, before.origin) == (after.key, after.origin)


def read(
    data: DataSet, size: int, channels: int, cache: Path, progress: Progress, cancelled: Cancelled
) -> tuple[Collection, Scan]:  # fmt: skip
    """What `data` consists of, decoded. Raises StudioError, or Stopped."""
    place = cache_for(data, cache)
    if data.form == FACES:
        return generated.drawn_set(data, size, channels, place, progress, cancelled)
    shelf.check_there(data)
    tree = gathered(data.origin, place, progress, cancelled)
    collection = _renamed(recognised(tree, data.preparation), data)
    request = request_for(collection, size, channels, data.preparation)
    return collection, scanned(collection, tree.fingerprint(), request, place, progress, cancelled)


def cache_for(data: DataSet, cache: Path) -> Path:
    """A set on the shelf has a cache of its own, which goes when it goes."""
    return shelf.cache_of(cache, data.key) if data.source == OWN and "/" not in data.key else cache


def _renamed(collection: Collection, data: DataSet) -> Collection:
    """The names that the catalogue gives it, where it knows better than the files."""
    classes = (
        data.classes if data.source != OWN and len(data.classes) == len(collection.classes) else collection.classes
    )
    return replace(collection, title=data.title, licence=data.licence, classes=classes)


def _up_to_date(data: DataSet, collection: Collection, report: Report) -> DataSet:
    kind = PAIRS if data.lines else collection.kind
    return replace(
        data, count=len(report.selection.used), kind=kind,
        counts=report.class_counts if kind == DOMAINS else (), classes=report.selection.classes,
        attributes=collection.attributes, channels=collection.channels, size=collection.size,
        layout=collection.layout, variants=collection.variants, sides=collection.sides,
        sketch_first=collection.first_is_input, in_memory=collection.array is not None,
    )  # fmt: skip


# -- putting together -------------------------------------------------------------------------------------


def _put_together(
    data: DataSet, collection: Collection, scan: Scan, choice: Selection, cache: Path | None, scale: int = 0
) -> PictureSet:
    if not len(choice.used):
        raise StudioError(f"No picture in {data.title} can be used{_first_reason(scan)}", "Choose other pictures.")
    collection = _learned(data, collection)
    left_out = tuple(_sentences(collection, scan))
    held = _part(data, collection, scan, choice, choice.held_back, cache, scale) if len(choice.held_back) else None
    whole = _part(data, collection, scan, choice, choice.used, cache, scale)
    return replace(whole, left_out=left_out, held_back=held)


def _learned(data: DataSet, collection: Collection) -> Collection:
    """With the attributes that are learned alone. Raises StudioError for those that are not there."""
    names, flags, known = data.preparation.learned(collection.attributes), collection.flags, collection.known
    if names == collection.attributes or flags is None:
        return collection
    chosen = [collection.attributes.index(name) for name in names]
    known = None if known is None else known[:, chosen]
    return replace(collection, attributes=names, flags=flags[:, chosen], known=known)


def _part(
    data: DataSet, collection: Collection, scan: Scan, choice: Selection, records: npt.NDArray[np.int64],
    cache: Path | None, scale: int = 0,
) -> PictureSet:  # fmt: skip
    chosen = np.zeros(collection.count, dtype=bool)
    chosen[records] = True
    rows = np.flatnonzero(chosen[scan.owners])
    owners = scan.owners[rows]
    main, partners = _streams(data, collection, scan, cache, scale)
    labels = None if choice.labels is None else choice.labels[owners]
    kind = PAIRS if data.lines else collection.kind
    _, channels, size, _ = main.shape
    flags = None if collection.flags is None else collection.flags[owners]
    known = None if collection.known is None else collection.known[owners]
    groups = () if flags is None else exclusive_groups(collection.attributes, flags, known)
    info = DataInfo(
        data.title, len(rows), channels, size, choice.classes, _fingerprint(data, collection, scan, choice, rows),
        data.licence, kind, collection.attributes, groups, size // partners[LOW].shape[2] if LOW in partners else 0,
        joint=known is not None,
    )  # fmt: skip
    return PictureSet(
        info, some(main, rows), labels, (), {name: some(each, rows) for name, each in partners.items()}, flags,
        flip=data.preparation.flip, known=known,
    )  # fmt: skip


def _streams(
    data: DataSet, collection: Collection, scan: Scan, cache: Path | None, scale: int
) -> tuple[Pixels, dict[str, Pixels]]:
    """The pictures to be made, and what goes with them; sketches and small versions are made in `cache` if need be."""
    streams = dict(scan.streams)
    name = next(reversed(streams))
    main = streams.pop(name)
    if cache is None:
        return main, streams
    if data.lines and not streams:
        streams[SKETCH] = derived.sketches(main, scan.fingerprint, data.lines, cache)
    wanted = scale or (derived.SCALE if collection.kind == PHOTOGRAPHS and not streams else 0)
    if wanted and (LOW not in streams or streams[LOW].shape[2] * wanted != main.shape[2]):
        streams[LOW] = derived.small(main, scan.fingerprint, cache, wanted)
    return main, streams


def _fingerprint(
    data: DataSet, collection: Collection, scan: Scan, choice: Selection, rows: npt.NDArray[np.int64]
) -> str:
    """Of the decoded pictures, which of them are used, and everything that says what they mean."""
    whole = len(rows) == len(scan.owners) and choice.labels is collection.labels and collection.flags is None
    if whole and not data.lines and scan.fingerprint_covers_labels:
        return scan.fingerprint
    owners = scan.owners[rows]
    digest = hashlib.sha256(scan.fingerprint.encode())
    digest.update(rows.tobytes())
    digest.update(b"" if choice.labels is None else choice.labels[owners].tobytes())
    digest.update(b"" if collection.flags is None else collection.flags[owners].tobytes())
    digest.update(b"" if collection.known is None else collection.known[owners].tobytes())
    digest.update(repr((choice.classes, collection.attributes)).encode("utf-8", "surrogateescape"))
    digest.update(repr((sorted(data.lines.items()), data.preparation.sketch, data.preparation.flip)).encode())
    return digest.hexdigest()[:20]


def _sentences(collection: Collection, scan: Scan) -> list[str]:
    texts = [scan.sentences[record] for record in sorted(scan.sentences)]
    texts += [each.message for each in foreign(collection)]
    return texts[:_SAID] + [f"{len(texts) - _SAID} more"] * (len(texts) > _SAID)


def _first_reason(scan: Scan) -> str:
    return f": {next(iter(scan.sentences.values()))}" if scan.sentences else "."


def beside(data: DataSet, pictures: PictureSet, chosen: npt.NDArray[np.int64]) -> dict[str, Pixels]:
    """The partners of the pictures `chosen`, made for them alone where the set has none of its own."""
    if pictures.partners:
        return {name: np.asarray(rows[chosen]) for name, rows in pictures.partners.items()}
    shown = np.asarray(pictures.pictures[chosen])
    if data.lines:
        return {"sketch": derived.drawn(shown, data.lines)}
    if data.kind == PHOTOGRAPHS:
        return {"low": resized(shown, shown.shape[2] // derived.SCALE, shown.shape[1])}
    return {}


# -- a first look -----------------------------------------------------------------------------------------


def thumbnails(data: DataSet, count: int = 24, cache: Path | None = None) -> Pixels:
    """A few raw pictures of `data`, quickly; for a face in the gallery (64 px at most). Raises StudioError."""
    if data.form == FACES:
        return generated.few(data, count)
    if data.form == LAB:
        return lab_sets.face(data)
    tree = gathered(data.origin, cache or places().cache)
    collection = recognised(tree, data.preparation)
    if collection.array is not None:
        raw = collection.array()
        few = raw[:: max(1, len(raw) // count)][:count]
        return few if few.shape[2] == few.shape[3] and few.shape[2] <= 64 else resized(few, 64, few.shape[1])
    some_records = collection.records[:: max(1, len(collection.records) // (count + 4))]
    request = ReadRequest(64, (3,), ("pictures",), STRETCH if data.preparation.fit == STRETCH else CROP, "white")
    # Workers decode them: a file that crashes a decoder must not take the window with it.
    with closing(read_all([pieces_of(record[-1:]) for record in some_records], request, lambda: False)) as chunks:
        good = [rows for chunk in chunks for rows in chunk.rows]
    if not good:
        raise StudioError(f"No picture in {data.origin[0]} can be read.", "Choose another folder.")
    return np.concatenate(good)[:count]


def settings_of(data: DataSet) -> dict[str, object]:
    """What a recipe keeps of how this set is prepared."""
    return {"preparation": shelf.changed(data.preparation), "lines": dict(data.lines)}


def with_settings(data: DataSet, preparation: Mapping[str, object], lines: Mapping[str, object]) -> DataSet:
    """`data` prepared as a recipe says. Raises StudioError for a setting that does not exist."""
    if not preparation and not lines:
        return data
    base = params.from_mapping(Preparation, dict(preparation))
    return replace(data, preparation=base, lines=dict(lines), kind=PAIRS if lines else data.kind)
