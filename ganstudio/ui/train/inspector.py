"""The left column of Train: architecture, preset, pictures, length, settings, and the verdict."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.core import params
from ganstudio.core.params import Spec
from ganstudio.core.recipe import BUDGET_UNITS
from ganstudio.core.settings import Places
from ganstudio.data.sets.dataset import LAB, DataSet
from ganstudio.engine import registry
from ganstudio.engine.preflight import Problem
from ganstudio.studio import help as pages
from ganstudio.studio.draft import Draft, sets_for
from ganstudio.studio.pictures import Pictures
from ganstudio.ui import theme
from ganstudio.ui.chips import Chips
from ganstudio.ui.control_widgets import NumberEditor
from ganstudio.ui.file_dialogs import ask_folder
from ganstudio.ui.form import Form
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.gallery.choices import family_card, show_data, show_family
from ganstudio.ui.gallery.gallery import Gallery
from ganstudio.ui.parts import CalmComboBox, button, column, heading, inspector, label, row, wrapped
from ganstudio.ui.train.verdict import Verdict
from ganstudio.ui.workspace import ShowHelp

_PRECISIONS = {"auto": "Automatic", "fp32": "fp32, exact", "tf32": "tf32, NVIDIA", "bf16": "bf16, fast"}


def _number(label_: str, help_: str, kind: type, low: float, high: float, unit: str = "") -> Spec:
    return Spec(
        name=label_.lower(), kind=kind, default=kind(low), label=label_, help=help_, group="", low=low, high=high,
        unit=unit, scale="linear", choices=(), choice_labels=(), optional=False, advanced=False, only_when=None,
    )  # fmt: skip


class Inspector(QWidget):
    """Edits a Draft. `estimate_wanted` asks for new figures after edits have settled, `asked` is a Request."""

    estimate_wanted = Signal()
    asked = Signal(object)

    def __init__(self, draft: Draft, places: Places, shelf: Pictures) -> None:
        super().__init__()
        self._draft, self._places, self._shelf = draft, places, shelf
        self.architecture, self.pictures = Card(), Card()
        self.presets = Chips("Preset")
        self.sizes = Chips("Picture size")
        self.colours = Chips("Grey or colour")
        self.device, self.precision = CalmComboBox(), CalmComboBox()
        self.amount = NumberEditor(_number("Train for", "How long this run lasts.", float, 0.01, 1e8))
        self.unit = CalmComboBox()
        self.seed = NumberEditor(_number("Seed", "The same seed gives the same run again.", int, 0, 2**31))
        self.form = Form()
        self.verdict = Verdict()
        self._preset_words = wrapped(tone="faint", size=11)
        self.more = button("", self._ask_for_more, "info", "plain", "What there is to know about this preset")
        self._known: dict[str, DataSet] = {}
        self._families = Gallery(self, "Architectures")
        self._sets = Gallery(self, "Pictures")
        self._sets.add_action("My pictures…", "folder", self.choose_folder)
        self._lay_out()
        self._connect()
        self._settle = QTimer(self, singleShot=True, interval=250)
        self._settle.timeout.connect(self.estimate_wanted)
        self.refresh()

    # -- layout ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        content = column()
        for title, *widgets in (
            ("Architecture", self.architecture),
            ("Preset", self.presets, self._preset_words, self.more),
            ("Pictures", self.pictures, self.sizes, self.colours),
        ):
            content.addWidget(heading(title))
            for widget in widgets:
                content.addWidget(widget)
            content.addSpacing(theme.GAP)
        content.addWidget(heading("Length"))
        self.amount.setFixedWidth(70)
        self.unit.setFixedWidth(92)
        for unit in BUDGET_UNITS:
            self.unit.addItem(unit, unit)
        self.unit.setAccessibleName("Unit of the length")
        content.addLayout(row(label("Train for", "dim"), None, self.amount, self.unit, spacing=6))
        self.seed.setFixedWidth(132)
        content.addLayout(row(label("Seed", "dim"), None, self.seed))
        content.addWidget(self.form)
        content.addSpacing(theme.GAP)
        content.addWidget(heading("Computer"))
        self._offer(self.precision, "Precision", _PRECISIONS)
        self.offer_devices([])
        for text, combo in (("Device", self.device), ("Precision", self.precision)):
            combo.setFixedWidth(132)
            content.addLayout(row(label(text, "dim"), None, combo))
        content.addStretch(1)
        foot = row(self.verdict)
        foot.setContentsMargins(theme.PADDING, theme.GAP, theme.PADDING, theme.PADDING)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inspector(content, foot))

    @staticmethod
    def _offer(combo: CalmComboBox, name: str, choices: dict[str, str]) -> None:
        combo.clear()
        for value, text in choices.items():
            combo.addItem(text, value)
        combo.setAccessibleName(name)

    def offer_devices(self, names: list[str]) -> None:
        """Let the person choose among what this machine has."""
        self._offer(self.device, "Device", {"auto": "Automatic", **{name: name for name in names}})
        self._show_computer()

    def _show_computer(self) -> None:
        recipe = self._draft.recipe
        if self.device.findData(recipe.device) < 0:
            self.device.addItem(recipe.device, recipe.device)
        self.device.setCurrentIndex(self.device.findData(recipe.device))
        self.precision.setCurrentIndex(self.precision.findData(recipe.precision))

    def _connect(self) -> None:
        self.colours.chosen.connect(lambda channels: self._draft.set_channels(int(channels)))
        self.device.activated.connect(lambda _i: self._draft.set_computer(device=self.device.currentData()))
        self.precision.activated.connect(lambda _i: self._draft.set_computer(precision=self.precision.currentData()))
        self.architecture.clicked.connect(self.open_families)
        self.pictures.clicked.connect(self.open_sets)
        self._families.chosen.connect(self._draft.choose_family)
        self._sets.chosen.connect(self._choose_set)
        self.presets.chosen.connect(self._choose_preset)
        self.sizes.chosen.connect(lambda size: self._draft.set_size(int(size)))
        self.amount.edited.connect(lambda value: self._draft.set_budget(float(value), self.unit.currentData()))
        self.unit.activated.connect(
            lambda _i: self._draft.set_budget(float(self.amount.value() or 1), self.unit.currentData())
        )
        self.seed.edited.connect(lambda value: self._draft.set_seed(int(value)))
        self.form.edited.connect(self._draft.set)
        self.form.refused.connect(self._draft.refuse)
        for editor, name in ((self.amount, "length"), (self.seed, "seed")):
            editor.refused.connect(partial(self._draft.refuse, name))
        self.verdict.mended.connect(self._mend)
        self._draft.changed.connect(self.refresh)
        self._shelf.face_ready.connect(self._show_face)

    def _mend(self, problem: Problem) -> None:
        name = problem.changes.get("refused")
        if name is None:
            self._draft.mend(problem)
        elif name in self.form.fields:
            self.form.fields[name].forget()
        else:
            {"length": self.amount, "seed": self.seed}[name].forget()

    def commit(self) -> None:
        """Take over what is still being typed."""
        editors = [field.editor for field in self.form.fields.values()]
        for editor in (self.amount, self.seed, *editors):
            if isinstance(editor, NumberEditor):
                editor.commit()

    # -- galleries ---------------------------------------------------------------------------------------

    def open_families(self) -> None:
        cards = [(key, family_card(kind, checkable=True)) for key, kind in registry.families().items()]
        self._families.set_cards(cards, self._draft.recipe.family)
        self._families.open_below(self.architecture)

    def open_sets(self) -> None:
        self._known = {data.key: data for data in sets_for(self._draft.kind, self._places)}
        if self._draft.data.key not in self._known:
            self._known[self._draft.data.key] = self._draft.data
        cards = []
        for key, data in self._known.items():
            card = Card(checkable=True)
            show_data(card, data, self._shelf.face(data), self._draft.outcome(data))
            cards.append((key, card))
        self._sets.set_cards(cards, self._draft.data.key)
        self._sets.open_below(self.pictures)

    def _show_face(self, key: str) -> None:
        if key == self._draft.data.key:
            show_data(self.pictures, self._draft.data, self._shelf.face(self._draft.data))
        card = self._sets.entries.get(key)
        if card is not None and key in self._known:
            data = self._known[key]
            show_data(card, data, self._shelf.face(data), self._draft.outcome(data))

    @property
    def galleries(self) -> tuple[Gallery, Gallery]:
        return self._families, self._sets

    def _choose_preset(self, key: str) -> None:
        self.form.forget()
        self._draft.choose_preset(key)

    def _choose_set(self, key: str) -> None:
        self._draft.choose_data(self._known[key])

    def _page(self) -> pages.Page | None:
        return pages.page_about(self._draft.recipe.family, self._draft.recipe.preset)

    def _ask_for_more(self) -> None:
        page = self._page()
        assert page is not None  # the button is hidden where there is none
        self.asked.emit(ShowHelp(page.key))

    def choose_folder(self) -> None:
        ask_folder(self, "Choose the folder of your pictures", self.use_folder)

    def use_folder(self, folder: Path) -> None:
        """Look at `folder` beside the window and take its pictures."""
        self._shelf.add([folder], then=self._draft.choose_data)

    # -- showing -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        draft = self._draft
        show_family(self.architecture, draft.kind, with_needs=False)
        self.architecture.setToolTip("Choose another architecture")
        show_data(self.pictures, draft.data, self._shelf.face(draft.data))
        self.pictures.setToolTip("Choose other pictures")
        self.presets.set_choices([(p.key, p.title, p.words) for p in draft.kind.presets], draft.recipe.preset)
        self._preset_words.setText(draft.preset.words)
        page = self._page()
        self.more.setVisible(page is not None)
        self.more.setText(page.title if page else "")
        sizes = [(str(size), f"{size} px", f"Train on pictures of {size} pixels") for size in draft.sizes]
        self.sizes.set_choices(sizes, str(draft.recipe.data.size))
        colours = [("1", "Grey", "One channel"), ("3", "Colour", "Red, green and blue")]
        self.colours.set_choices(colours, str(draft.recipe.data.channels))
        for chips in (self.sizes, self.colours):
            chips.setVisible(draft.data.form != LAB)  # what is no picture has no pixels
        self._show_computer()
        self.amount.set_value(draft.recipe.budget.amount)
        self.unit.setCurrentIndex(self.unit.findData(draft.recipe.budget.unit))
        self.seed.set_value(draft.recipe.seed)
        self.form.set_specs(params.specs(draft.kind.Params))
        self.form.show_values(draft.recipe.settings, draft.base)
        self.verdict.show_problems(draft.problems())
        self._settle.start()
