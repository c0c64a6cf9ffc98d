"""Drives the real window and photographs every panel: for the README, and to be looked at.

    make screenshots                      # the README's pictures, into packaging/screenshots
    python packaging/make_screenshots.py --all FOLDER   # every panel, dark and light, small and large
    python packaging/make_screenshots.py --minute FOLDER   # the first minute, at 2, 5, 15, 30 and 60 seconds

Works offscreen (QT_QPA_PLATFORM=offscreen) and under Xvfb; runs and models go to a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import qasync
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.app import make_application
from ganstudio.core.settings import Settings, places
from ganstudio.drawing.marks import HINTS, Stroke
from ganstudio.export import library
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.settings_dialog import SettingsDialog
from ganstudio.ui.window import Window

_HAIR, _SKIN, _GROUND = (236, 86, 128), (253, 216, 189), (207, 226, 243)
_DOTS = (
    (_HAIR, 0.52, 0.24),
    (_HAIR, 0.30, 0.46),
    (_HAIR, 0.30, 0.73),
    (_HAIR, 0.775, 0.47),
    (_HAIR, 0.69, 0.755),
    (_SKIN, 0.47, 0.55),
    (_SKIN, 0.51, 0.885),
    (_GROUND, 0.08, 0.10),
    (_GROUND, 0.92, 0.85),
)  # colour, x, y beside the size of the drawing
SIZES = {"small": (1280, 720), "large": (1680, 1050)}
README = Path(__file__).parent / "screenshots"


def wait(seconds: float) -> None:
    """Let the window live: a nested loop lets go of the interpreter, unlike QTest.qWait."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(holds: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            sys.exit("the window did not get there in time")
        wait(0.1)


class Photographer:
    """One window over temporary folders."""

    def __init__(self, app: QApplication, folder: Path, choice: str) -> None:
        self.app, self.folder, self.choice = app, folder, choice
        folder.mkdir(parents=True, exist_ok=True)
        self.settings = Settings(places().settings)
        theme.apply(app, choice)
        self.studio = Studio(places(), self.settings)
        self.window = Window(self.studio)
        self.window.set_theme(choice)

    def take(self, name: str) -> None:
        wait(0.4)
        path = self.folder / f"{name}-{self.choice}.png"
        self.window.grab().save(str(path))
        print(path)

    def take_part(self, name: str, part: QWidget) -> None:
        wait(0.4)
        part.grab().save(str(self.folder / f"{name}-{self.choice}.png"))

    def open(self, size: tuple[int, int]) -> None:
        self.window.resize(*size)
        self.window.show()
        wait_until(self.studio.engine.ready.is_set)
        wait(1.5)

    def train(self, seconds: float) -> None:
        self.window.workspaces["train"].bar.start.click()
        wait_until(lambda: self.studio.training.state == "running")
        wait(seconds)

    def stop(self) -> None:
        self.window.workspaces["train"].bar.stop.click()
        wait_until(lambda: not self.studio.training.is_mine)

    def export(self, name: str) -> Path:
        run = self.studio.training.run
        assert run is not None
        path = places().models / f"{name}.onnx"
        self.window.workspaces["library"].export(run, path)
        wait_until(path.exists)
        wait_until(lambda: not self.studio.jobs.busy)
        return path

    def look(self, key: str) -> None:
        """Open a set in Data."""
        self.window.go_to("data")
        self.window.workspaces["data"].sets.cards[key].click()
        wait_until(lambda: self.studio.pictures.look is not None and not self.studio.jobs.busy)

    def draw(self, hints: bool = True) -> None:
        """A template in Colour, with a few dots of colour on it."""
        panel = self.window.workspaces["colour"]
        self.window.go_to("colour")
        wait_until(lambda: panel.colouring.network is not None)
        panel.desk.importer.start_from("lorelei-22")
        for colour, x, y in _DOTS if hints else ():
            points = np.array([[x * 1024, y * 1024, 1.0]], np.float32)
            panel.easel.drawing.do(Stroke(HINTS, points, 30.0, colour))
        panel.inspector.take_colour(_DOTS[0][0])
        wait_until(lambda: panel.live.answer is not None)
        wait(1.5)

    def translate(self) -> None:
        """Faces with glasses on, side by side with what changed."""
        panel = self.window.workspaces["translate"]
        self.window.go_to("translate")
        wait_until(lambda: panel.translating.ready is not None)
        panel.open_examples()
        wait_until(lambda: panel.results.answer is not None and panel.results.answer.result is not None)
        wait(1.5)

    def explore(self) -> None:
        """A face in the console, moved along a direction, with a few kept below."""
        panel = self.window.workspaces["explore"]
        self.window.go_to("explore")
        panel.open(next(each.path for each in library.box() if each.path.stem == "vaegan-faces"))
        wait_until(lambda: panel.model_card.accessibleName() == "vaegan-faces" and panel.controls.bank.rows)
        panel.choose_mode(True)
        for seed in (9, 4, 21, 33, 2, 12):
            panel.controls.seed.set_value(seed)
            panel.controls._leave_picture()
            wait_until(lambda: panel._shown == panel.controls.state())
            panel.keeper.keep()
        panel.controls.bank.rows[2].jump(2.0)
        wait_until(lambda: not any(each.is_empty for one in panel.controls.bank.rows for each in one.thumbs))
        wait(1.0)

    def close(self) -> None:
        self.window.save_and_close()
        self.window.deleteLater()
        wait(0.2)


