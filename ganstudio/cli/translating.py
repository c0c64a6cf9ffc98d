"""`ganstudio translate`: pictures changed by a model or a run, one file or many."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ganstudio.cli import output
from ganstudio.core import files, resources
from ganstudio.core.controls import images
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.core.text import counted, listed, readable
from ganstudio.export import library
from ganstudio.export.onnx_session import Model
from ganstudio.export.translating_files import Saving, gathered, translate_files
from ganstudio.export.translation import Translator, Wishes

_ON_OFF = {"on": True, "yes": True, "true": True, "1": True, "off": False, "no": False, "false": False, "0": False}


# -- which model ------------------------------------------------------------------------------------------


def translator(name: str, direction: str, store: RunStore, places: Places) -> Translator:
    """A model by file, one in the box or the models folder by name, or a run's generator. Raises StudioError."""
    path = _model(name, places)
    if path is None:
        return _of_run(_run(store, name), direction)
    model = Model(path)
    found = Translator(model)
    own = (str(model.card.get("generator", "")), found.title)
    if direction and not _is_called(direction, own):
        raise StudioError(
            f"{model.name} holds one direction, {_words(own)}, and no {direction!r}.",
            "Leave --direction out, or name the file of the other one.",
        )
    return found


def _model(name: str, places: Places) -> Path | None:
    """The file that is meant, None where it can only be a run."""
    if name.lower().endswith(".onnx"):
        return files.expanded(Path(name))
    shipped = {path.stem: path for path in _box()}
    if name in shipped:
        return shipped[name]
    return next((each.path for each in library.models(places) if name in (each.path.stem, each.name)), None)


def _box() -> list[Path]:
    """Every model that comes with the program."""
    return sorted((resources.root() / "models").rglob("*.onnx"))


def _run(store: RunStore, name: str) -> Run:
    try:
        return store.find(name)
    except StudioError:
        raise StudioError(
            f"There is no model and no run called {name!r}.",
            f"Name a file ending in .onnx, a model of `ganstudio list models`, or a run; `{store.listing}` shows them.",
        ) from None


def _of_run(run: Run, direction: str) -> Translator:
    from ganstudio.export.run_network import RunNetwork  # needs torch
    from ganstudio.export.to_onnx import declared_family

    ways = [each for each in declared_family(run).generators()
            if set(images(each.controls)) == {"picture"} and isinstance(each.gives, Picture)]  # fmt: skip
    chosen = [way for way in ways if _is_called(direction, (way.name, way.title))] if direction else ways
    if len(chosen) != 1 and ways:
        there = "; ".join(_words((way.name, way.title)) for way in ways)
        raise StudioError(
            f"{readable(run.id)} knows no direction {direction!r}." if direction
            else f"{readable(run.id)} can translate in {counted(len(ways), 'direction')}.",
            f"Say --direction with one of these: {there}.",
        )  # fmt: skip
    if not ways:
        raise StudioError(f"The run {readable(run.id)} does not change pictures.", "Name a run that translates.")
    (way,) = chosen
    return Translator(RunNetwork(run, generator=way.name), way.title or run.state().title)


def _is_called(direction: str, names: Sequence[str]) -> bool:
    return _plain(direction) in {_plain(name) for name in names if name}


def _words(names: Sequence[str]) -> str:
    name, title = names
    return f"{name} ({title})" if title and name and title != name else title or name


# -- what is wished ---------------------------------------------------------------------------------------


def wished(settings: Sequence[tuple[str, str]], known: Translator) -> dict[str, bool]:
    """Attributes as they were typed: smile=on, "blond hair=on", or hair=blond. Raises StudioError."""
    wanted: dict[str, bool] = {}
    for name, value in settings:
        on = _ON_OFF.get(value.lower())
        attribute = _named(name, known.attributes) if on is not None else _member(name, value, known.groups)
        if attribute is None:
            raise _unknown(name, value, known)
        if on is False and any(attribute in group for group in known.groups):
            raise StudioError(
                f"{attribute} goes only when something else comes in its place.",
                f"Set another one on of these: {_listed_groups(known)}.",
            )
        wanted[attribute] = on is not False
    return wanted


def _named(name: str, attributes: Sequence[str]) -> str | None:
    return next((each for each in attributes if _plain(each) == _plain(name)), None)


def _member(name: str, value: str, groups: Sequence[Sequence[str]]) -> str | None:
    """The member of an exclusive group that both words are of: hair=blond is "blond hair"."""
    words = {*_plain(name).split(), *_plain(value).split()}
    found = [each for group in groups for each in group if words <= set(_plain(each).split())]
    return found[0] if len(found) == 1 else None


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s_-]+", name.strip().lower()))


def _unknown(name: str, value: str, known: Translator) -> StudioError:
    if not known.attributes:
        return StudioError(f"{known.title} has no attributes.", "Leave --set out.")
    groups = f" Of these one at a time: {_listed_groups(known)}." if known.groups else ""
    return StudioError(
        f"{known.title} knows no {name}={value}.",
        f"Write NAME=on or NAME=off with one of {listed(known.attributes)}.{groups}",
    )


def _listed_groups(known: Translator) -> str:
    return "; ".join(listed(group) for group in known.groups)


# -- the work ---------------------------------------------------------------------------------------------


def translate(known: Translator, sources: Sequence[Path], out: Path, wishes: Wishes, saving: Saving) -> int:
    """Translate files and folders into the folder `out`; returns the exit status. Raises StudioError.

    Status 1 when a picture could not be translated; the others are.
    """
    counts = {"made": 0, "skipped": 0}
    failed: list[str] = []
    for outcome in translate_files(known, gathered(sources), out, wishes, saving):
        if outcome.problem is not None:
            output.complain(outcome.problem)
            failed.append(outcome.source.name)
            continue
        counts["skipped" if outcome.skipped else "made"] += 1
        if outcome.said:
            output.say(f"{readable(outcome.source.name)}: {outcome.said}")
    if failed and not any(counts.values()):
        raise StudioError("No picture could be translated.", "See the reasons above.")
    _tell(counts, failed, known, out)
    return 1 if failed else 0


def _tell(counts: Mapping[str, int], failed: Sequence[str], known: Translator, out: Path) -> None:
    output.say(f"{counted(counts['made'], 'picture')} translated in {out} ({known.title})")
    if counts["skipped"]:
        output.say(f"{counted(counts['skipped'], 'picture')} skipped: there already")
    if failed:
        output.say(f"{len(failed)} could not be translated: {listed(failed)}")
