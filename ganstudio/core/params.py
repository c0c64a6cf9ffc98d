"""`param()`: a setting says its bounds, label and help once; form, check, JSON and `--set` follow from it."""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ganstudio.core.errors import StudioError

Value = bool | int | float | str | None
T = TypeVar("T")


@dataclass(frozen=True)
class Spec:
    """One setting as data. `only_when` names another setting and the values under which this one matters.

    A `percent` is a share from 0 to 1 in recipes and on the command line, where "10%" is read too, and a number of
    percent wherever it is shown or typed: in a form 10 and "10 %" are 0.1, and 0.1 is a thousandth.
    """

    name: str
    kind: type
    default: Any
    label: str
    help: str
    group: str
    low: float | None
    high: float | None
    unit: str
    scale: str  # "linear" or "log": how an editor should step
    choices: tuple[str, ...]
    choice_labels: tuple[str, ...]
    optional: bool
    advanced: bool
    only_when: tuple[str, tuple[Value, ...]] | None
    percent: bool = False

    def problem(self, value: object) -> str:
        """Why `value` does not fit, as a sentence; empty when it does."""
        if value is None:
            return "" if self.optional else f"{self.label} needs a value."
        if self.choices and value not in self.choices:
            return f"{self.label} must be one of {', '.join(self.choices)}, not {value!r}."
        if self.kind in (int, float):
            return self._number_problem(value)
        if not isinstance(value, self.kind):
            return f"{self.label} must be {_KIND_NAMES[self.kind]}, not {value!r}."
        return ""

    def _number_problem(self, value: object) -> str:
        wrong = f"{self.label} must be {_KIND_NAMES[self.kind]}, not {value!r}."
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > _LARGEST:
            return wrong
        if not math.isfinite(value) or (self.kind is int and value != int(value)):
            return wrong
        if self.low is not None and value < self.low:
            return f"{self.label} must be at least {self.said(self.low)}, not {self._short(value)}."
        if self.high is not None and value > self.high:
            return f"{self.label} must be at most {self.said(self.high)}, not {self._short(value)}."
        return ""

    def said(self, number: float) -> str:
        """A number of this setting in words, without powers of ten."""
        return f"{_plainly(100 * number)} %" if self.percent else _plainly(number)

    def _short(self, number: float) -> str:
        return f"{100 * number:g} %" if self.percent else f"{number:g}"

    def typed(self, text: str) -> Value:
        """As `parse`, of what stands in a form: there a percent is a number of percent."""
        plain_number = self.percent and text.strip() and not text.strip().endswith("%")
        return self.parse(f"{text.strip()}%" if plain_number else text)

    def parse(self, text: str) -> Value:
        """The value that a person wrote as `text`. Raises StudioError with the label and what would fit."""
        stripped = text.strip()
        if self.optional and stripped.lower() in ("", "none", "off"):
            return None
        value: Value
        try:
            if self.kind is bool:
                value = _BOOLEANS[stripped.lower()]
            elif self.kind is int:
                number = float(plain(stripped))
                value = int(number) if number.is_integer() else number
            elif self.percent and stripped.endswith("%"):
                value = round(float(plain(stripped[:-1])) / 100, 12)
            else:
                value = self.kind(plain(stripped) if self.kind is float else stripped)
        except (KeyError, ValueError, OverflowError):
            raise StudioError(f"{self.label} must be {_KIND_NAMES[self.kind]}, not {text!r}.") from None
        if problem := self.problem(value):
            raise StudioError(problem)
        return value

    @property
    def range(self) -> str:
        """Its bounds in words: "from 0 to 1", "at least 2"; empty when there are none."""
        if self.low is not None and self.high is not None:
            return f"from {self.said(self.low).removesuffix(' %')} to {self.said(self.high)}"
        if self.low is not None:
            return f"at least {self.said(self.low)}"
        return f"at most {self.said(self.high)}" if self.high is not None else ""

    def applies(self, values: Mapping[str, Any]) -> bool:
        """Whether this setting has any effect beside the other `values`."""
        return self.only_when is None or values.get(self.only_when[0]) in self.only_when[1]


def _plainly(number: float) -> str:
    """Without powers of ten."""
    return f"{number:.10f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"


def plain(text: str) -> str:
    """`text` as Python reads numbers: 1,000 is a thousand, 0,5 a half."""
    text = text.strip().replace("−", "-")
    grouped = re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", text)
    return text.replace(",", "" if grouped or text.count(",") > 1 else ".")


_LARGEST = 2**63  # beyond it a whole number no longer fits where settings go
_KIND_NAMES = {bool: "on or off", int: "a whole number", float: "a number", str: "text"}
_BOOLEANS = {
    "true": True,
    "on": True,
    "yes": True,
    "1": True,
    "false": False,
    "off": False,
    "no": False,
    "0": False,
}


def param(
    default: Value,
    label: str,
    help: str,
    *,
    group: str = "General",
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    scale: str = "linear",
    choices: Mapping[str, str] | None = None,
    advanced: bool = False,
    only_when: tuple[str, tuple[Value, ...]] | None = None,
    percent: bool = False,
) -> Any:
    """A frozen dataclass field that is a setting. `choices` maps each value to the words shown for it."""
    extra = {
        "label": label, "help": help, "group": group, "low": low, "high": high,
        "unit": "%" if percent else unit, "scale": scale, "percent": percent,
        "choices": tuple(choices or ()), "choice_labels": tuple((choices or {}).values()),
        "advanced": advanced, "only_when": only_when,
    }  # fmt: skip
    return dataclasses.field(default=default, metadata={"param": extra})


def specs(cls: type) -> tuple[Spec, ...]:
    """The settings of a dataclass, in the order in which they are written."""
    hints = get_type_hints(cls)
    found = []
    for field in dataclasses.fields(cls):
        if "param" in field.metadata:
            kind, optional = _plain_kind(hints[field.name])
            found.append(
                Spec(
                    name=field.name,
                    kind=kind,
                    default=field.default,
                    optional=optional,
                    **field.metadata["param"],
                )
            )
    return tuple(found)


def _plain_kind(hint: Any) -> tuple[type, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [argument for argument in get_args(hint) if argument is not type(None)]
        return kinds[0], True
    return hint, False


def problems(instance: Any) -> list[str]:
    """Every sentence that is wrong with the settings of `instance`."""
    found = (spec.problem(getattr(instance, spec.name)) for spec in specs(type(instance)))
    return [problem for problem in found if problem]


def to_mapping(instance: Any) -> dict[str, Value]:
    return {spec.name: getattr(instance, spec.name) for spec in specs(type(instance))}


def from_mapping(cls: type[T], values: Mapping[str, Any], base: T | None = None) -> T:
    """`base` (or the defaults) changed by `values`. Raises StudioError for an unknown name or a bad value."""
    known = {spec.name: spec for spec in specs(cls)}
    changed: dict[str, Any] = {}
    for name, value in values.items():
        spec = known.get(name) or _raise_unknown(name, known)
        if isinstance(value, str) and spec.kind is not str:
            value = spec.parse(value)
        if problem := spec.problem(value):
            raise StudioError(problem, f"(setting: {name})")
        changed[name] = spec.kind(value) if value is not None else None
    return dataclasses.replace(base if base is not None else cls(), **changed)  # type: ignore[type-var]


def _raise_unknown(name: str, known: Mapping[str, Spec]) -> Spec:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else f"It has: {', '.join(known)}."
    raise StudioError(f"There is no setting called {name!r} here.", hint)
