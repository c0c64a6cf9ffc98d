"""What is to be changed, and how much: the model, its direction, attributes, strength."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ganstudio.core.params import Spec
from ganstudio.studio.translating import Opened, Translating
from ganstudio.ui import theme
from ganstudio.ui.chips import Chips
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.parts import button, column, heading, inspector, row, wrapped
from ganstudio.ui.spec_slider import SpecSlider, as_share
from ganstudio.ui.translate.attribute_chips import AttributeChips

STRENGTH = Spec(
    name="strength", kind=float, default=1.0, label="Strength", help="0 % gives the picture back, 100 % is what the "
    "model makes of it, and beyond that its change is exaggerated.", group="", low=0.0, high=1.5, unit="",
    scale="linear", choices=(), choice_labels=(), optional=False, advanced=False, only_when=None,
)  # fmt: skip
DETAIL = Spec(
    name="detail", kind=float, default=1.0, label="Detail", help="How large the model works, beside the size that it "
    "learned at: more keeps what it paints sharp in large pictures, and it may miss what it looks for.", group="",
    low=0.5, high=4.0, unit="×", scale="log", choices=(), choice_labels=(), optional=False, advanced=False,
    only_when=None,
)  # fmt: skip
_NEAR = 0.02  # a slider has steps
_AS_IT_IS = "A click goes round: on, off, as it is."
_OFF = "This model takes off whatever is not on."
_DETAIL = "Turn it up for large pictures; too far, and the model no longer knows what it sees."
_STRENGTH = "0 % gives the picture back; beyond 100 % the change is exaggerated."


class Inspector(QFrame):
    """`models_wanted`: the card was clicked; `batch_wanted`: change many."""

    models_wanted = Signal()
    batch_wanted = Signal()

    def __init__(self, translating: Translating) -> None:
        super().__init__()
        self._translating = translating
        self._shown: object = None  # the attributes that there are chips for
        self.model = Card()
        self.model.clicked.connect(lambda _on=False: self.models_wanted.emit())
        self.ways = Chips("Direction")
        self.ways.chosen.connect(self._choose_way)
        self.attributes = AttributeChips()
        self.attributes.wished.connect(translating.wish)
        self.strength = SpecSlider(STRENGTH, as_share)
        self.strength.moved.connect(lambda value: translating.set_strength(float(value)))
        self.detail = SpecSlider(DETAIL, lambda value: f"{value:.1f}×")
        self.detail.moved.connect(lambda value: translating.set_detail(float(value)))
        self._detail_words = wrapped(_DETAIL, "faint", 11)
        self._way_title, self._change_title = heading("Direction"), heading("What to change")
        self._change_words, self._strength_words = wrapped(_AS_IT_IS, "faint", 11), wrapped(_STRENGTH, "faint", 11)
        self._reset = button("As it is", translating.forget_attributes, kind="plain", tip="Leave everything as it is")
        self.batch = button(
            "Change many…", self.batch_wanted.emit, "duplicate", tip="All open pictures, or a whole folder"
        )
        self._lay_out()
        translating.wishes_changed.connect(self._show_wishes)
        self.show_model(None)

    def _lay_out(self) -> None:
        gap = theme.GAP
        change = row(self._change_title, None, self._reset)
        content = column(
            heading("Model"), self.model, gap, self._way_title, self.ways, gap, change, self._change_words,
            self.attributes, gap, self.strength, self._strength_words, self.detail, self._detail_words, None,
        )  # fmt: skip
        foot = column(self.batch)
        foot.setContentsMargins(theme.PADDING, 8, theme.PADDING, theme.PADDING)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inspector(content, foot))

    def show_model(self, opened: Opened | None) -> None:
        if opened is None:
            self.model.show_words("No model yet", "Choose one, or train one on pictures of yours.")
        else:
            self.model.show_words(opened.choice.title, opened.choice.words)
        ways = opened.choice.ways if opened is not None and len(opened.choice.ways) > 1 else ()
        choices = [(way.key, way.title, way.title) for way in ways]
        self.ways.set_choices(choices, opened.way.key if opened is not None else "")
        translator = opened.translator if opened is not None else None
        names, groups = (translator.attributes, translator.groups) if translator is not None else ((), ())
        can_leave = opened is None or opened.can_leave
        if self._shown != (names, groups, can_leave):
            self._shown = names, groups, can_leave
            self.attributes.set_attributes(names, groups, can_leave)
            self._change_words.setText(_AS_IT_IS if can_leave else _OFF)
        self._way_title.setVisible(bool(ways))
        self.ways.setVisible(bool(ways))
        of_names: tuple[QWidget, ...] = (self._change_title, self._change_words, self._reset)
        of_model: tuple[QWidget, ...] = (self.strength, self._strength_words, self.batch)
        of_size: tuple[QWidget, ...] = (self.detail, self._detail_words)
        has_size = translator is not None and translator.scale == 1
        for parts, shown in ((of_names, bool(names)), (of_model, opened is not None), (of_size, has_size)):
            for part in parts:
                part.setVisible(shown)
        self._show_wishes()

    def _show_wishes(self) -> None:
        wishes = self._translating.wishes
        self.attributes.show_wishes(wishes.attributes)
        self._reset.setEnabled(bool(wishes.attributes))
        for slider, wished in ((self.strength, wishes.strength), (self.detail, wishes.detail or DETAIL.default)):
            if abs(float(slider.value) - wished) > _NEAR:
                slider.set_value(wished)

    def _choose_way(self, key: str) -> None:
        opened = self._translating.ready
        way = next((each for each in opened.choice.ways if each.key == key), None) if opened is not None else None
        if opened is not None and way is not None:
            self._translating.choose(opened.choice, way)
            self.ways.set_choices([(each.key, each.title, each.title) for each in opened.choice.ways], key)
