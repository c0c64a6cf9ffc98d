"""Many pictures changed alike into a folder: names kept, one that cannot be read costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.text import readable
from ganstudio.export.translating_files import is_full
from ganstudio.export.translation import Translator, Wishes
from ganstudio.studio.open_pictures import OpenPicture, found_in, upright
from ganstudio.studio.picture_saving import save_picture

PAIR_FOLDERS = ("input", "target")  # as the importer of pairs calls them


@dataclass(frozen=True)
class BatchPlan:
    """`suffix` says the format. `skip`: a result that is there already stays. `pairs`: before and after, as a set."""

    pictures: tuple[OpenPicture, ...]
    out: Path
    translator: Translator
    wishes: Wishes
    suffix: str = ".png"
    skip: bool = True
    pairs: bool = False


@dataclass(frozen=True)
class Outcome:
    """One picture: `problem` is None when `out` is there; `skipped` when it was there before."""

    name: str
    out: Path
    problem: StudioError | None = None
    skipped: bool = False


def in_folder(folder: Path) -> tuple[OpenPicture, ...]:
    """All pictures below a folder. Raises StudioError for none."""
    found = found_in([folder])
    if not found:
        raise StudioError(f"{readable(folder.name)} holds no pictures.", "Choose the folder that your pictures are in.")
    return tuple(OpenPicture(-number, readable(path.name), path, place=place)
                 for number, (path, place) in enumerate(found, 1))  # fmt: skip


def checked(plan: BatchPlan) -> BatchPlan:
    """Raises StudioError where results would lie among, or instead of, what they are made from."""
    inside = {each.path.resolve().parent for each in plan.pictures if each.path is not None}
    if plan.out.resolve() in inside:
        raise StudioError("The results would lie among the pictures themselves.", "Choose another folder for them.")
    return plan


def run(
    plan: BatchPlan, stopped: Callable[[], bool] = lambda: False, progress: Callable[[float], object] = lambda _s: None
) -> Iterator[Outcome]:
    """Change one after the other. `progress`: the share of all that is done.

    Raises StudioError for an unfit plan, and when the disk is full.
    """
    for number, (picture, name) in enumerate(zip(checked(plan).pictures, _names(plan.pictures), strict=True)):
        if stopped():
            return

        def told(share: float, number: int = number) -> None:
            progress((number + share) / len(plan.pictures))

        outcome = _one(plan, picture, name, told, stopped)
        if outcome is None:
            return
        yield outcome


def _one(
    plan: BatchPlan, picture: OpenPicture, name: str, told: Callable[[float], None], stopped: Callable[[], bool]
) -> Outcome | None:
    """None when it was stopped in the middle."""
    out = (plan.out / PAIR_FOLDERS[1] if plan.pairs else plan.out) / f"{name}{plan.suffix}"
    if plan.skip and out.exists():
        return Outcome(picture.name, out, skipped=True)
    try:
        whole = picture.load()
        made = plan.translator.translate(whole, plan.wishes, told, stopped).picture
        if plan.pairs:
            save_picture(plan.out / PAIR_FOLDERS[0] / f"{name}{plan.suffix}", upright(whole))
        save_picture(out, made)
    except Stopped:
        return None
    except StudioError as error:
        if is_full(error):  # so are all that follow
            raise
        return Outcome(picture.name, out, error)
    return Outcome(picture.name, out)


def _names(pictures: Sequence[OpenPicture]) -> Iterator[str]:
    """Two that differ in their endings alone do not share a place."""
    taken: set[str] = set()
    for picture in pictures:
        name, number = picture.stem, 2
        while name.casefold() in taken:
            name, number = f"{picture.stem}-{number}", number + 1
        taken.add(name.casefold())
        yield name
