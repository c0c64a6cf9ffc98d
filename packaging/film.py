"""Films families while they learn: screenshots of the real window at 15, 60 and 180 seconds, dark and light.

    Xvfb :78 -screen 0 1280x760x24 &
    DISPLAY=:78 QT_QPA_PLATFORM=xcb python packaging/film.py FOLDER infogan:quick:mnist acgan:quick:fashion-mnist

Every chart that shares the last place is turned to in its turn. Figures are printed as they are on the charts.
A folder instead of the name of a set is added in Data first, as a person would; without a preset it takes the one
that is proposed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import qasync
from make_screenshots import Photographer, wait, wait_until
from PySide6.QtGui import QPainter, QPixmap

from ganstudio.app import make_application
from ganstudio.core.smoothing import recent
from ganstudio.studio.training import Training

MOMENTS = (15, 60, 180)  # seconds after the first step
LATER = 30.0  # s: how long a run goes on after its last picture at most


def photograph(shoot: Photographer, name: str) -> None:
    """The window with what lies over it, in both palettes, and every chart that waits for its turn."""
    for choice in ("light", "dark"):
        shoot.choice = choice
        shoot.window.set_theme(choice)
        shoot.take(name)
        strip(shoot, f"{name}-charts")


def strip(shoot: Photographer, name: str) -> None:
    """The row of charts with each of those that share the last place, one below the other."""
    row = shoot.window.workspaces["train"].stage.chart_row
    if not row.chooser.chips:
        return
    taken: list[QPixmap] = []
    first = next(key for key, chip in row.chooser.chips.items() if chip.isChecked())
    for key in [*row.chooser.chips, first]:
        row.chooser.chips[key].click()
        wait(0.8)
        taken.append(row.grab())
    whole = QPixmap(taken[0].width(), sum(each.height() + 6 for each in taken[:-1]))
    whole.fill(shoot.window.palette().window().color())
    painter, y = QPainter(whole), 0
    for each in taken[:-1]:
        painter.drawPixmap(0, y, each)
        y += each.height() + 6
    painter.end()
    whole.save(str(shoot.folder / f"{name}-{shoot.choice}.png"))


def say(training: Training, moment: float) -> None:
    history = training.history
    print(f"  {moment:.0f} s: step {history.step:,}, {history.pictures_per_second or 0:,.0f} pictures/s")
    for name, curve in sorted(history.curves.items()):
        print(f"      {name} {recent(curve):.4g}")


def film(shoot: Photographer, family: str, preset: str, source: str, moments: tuple[int, ...]) -> None:
    window, draft, training = shoot.window, shoot.studio.draft, shoot.studio.training
    name = f"{family or 'own'}-{Path(source).name}"
    bring(shoot, source, name)
    if family:
        draft.choose_family(family, preset)
    draft.set_budget((moments[-1] + LATER) / 60, "minutes")
    panel = window.workspaces["train"]
    wait(3.0)
    print(f"{draft.kind.title} · {draft.recipe.preset} · {draft.data.title}, {draft.recipe.data.size} px, "
          f"{draft.recipe.data.channels} channels")  # fmt: skip
    photograph(shoot, f"{name}-ready")
    panel.bar.start.click()
    wait_until(lambda: training.state == "running" and training.history.step > 0)
    begun = time.monotonic()
    for moment in moments:
        wait(max(0.0, moment - (time.monotonic() - begun)))
        say(training, moment)
        print(f"      says: {panel.stage.doctor.text}")
        photograph(shoot, f"{name}-{moment:03d}")
        sys.stdout.flush()
    if training.is_mine:
        panel.bar.stop.click()
    wait_until(lambda: not training.is_mine)
    wait(1.0)
    photograph(shoot, f"{name}-stopped")
    panel.bar.new.click()
    wait(1.0)


def bring(shoot: Photographer, source: str, name: str) -> None:
    """Choose a set by its name, or add what lies at a path and press Train in Data."""
    window, pictures = shoot.window, shoot.studio.pictures
    pictures.refresh()
    data = next((data for data in pictures.sets if data.key == source), None)
    if data is not None:
        window.go_to("train")
        shoot.studio.draft.choose_data(data)
        return
    window.take(Path(source).absolute())
    wait_until(lambda: pictures.look is not None and not shoot.studio.jobs.busy)
    wait(1.5)
    photograph(shoot, f"{name}-data")
    window.workspaces["data"].stage.train.click()
    wait_until(lambda: window.workspace == "train")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("runs", nargs="+", metavar="[FAMILY:PRESET:]SET")
    parser.add_argument("--moments", nargs="+", type=int, default=MOMENTS, metavar="SECONDS")
    parser.add_argument("--size", nargs=2, type=int, default=(1280, 760), metavar=("WIDTH", "HEIGHT"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("GANSTUDIO_HOME", home)
        app = make_application(sys.argv[:1])
        asyncio.set_event_loop(qasync.QEventLoop(app, already_running=True))
        shoot = Photographer(app, arguments.folder, "dark")
        shoot.open(tuple(arguments.size))
        for run in arguments.runs:
            family, preset, source = run.split(":") if ":" in run else ("", "", run)
            film(shoot, family, preset, source, tuple(arguments.moments))
        shoot.close()
    os._exit(0)  # a loop marked as already running cannot be closed


if __name__ == "__main__":
    main()
