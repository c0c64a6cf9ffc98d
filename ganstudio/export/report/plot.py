"""Charts as SVG, without Qt: the raw curve faint, the smoothed one clear, levels dashed, as Train draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from ganstudio.core.curves import Group, Line, Mark
from ganstudio.core.history import Curve, Floats
from ganstudio.core.smoothing import binned, drawable, recent, smoothed
from ganstudio.export.report import ticks

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 46, 34
_SMOOTHED_FROM = 20  # points
_MOST = 700  # points of a raw curve that are written
_FONT = "Inter, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class _Frame:
    """From numbers to places in the drawing."""

    last: float
    low: float
    high: float

    def x(self, step: Floats | float) -> Floats:
        return _LEFT + np.asarray(step) / self.last * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: Floats | float) -> Floats:
        share = (np.asarray(value) - self.low) / (self.high - self.low)
        return HEIGHT - _BOTTOM - np.clip(share, -0.02, 1.02) * (HEIGHT - _TOP - _BOTTOM)


def drawn(group: Group, curves: Mapping[str, Curve], colours: Mapping[str, str]) -> str:
    """One chart as a whole SVG; `colours` by the names of tones, real ones or variables of a page."""
    frame = _frame(group, curves)
    parts = [_axes(frame, colours)]
    parts += [_level(mark, frame, colours) for mark in group.marks]
    parts += [_curve(line, curves[line.curve], frame, colours) for line in group.lines if line.curve in curves]
    parts.append(_head(group, curves, colours))
    title = escape(group.title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{title}" font-family="{_FONT}" font-size="12">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="10" fill="{colours["panel"]}"/>{"".join(parts)}</svg>'
    )


def _frame(group: Group, curves: Mapping[str, Curve]) -> _Frame:
    data = [drawable(curves.get(line.curve), log=False) for line in group.lines]
    last = max((float(steps[-1]) for steps, _ in data if len(steps)), default=1.0) or 1.0
    if group.bounds is not None:
        return _Frame(last, *group.bounds)
    values = np.concatenate([values for _, values in data] or [np.empty(0)])
    levels = [mark.value for mark in group.marks if not mark.at_step]
    if not len(values):
        return _Frame(last, 0.0, 1.0)
    low, high = (float(each) for each in np.quantile(values, (0.005, 0.995)))
    low, high = min([low, *levels]), max([high, *levels])
    room = 0.06 * (high - low) or max(abs(high) * 0.1, 1e-6)
    return _Frame(last, low - room if low < 0 or low > room else 0.0, high + room)


def _axes(frame: _Frame, colours: Mapping[str, str]) -> str:
    parts = []
    for value in ticks.places(frame.low, frame.high, 4):
        y = float(frame.y(value))
        parts.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colours["line"]}"/>')
        parts.append(_words(_LEFT - 8, y + 4, ticks.written(value), colours["faint"], "end", 11))
    for step in ticks.places(0.0, frame.last, 6):
        parts.append(_words(float(frame.x(step)), HEIGHT - 14, ticks.written(step), colours["faint"], "middle", 11))
    parts.append(_words(WIDTH - _RIGHT, HEIGHT - 2, "steps", colours["faint"], "end", 10))
    return "".join(parts)


def _level(mark: Mark, frame: _Frame, colours: Mapping[str, str]) -> str:
    if mark.at_step:
        x = float(frame.x(mark.value))
        return (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}" stroke="{colours["good"]}" '
            f'stroke-dasharray="2 3"/>{_words(x + 4, _TOP + 10, mark.name, colours["good"], "start", 11)}'
        )
    y = float(frame.y(mark.value))
    return (
        f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colours["faint"]}" '
        f'stroke-dasharray="5 4"/>{_words(WIDTH - _RIGHT, y - 4, mark.name, colours["dim"], "end", 11)}'
    )


def _curve(line: Line, curve: Curve, frame: _Frame, colours: Mapping[str, str]) -> str:
    steps, values = drawable(curve, log=False)
    tone = colours.get(line.tone, colours["accent"])
    if len(steps) <= _SMOOTHED_FROM:
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{tone}"/>'
                       for x, y in zip(frame.x(steps), frame.y(values), strict=True))  # fmt: skip
        return _path(steps, values, frame, tone, 1.4, 1.0) + dots
    each = max(1, -(-len(steps) // _MOST))
    raw = _path(steps[::each], values[::each], frame, tone, 1.0, 0.25)
    return raw + _path(*smoothed(*binned(steps, values)), frame, tone, 1.8, 1.0)


def _path(steps: Floats, values: Floats, frame: _Frame, tone: str, width: float, opacity: float) -> str:
    if len(steps) < 2:
        return ""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(frame.x(steps), frame.y(values), strict=True))
    return (
        f'<polyline points="{points}" fill="none" stroke="{tone}" stroke-width="{width}" '
        f'stroke-opacity="{opacity}" stroke-linejoin="round"/>'
    )


def _head(group: Group, curves: Mapping[str, Curve], colours: Mapping[str, str]) -> str:
    """The title, and each curve's name and last value in its colour."""
    parts = [f'<text x="{_LEFT - 38}" y="24" font-size="14" font-weight="600" fill="{colours["text"]}">'
             f"{escape(group.title)}</text>"]  # fmt: skip
    x = float(WIDTH - _RIGHT)
    for text, tone in reversed(_legend(group.lines, curves, colours)):
        parts.append(_words(x, 24, text, tone, "end", 12))
        x -= 7.0 * len(text) + 14
    return "".join(parts)


def _legend(
    lines: Sequence[Line], curves: Mapping[str, Curve], colours: Mapping[str, str]
) -> list[tuple[str, str]]:  # fmt: skip
    """Names with values as long as they find room, then names alone, then as many as fit."""
    shown = [line for line in lines if line.curve in curves]
    room = WIDTH - _LEFT - 150
    for with_values in (True, False):
        found = [(f"{line.text} {recent(curves[line.curve]):.3g}" if with_values else line.text,
                  colours.get(line.tone, colours["accent"])) for line in shown]  # fmt: skip
        if sum(7.0 * len(text) + 14 for text, _ in found) <= room:
            return found
    while found and sum(7.0 * len(text) + 14 for text, _ in found) > room:
        found.pop()
    return found


def _words(x: float, y: float, text: str, colour: str, anchor: str, size: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'
    )
