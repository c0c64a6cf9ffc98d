"""The form that is built from a family's declaration."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ganstudio.core import params
from ganstudio.core.params import Value
from ganstudio.engine import registry
from ganstudio.ui import theme
from ganstudio.ui.form import Field, Form

PRESETS = [(key, preset.key) for key, kind in registry.families().items() for preset in kind.presets]


@pytest.fixture
def form(app: object, qtbot: QtBot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    return made


def filled(form: Form, family: str, preset: str, **changes: Value) -> dict[str, Value]:
    kind = registry.family(family)
    base = registry.settings_of(kind, preset)
    values = {**base, **changes}
    form.set_specs(params.specs(kind.Params))
    form.show_values(values, base)
    form.show()
    return values


def arrow(field: Field) -> bool:
    return field._reset.isVisible()


@pytest.mark.parametrize(("family", "preset"), PRESETS, ids=str)
def test_that_every_setting_comes_back_as_it_was_shown(family: str, preset: str, form: Form) -> None:
    values = filled(form, family, preset)
    assert {name: field.editor.value() for name, field in form.fields.items()} == values


@pytest.mark.parametrize("family", registry.families())
def test_that_leaving_an_untouched_number_changes_nothing(family: str, form: Form) -> None:
    edits: list[tuple[str, Value]] = []
    form.edited.connect(lambda name, value: edits.append((name, value)))
    values = filled(form, family, registry.family(family).presets[0].key)
    for field in form.fields.values():
        line = field.editor.focusProxy()
        if line is not None:
            line.editingFinished.emit()
    assert edits == []
    assert {name: field.editor.value() for name, field in form.fields.items()} == values


def test_that_an_edit_says_its_name_and_its_value(form: Form, qtbot: QtBot) -> None:
    filled(form, "cgan", "quick")
    line = form.fields["batch"].editor.focusProxy()
    line.setText("40")
    with qtbot.waitSignal(form.edited) as told:
        line.editingFinished.emit()
    assert told.args == ["batch", 40]


def test_that_a_wrong_number_is_marked_and_kept_back(form: Form, qtbot: QtBot) -> None:
    filled(form, "cgan", "quick")
    editor = form.fields["batch"].editor
    before = editor.value()
    line = editor.focusProxy()
    for wrong in ("many", "0", "1e12", ""):
        line.setText(wrong)
        with qtbot.assertNotEmitted(form.edited):
            line.editingFinished.emit()
        assert line.property("wrong") is True, wrong
        assert "Batch" in line.toolTip(), wrong
    assert editor.value() == before


def test_that_only_changed_settings_offer_a_way_back(form: Form) -> None:
    filled(form, "cgan", "quick", batch=40)
    offered = {name for name, field in form.fields.items() if arrow(field)}
    assert offered == {"batch"}


def test_that_the_way_back_leads_to_the_preset(form: Form, qtbot: QtBot) -> None:
    filled(form, "cgan", "quick", batch=40)
    base = registry.settings_of(registry.family("cgan"), "quick")["batch"]
    with qtbot.waitSignal(form.edited) as told:
        form.fields["batch"]._reset.click()
    assert told.args == ["batch", base]
    assert form.fields["batch"].editor.value() == base


@pytest.mark.parametrize("family", registry.families())
def test_that_settings_without_effect_are_hidden(family: str, form: Form) -> None:
    for preset in registry.family(family).presets:
        values = filled(form, family, preset.key)
        for name, field in form.fields.items():
            if not field.spec.applies(values):
                assert field.isHidden(), (preset.key, name)


def test_that_a_changed_setting_is_never_folded_away(form: Form) -> None:
    kind = registry.family("cgan")
    advanced = next(
        spec for spec in params.specs(kind.Params) if spec.advanced and spec.kind is bool and not spec.only_when
    )
    base = registry.settings_of(kind, "quick")
    filled(form, "cgan", "quick")
    assert form.fields[advanced.name].isHidden()
    filled(form, "cgan", "quick", **{advanced.name: not base[advanced.name]})
    assert not form.fields[advanced.name].isHidden()


def test_that_another_family_may_take_its_place_again_and_again(form: Form, qtbot: QtBot) -> None:
    for family in (*registry.families(), *registry.families()):
        filled(form, family, registry.family(family).presets[0].key)
        assert all(more.text() == "More" for more in form.findChildren(QPushButton) if more.isVisibleTo(form))
        qtbot.wait(10)  # what was there before is deleted now
        values = filled(form, family, registry.family(family).presets[0].key)
        assert {name: field.editor.value() for name, field in form.fields.items()} == values


def test_that_help_is_shown_while_a_setting_has_the_focus(form: Form, qtbot: QtBot) -> None:
    filled(form, "cgan", "quick")
    field = form.fields["batch"]
    form.activateWindow()
    field.editor.setFocus()
    qtbot.waitUntil(lambda: not field._help.isHidden())
    assert field._help.text() == field.spec.help


@pytest.mark.parametrize("family", registry.families())
def test_that_no_name_is_cut_in_a_column_of_the_usual_width(family: str, form: Form) -> None:
    filled(form, family, registry.family(family).presets[0].key)
    for more in form.findChildren(QPushButton):
        more.click()
    form.resize(theme.INSPECTOR_WIDTH - 2 * theme.PADDING, form.sizeHint().height())
    form.layout().activate()
    for field in form.fields.values():
        name = field.findChildren(QLabel)[0]
        longest = max(name.fontMetrics().horizontalAdvance(word) for word in name.text().split())
        assert name.width() >= longest, name.text()
