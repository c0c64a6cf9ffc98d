"""The help pages: Markdown with a few lines before it that say what a page is about and what it lets one try.

The pages lie in `resources/help` and read well in the repository too. Between two lines of --- stand

    title: R1 penalty
    group: Stabilisers
    settings: [r1, r1_every]
    about: [wgan, vanilla/sgn]
    try: cgan/quick r1=10

`workspace` and `settings` say where F1 opens the page, `about` names families, and presets of them, that Train shows it
beside; `try` is a family, a preset and settings for the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ganstudio.core import params, resources
from ganstudio.core.errors import StudioError
from ganstudio.core.params import Value
from ganstudio.engine import registry
from ganstudio.studio.draft import Draft, example_for

INDEX = "README"
_LINE = "---"


@dataclass(frozen=True)
class Attempt:
    """What a page lets one try: settings that differ from a preset."""

    family: str
    preset: str
    settings: Mapping[str, Value] = field(default_factory=dict)

    @property
    def words(self) -> str:
        kind = registry.family(self.family)
        changes = [f"{_label(kind.Params, name)} {_shown(value)}" for name, value in self.settings.items()]
        return ", ".join([kind.title, kind.preset(self.preset).title, *changes])


@dataclass(frozen=True)
class Page:
    """One page; `text` is Markdown whose links name other pages as files."""

    key: str
    title: str
    text: str
    group: str
    attempt: Attempt
    workspace: str = ""
    settings: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    def mentions(self, words: str) -> bool:
        """Whether its title, or failing that its text, has all of `words`."""
        text = f"{self.title} {self.text}".lower()
        return all(word in text for word in words.lower().split())


@cache
def pages() -> Mapping[str, Page]:
    """Every page by its key, in the order of the index. Raises StudioError for one that makes no sense."""
    folder = resources.path("help")
    index = read(folder / f"{INDEX}.md")
    keys = sorted((path.stem for path in folder.glob("*.md")), key=lambda key: (index.text.find(f"({key}.md)"), key))
    return {key: index if key == INDEX else read(folder / f"{key}.md") for key in keys}


def read(path: Path) -> Page:
    """The page in a file."""
    lines = path.read_text("utf-8").splitlines()
    end = lines.index(_LINE, 1) if lines[:1] == [_LINE] and _LINE in lines[1:] else 0
    known = dict(line.partition(": ")[::2] for line in lines[1:end])
    try:
        return Page(
            path.stem, known["title"], "\n".join(lines[end + 1 :]).strip() + "\n", known["group"],
            attempt_of(known["try"]), known.get("workspace", ""), _names(known, "settings"), _names(known, "about"),
        )  # fmt: skip
    except KeyError as error:
        raise StudioError(f"The help page {path.name} does not say its {error.args[0]}.") from None


def _names(known: Mapping[str, str], what: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in known.get(what, "").strip("[]").split(",") if name.strip())


def attempt_of(text: str) -> Attempt:
    """`family/preset name=value ...`, checked against what there is."""
    where, *changes = text.split()
    family, _, preset = where.partition("/")
    kind = registry.family(family)
    kind.preset(preset)
    given = dict(change.partition("=")[::2] for change in changes)
    values = params.to_mapping(params.from_mapping(kind.Params, given))
    return Attempt(family, preset, {name: values[name] for name in given})


def page_for(workspace: str, setting: str = "") -> Page:
    """The page about a setting where there is one, else about the workspace, else the index."""
    found = pages().values()
    about_setting = (page for page in found if setting and setting in page.settings)
    about_workspace = (page for page in found if workspace and page.workspace == workspace)
    return next(about_setting, None) or next(about_workspace, None) or pages()[INDEX]


def page_about(family: str, preset: str) -> Page | None:
    """The page about this very preset where there is one, else about its family."""
    wanted = (f"{family}/{preset}", family)
    return next((page for name in wanted for page in pages().values() if name in page.about), None)


def apply(attempt: Attempt, draft: Draft) -> None:
    """Set the form to what a page lets one try. Raises StudioError."""
    kind = registry.family(attempt.family)
    if kind.need.misfit(kind.title, draft.info()) and not kind.need.partner:
        draft.choose_data(example_for(kind))
    draft.choose_family(attempt.family, attempt.preset)
    for name, value in attempt.settings.items():
        draft.set(name, value)


def _label(kind: type, name: str) -> str:
    label = next(spec.label for spec in params.specs(kind) if spec.name == name).lower()
    both = {"lr_g": "of G", "lr_d": "of D"}
    return f"{label} {both[name]}" if name in both else label


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
