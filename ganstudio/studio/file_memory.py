"""Files that a person used: the last folder of every kind of question, and the drawings that were open lately."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ganstudio.core.settings import Settings, home

MOST = 10
_FOLDERS, _RECENT = "last_folders", "recent_drawings"
Then = Callable[[Path], object]


class Folders:
    """Where files of a kind ("drawings", "pictures", ...) were looked for or written last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def of(self, kind: str, usual: Path | None = None) -> str:
        """The folder of `kind`, else the `usual` one, that of drawings, or the home."""
        kept = self._kept()
        there = (kept.get(kind), str(usual) if usual else kept.get("drawings"))
        found = next((path for path in there if isinstance(path, str) and Path(path).is_dir()), None)
        return found or str(home() or Path.cwd())

    def keep(self, kind: str, folder: Path) -> None:
        self._settings.put(_FOLDERS, {**self._kept(), kind: str(folder)})

    def remembering(self, kind: str, then: Then, usual: Path | None = None) -> tuple[Then, str]:
        """`then` for a question for a file, with its folder kept, and the folder to begin in."""

        def kept(path: Path) -> None:
            self.keep(kind, path.parent)
            then(path)

        return kept, self.of(kind, usual)

    def _kept(self) -> dict[str, object]:
        kept = self._settings.get(_FOLDERS, {})
        return dict(kept) if isinstance(kept, dict) else {}


class RecentDrawings:
    """The files that were opened or saved, the latest first, as long as they are there."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def add(self, path: Path) -> None:
        others = [each for each in self.paths() if each != path]
        self._settings.put(_RECENT, [str(each) for each in (path, *others)][:MOST])

    def paths(self) -> list[Path]:
        kept = self._settings.get(_RECENT, [])
        names = [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []
        return [path for path in map(Path, names) if path.is_file()][:MOST]


def free_name(folder: str, name: str) -> str:
    """`name`, or with a number where `folder` has such a file: a suggestion never writes over anything."""
    wanted, number = Path(name), 2
    while (Path(folder) / name).exists():
        name, number = f"{wanted.stem} {number}{wanted.suffix}", number + 1
    return name
