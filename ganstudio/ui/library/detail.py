"""What the Library shows of the chosen run or model: facts, its verbs, and its newest pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ganstudio.core.runs import ACTIVE
from ganstudio.core.text import counted
from ganstudio.export.library import ModelEntry
from ganstudio.studio import translation_models
from ganstudio.studio.comparing import FEWEST, MOST
from ganstudio.studio.library import RunEntry
from ganstudio.ui import theme
from ganstudio.ui.chips import FlowLayout
from ganstudio.ui.grid import GridView, Sheet
from ganstudio.ui.library.cards import Item
from ganstudio.ui.parts import ElidedLabel, button, clear, frame, label, wrapped

Verb = Callable[[], object]


class Detail(QWidget):
    """Facts follow the run; the buttons stay while its kind and state do, so that a click on one is never lost.

    `verbs` maps the names of what can be done to functions.
    """

    def __init__(self, verbs: dict[str, Verb]) -> None:
        super().__init__()
        self._verbs = verbs
        self._shape: object = None
        self.title = label(size=18, weight=theme.font().Weight.DemiBold)
        self.title.setWordWrap(True)
        self.facts, self.trouble = ElidedLabel("", "dim", 13), wrapped(tone="caution")
        self._buttons = QWidget()
        self.view = GridView("Picture of the chosen run", "")
        inside = QVBoxLayout()
        inside.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        layout.setSpacing(10)
        for widget in (self.title, self.facts, self.trouble, self._buttons):
            layout.addWidget(widget)
        layout.addWidget(frame("stage", inside, (1, 1, 1, 1)), 1)
        self._flow = FlowLayout(8)
        self._buttons.setLayout(self._flow)

    def restyle(self) -> None:
        self._shape = None

    def show_items(self, items: Sequence[Item], face: Callable[[ModelEntry], QImage | None]) -> None:
        """One chosen item, several, or none."""
        self.setVisible(bool(items))
        if not items:
            self.view.set_sheets([])
        elif len(items) > 1:
            self._show_several(items)
        elif isinstance(items[0].entry, RunEntry):
            self._show_run(items[0].entry)
        else:
            self._show_model(items[0].entry, face(items[0].entry))

    def _offer(self, shape: object, made: Callable[[], list[QPushButton]]) -> None:
        if shape == self._shape:
            return
        self._shape = shape
        clear(self._flow)
        for each in made():
            self._flow.addWidget(each)
        self._buttons.updateGeometry()

    def _button(self, verb: str, text: str, icon: str, kind: str = "", tip: str = "") -> QPushButton:
        return button(text, self._verbs[verb], icon, kind, tip)

    # -- one run -----------------------------------------------------------------------------------------

    def _show_run(self, entry: RunEntry) -> None:
        state = entry.state
        active = state.state in ACTIVE
        self._offer((entry.key, active), lambda: self._run_verbs(active))
        self.title.setText(state.title)
        minutes = f"{state.seconds / 60:.1f} min" if state.seconds else "no time"
        facts = f"{state.state} · {state.family}, {state.preset} · {state.data} · step {state.step:,} · {minutes}"
        self.facts.set_text(facts + (f" · {state.device}, {state.precision}" if state.device else ""))
        self.trouble.setText(state.message)
        self.trouble.setVisible(bool(state.message))
        image = QImage(str(entry.picture)) if entry.picture else QImage()
        rows = len(state.classes) if 2 <= len(state.classes) <= 16 else 8
        names = state.classes if rows == len(state.classes) else ()
        self.view.set_empty("Nothing sampled yet.")
        self.view.set_sheets([] if image.isNull() else [Sheet("", image, rows, names)])

    def _run_verbs(self, active: bool) -> list[QPushButton]:
        made = [
            self._button("open", "Watch" if active else "Open", "open", "primary", "Show it in Train"),
            self._button("export", "Export…", "export", tip="One ONNX file that works in other programs"),
            self._button("report", "Report…", "sheet", tip="One HTML page, and its figures as SVG, PNG and CSV"),
            self._button("duplicate", "Duplicate settings", "duplicate", tip="A new run with the same settings"),
            self._button("rename", "Rename", "rename"),
            self._button("folder", "Show folder", "folder"),
            self._button("command", "Copy command", "terminal", tip="The command that starts the same run"),
            self._button("trash", "Move to trash", "trash"),
        ]
        if not active:
            made.insert(1, self._button("resume", "Resume", "resume", tip="Go on from the last saved moment"))
        return made

    # -- one model ---------------------------------------------------------------------------------------

    def _show_model(self, model: ModelEntry, image: QImage | None) -> None:
        place = ("Translate", "translate") if model.task in translation_models.TASKS else ("Explore", "explore")
        self._offer(str(model.path), lambda: [
            self._button("open", *place, "primary", "Play with it"),
            self._button("rename", "Rename", "rename"), self._button("folder", "Show folder", "folder"),
            self._button("trash", "Move to trash", "trash"),
        ])  # fmt: skip
        self.title.setText(model.path.stem)
        size = f"{model.path.stat().st_size / 1024**2:.1f} MB" if model.path.exists() else ""
        facts = f"{model.task.replace('_', ' ')} · {model.family} · {model.data} · {model.extent} · {size}"
        self.facts.set_text(facts)
        self.trouble.hide()
        self.view.set_empty("Drawing…")
        rows = model.classes if 2 <= model.classes <= 16 else 8
        self.view.set_sheets([] if image is None else [Sheet("", image, rows)])

    # -- several -----------------------------------------------------------------------------------------

    def _show_several(self, items: Sequence[Item]) -> None:
        runs = [item.entry for item in items if isinstance(item.entry, RunEntry)]
        noun = "run" if runs else "model"
        self._offer((len(items), bool(runs)), lambda: self._several_verbs(len(items), bool(runs)))
        self.title.setText(f"{counted(len(items), noun)} chosen")
        self.facts.set_text(", ".join(item.title for item in items))
        self.trouble.hide()
        sheets = [(entry.state.title, QImage(str(entry.picture))) for entry in runs[:MOST] if entry.picture]
        self.view.set_empty("")
        self.view.set_sheets([Sheet(title, image, 8) for title, image in sheets if not image.isNull()])

    def _several_verbs(self, count: int, runs: bool) -> list[QPushButton]:
        made = [self._button("trash", "Move to trash", "trash")]
        if runs:
            made.insert(0, self._button("export", "Export all", "export", tip="One ONNX file for each"))
            compare = self._button("compare", "Compare", "compare", "primary", "Curves and samples side by side")
            compare.setEnabled(FEWEST <= count <= MOST)
            if count > MOST:
                compare.setToolTip(f"At most {MOST} runs can be compared.")
            made.insert(0, compare)
        return made
