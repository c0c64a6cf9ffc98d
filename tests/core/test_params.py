from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.core import params
from ganstudio.core.errors import StudioError
from ganstudio.core.params import Spec, param


@dataclass(frozen=True)
class Oven:
    heat: int = param(180, "Heat", "How hot.", low=50, high=250, unit="°C")
    hours: float = param(1.5, "Hours", "How long.", low=0.1, high=12.0, scale="log")
    fan: bool = param(False, "Fan", "Moves the air.")
    mode: str = param("bake", "Mode", "What it does.", choices={"bake": "Bake", "grill": "Grill"})
    note: str = param("", "Note", "Free words.")
    timer: int | None = param(None, "Timer", "Off means never.", low=1, high=60)
    crust: float = param(0.5, "Crust", "Only when grilling.", low=0, high=1, only_when=("mode", ("grill",)))
    maker: str = "not a setting"


SPECS = {spec.name: spec for spec in params.specs(Oven)}


def test_that_settings_come_in_the_order_written_and_other_fields_stay_out() -> None:
    assert list(SPECS) == ["heat", "hours", "fan", "mode", "note", "timer", "crust"]
    assert SPECS["heat"] == Spec(
        "heat", int, 180, "Heat", "How hot.", "General", 50, 250, "°C", "linear", (), (), False, False, None
    )
    assert (SPECS["mode"].choices, SPECS["mode"].choice_labels) == (("bake", "grill"), ("Bake", "Grill"))
    assert (SPECS["timer"].kind, SPECS["timer"].optional) == (int, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("heat", 50),
        ("heat", 250),
        ("heat", 180.0),
        ("hours", 1),
        ("fan", True),
        ("mode", "grill"),
        ("timer", None),
    ],
)
def test_that_values_within_bounds_have_no_problem(name: str, value: object) -> None:
    assert SPECS[name].problem(value) == ""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("heat", 49, "Heat must be at least 50, not 49."),
        ("heat", 251, "Heat must be at most 250, not 251."),
        ("heat", 100.5, "a whole number"),
        ("heat", True, "a whole number"),
        ("heat", "hot", "a whole number"),
        ("heat", None, "Heat needs a value."),
        pytest.param("heat", 10**400, "Heat must be", id="huge heat"),
        ("hours", math.nan, "a number"),
        ("hours", math.inf, "a number"),
        pytest.param("hours", -(10**400), "Hours must be", id="huge hours"),
        ("fan", 1, "on or off"),
        ("mode", "boil", "one of bake, grill"),
        ("mode", ["bake"], "one of bake, grill"),
        ("note", 3, "text"),
        ("timer", 61, "at most 60"),
    ],
)
def test_that_a_bad_value_is_named_in_a_sentence(name: str, value: object, words: str) -> None:
    assert words in SPECS[name].problem(value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("heat", " 200 ", 200), ("heat", "2e2", 200), ("hours", "0.5", 0.5), ("fan", "ON", True),
        ("fan", "no", False), ("mode", "grill", "grill"), ("timer", "off", None), ("timer", "", None),
        ("timer", "5", 5),
        ("note", "none", "none"),
    ],
)  # fmt: skip
def test_that_text_is_parsed(name: str, text: str, value: object) -> None:
    parsed = SPECS[name].parse(text)
    assert parsed == value
    assert type(parsed) is type(value)


@given(st.sampled_from(sorted(SPECS)), st.one_of(st.text(), st.from_regex(r"[-+]?[0-9_]*\.?[0-9]*(e-?[0-9]+)?")))
def test_that_any_text_gives_a_good_value_or_a_studio_error(name: str, text: str) -> None:
    try:
        value = SPECS[name].parse(text)
    except StudioError as error:
        assert SPECS[name].label in error.message
    else:
        assert SPECS[name].problem(value) == ""


@given(st.sampled_from(sorted(SPECS)), st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text()))
def test_that_any_value_is_judged_without_an_accident(name: str, value: object) -> None:
    assert isinstance(SPECS[name].problem(value), str)


def test_that_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(StudioError, match="Did you mean 'heat'"):
        params.from_mapping(Oven, {"haet": 1})
    with pytest.raises(StudioError, match="It has: heat, hours"):
        params.from_mapping(Oven, {"zzz": 1})


def test_that_a_bad_value_in_a_mapping_names_the_setting() -> None:
    with pytest.raises(StudioError, match=r"at most 250.*\(setting: heat\)"):
        params.from_mapping(Oven, {"heat": 900})


def test_that_a_mapping_changes_only_what_it_names() -> None:
    base = Oven(heat=100, timer=5)
    changed = params.from_mapping(Oven, {"hours": "2", "timer": None, "heat": 120.0}, base)
    assert changed == Oven(heat=120, hours=2.0, timer=None)
    assert isinstance(changed.heat, int)


@given(
    st.builds(
        Oven, heat=st.integers(50, 250), hours=st.floats(0.1, 12), fan=st.booleans(), note=st.text(),
        mode=st.sampled_from(["bake", "grill"]), timer=st.none() | st.integers(1, 60), crust=st.floats(0, 1),
    )
)  # fmt: skip
def test_that_a_mapping_and_back_is_the_same(oven: Oven) -> None:
    assert params.problems(oven) == []
    assert params.from_mapping(Oven, params.to_mapping(oven)) == oven


def test_that_every_problem_of_an_instance_is_found() -> None:
    assert len(params.problems(Oven(heat=0, hours=99, mode="boil"))) == 3


def test_that_a_setting_applies_only_under_its_condition() -> None:
    assert SPECS["heat"].applies({})
    assert SPECS["crust"].applies({"mode": "grill"})
    assert not SPECS["crust"].applies({"mode": "bake"})
    assert not SPECS["crust"].applies({})


@dataclass(frozen=True)
class Shares:
    held: float = param(0.1, "Hold back", "Share.", low=0.0, high=0.5, percent=True)


HELD = params.specs(Shares)[0]


@pytest.mark.parametrize(
    ("typed", "value"), [("10", 0.1), ("10 %", 0.1), ("10%", 0.1), ("12.5", 0.125), ("0,1", 0.001), ("0", 0.0)]
)
def test_that_a_form_takes_shares_as_percent(typed: str, value: float) -> None:
    assert HELD.typed(typed) == value


@pytest.mark.parametrize(("written", "value"), [("0.1", 0.1), ("10%", 0.1), ("10 %", 0.1), ("0,25", 0.25)])
def test_that_recipes_and_commands_keep_shares_as_they_are(written: str, value: float) -> None:
    assert HELD.parse(written) == value
    assert params.from_mapping(Shares, {"held": written}).held == value


def test_that_what_is_wrong_with_a_share_is_said_in_percent() -> None:
    assert HELD.unit == "%"
    assert HELD.range == "from 0 to 50 %"
    with pytest.raises(StudioError, match="Hold back must be at most 50 %, not 60 %"):
        HELD.typed("60")
