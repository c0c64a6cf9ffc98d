"""What every workspace of the window is, and what one may ask of another without knowing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ganstudio.core.runs import Run
from ganstudio.data.sets.dataset import DataSet
from ganstudio.studio.attempts import attempt


@dataclass(frozen=True)
class Request:
    """Something for another workspace. Whoever answers comes to the front, unless it is `quiet`."""

    quiet: ClassVar[bool] = False


@dataclass(frozen=True)
class RunRequest(Request):
    run: Run


class ShowRun(RunRequest):
    """Look at it."""


class ResumeRun(RunRequest):
    """Train on."""


class DrawWith(RunRequest):
    """Draw with what it has learned, and follow it."""


class PlayWith(RunRequest):
    """Explore what it has learned, and follow it."""


class ExportRun(RunRequest):
    """Into the models folder without a question, and opened when it is done."""

    quiet: ClassVar[bool] = True


@dataclass(frozen=True)
class ShowDraft(Request):
    """The settings of the next run have changed, to be looked at and started."""


@dataclass(frozen=True)
class TrainOn(Request):
    """`size`: in which the pictures were looked at."""

    data: DataSet
    size: int


@dataclass(frozen=True)
class OpenFile(Request):
    path: Path


@dataclass(frozen=True)
class DrawOn(Request):
    """Bring a picture in to be drawn on."""

    path: Path


@dataclass(frozen=True)
class AddSet(Request):
    """Make a set of pictures to learn from of what lies at `path`."""

    path: Path


@dataclass(frozen=True)
class ShowHelp(Request):
    page: str


class Claim(IntEnum):
    """How surely files belong into a workspace."""

    NONE = 0
    PERHAPS = 1
    SURELY = 2
    EXACTLY = 3  # more surely than another one may think


class Workspace(QWidget):
    """A panel of the window. What it has no use for, it leaves as it is here."""

    failed = Signal(object)  # a StudioError
    told = Signal(str, str, str)  # message, hint, tone
    asked = Signal(object)  # a Request

    def attempt(self, verb: Callable[[], object]) -> None:
        """Do it, or tell why not."""
        attempt(verb, self.failed.emit)

    def begin(self) -> None:
        """The window is on screen: what may take a moment."""

    def enter(self) -> None:
        """It comes to the front."""

    def leave(self) -> None:
        """Another one comes to the front."""

    def claim(self, _paths: Sequence[Path]) -> Claim:
        """Whether files that were dropped are for this workspace, which is then given them with `take`."""
        return Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        """Open the files that it claimed."""

    def answer(self, _request: Request) -> bool:
        """Do what another workspace asks for; False: it is not for this one."""
        return False

    def restyle(self) -> None:
        """Take the colours of the present palette."""

    def finish(self) -> None:
        """The program ends: finish what is being done, so that it is saved with everything else."""

    def shut_down(self) -> None:
        """Everything is saved: let go of what would not go by itself."""
