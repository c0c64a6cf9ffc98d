"""The Library's button for a report of a run."""

from __future__ import annotations

from pathlib import Path

from ganstudio.core.runs import Run
from ganstudio.core.text import counted
from ganstudio.export.report import writing
from ganstudio.export.report.writing import Written
from ganstudio.studio.studio import Studio
from ganstudio.ui.file_dialogs import ask_folder
from ganstudio.ui.workspace import Workspace


def ask(panel: Workspace, studio: Studio, run: Run) -> None:
    """Where it shall lie, then write it beside the window."""
    ask_folder(panel, "Folder for the report", lambda folder: write(panel, studio, run, folder))


def write(panel: Workspace, studio: Studio, run: Run, folder: Path) -> None:
    """A page in a folder of its own below `folder`."""

    def done(found: Written) -> None:
        words = f"The report and {counted(found.figures, 'figure')} lie in {found.page.parent}."
        panel.told.emit(words, "Open index.html with a browser.", "good")

    out = folder / f"report-{run.id}"
    studio.jobs.in_thread("Writing the report", lambda: writing.write(run, out), done)