def readme(app: QApplication, choice: str, seconds: float) -> None:
    shoot = Photographer(app, README, choice)
    shoot.open((1440, 900))
    shoot.train(seconds)
    shoot.window.workspaces["train"].stage.real.click()
    shoot.take("train")
    shoot.stop()
    shoot.look("cartoon-pairs")
    shoot.take("data")
    shoot.draw()
    shoot.take("colour")
    shoot.translate()
    shoot.take("translate")
    shoot.explore()
    shoot.take("explore")
    shoot.close()


def every_panel(app: QApplication, folder: Path, choice: str, size: str, seconds: float) -> None:
    shoot = Photographer(app, folder, choice)
    shoot.open(SIZES[size])
    shoot.take(f"{size}-1-ready")
    popups(shoot, size)
    training(shoot, size, seconds)
    library_and_explore(shoot, size)
    data_workspace(shoot, size)
    colour_workspace(shoot, size)
    next_run(shoot, size)
    shoot.close()


def popups(shoot: Photographer, size: str) -> None:
    inspector = shoot.window.workspaces["train"].inspector
    for name, gallery, open_ in zip(
        ("families", "sets"), inspector.galleries, (inspector.open_families, inspector.open_sets)
    ):
        open_()
        shoot.take_part(f"{size}-2-{name}", gallery)
        gallery.hide()
    shoot.window.open_settings()
    dialog = shoot.window.findChild(SettingsDialog)
    shoot.take_part(f"{size}-2-settings", dialog)
    dialog.accept()


def training(shoot: Photographer, size: str, seconds: float) -> None:
    train = shoot.window.workspaces["train"]
    shoot.train(seconds)
    shoot.take(f"{size}-3-training")
    for each in (train.stage.raw, train.stage.real):
        each.click()
    train.stage.slider.setValue(1)
    train.bar.pause.click()
    wait_until(lambda: shoot.studio.training.state == "paused")
    shoot.take(f"{size}-4-paused-looking-back")
    shoot.stop()


def library_and_explore(shoot: Photographer, size: str) -> None:
    window, explore = shoot.window, shoot.window.workspaces["explore"]
    window.go_to("library")
    shoot.take(f"{size}-5-library")
    model = shoot.export(f"clothes-{size}-{shoot.choice}")
    window.workspaces["library"].show_kind("models")
    wait(1.0)
    shoot.take(f"{size}-6-models")
    explore.open(model)
    window.go_to("explore")
    wait_until(lambda: bool(explore.view.sheets))
    shoot.take(f"{size}-7-explore-sheet")
    explore.stage.console.click()
    shoot.take(f"{size}-8-explore-console")


def data_workspace(shoot: Photographer, size: str) -> None:
    for key in ("fashion-mnist", "cartoon-pairs", "cartoon-faces", "photographs"):
        shoot.look(key)
        shoot.take(f"{size}-9-data-{key}")
    shoot.window.workspaces["data"].tabs.chips["setup"].click()
    shoot.take(f"{size}-9-data-prepare")


def next_run(shoot: Photographer, size: str) -> None:
    shoot.window.go_to("train")
    shoot.studio.draft.set("batch", 512)
    shoot.studio.draft.choose_preset("team24")
    shoot.window.workspaces["train"].bar.new.click()
    shoot.take(f"{size}-9-new-run")
    shoot.studio.draft.choose_preset("quick")


def colour_workspace(shoot: Photographer, size: str) -> None:
    panel = shoot.window.workspaces["colour"]
    shoot.window.go_to("colour")
    shoot.take(f"{size}-a-colour-empty")
    shoot.draw()
    shoot.take(f"{size}-a-colour-hinted")
    panel.bar.one.click()
    shoot.take(f"{size}-a-colour-one")
    panel.bar.one.click()
    panel.live.show_seen(True)
    shoot.take(f"{size}-a-colour-seen")
    panel.live.show_seen(False)
    panel.easel.set_split(0.5)
    shoot.take(f"{size}-a-colour-split")
    panel.easel.set_split(0.0)


def first_minute(app: QApplication, folder: Path) -> None:
    shoot = Photographer(app, folder, "dark")
    shoot.open((1440, 900))
    begun = time.monotonic()
    shoot.window.workspaces["train"].bar.start.click()
    for moment in (2, 5, 15, 30, 60):
        wait(max(0.0, moment - (time.monotonic() - begun)))
        shoot.window.grab().save(str(folder / f"second-{moment:02d}.png"))
        print(f"{moment} s: step {shoot.studio.training.history.step}")
    shoot.stop()
    shoot.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--minute", type=Path, metavar="FOLDER")
    parser.add_argument("--themes", nargs="+", choices=("dark", "light"), default=["dark", "light"])
    parser.add_argument("--sizes", nargs="+", choices=tuple(SIZES), default=list(SIZES))
    parser.add_argument("--seconds", type=float, default=60.0, help="of training before a picture is taken")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["GANSTUDIO_HOME"] = home
        app = make_application(sys.argv[:1])
        loop = qasync.QEventLoop(app, already_running=True)
        asyncio.set_event_loop(loop)
        if arguments.minute:
            first_minute(app, arguments.minute)
        elif arguments.all:
            for choice in arguments.themes:
                for size in arguments.sizes:
                    every_panel(app, arguments.all, choice, size, arguments.seconds)
        else:
            readme(app, "dark", arguments.seconds)
    os._exit(0)  # a loop marked as already running cannot be closed


if __name__ == "__main__":
    main()
