"""The page itself: plain HTML with its style inside, no script, no address of anything outside."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ganstudio.export.report.palette import DARK, LIGHT, variables

_STYLE = f"""
:root {{ color-scheme: light dark; {variables(LIGHT)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {variables(DARK)} }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--window); color: var(--text);
  font: 15px/1.55 Inter, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }}
main {{ max-width: 1080px; margin: 0 auto; padding: 40px 24px 72px; }}
h1 {{ font-size: 26px; margin: 0 0 4px; overflow-wrap: anywhere; }}
h2 {{ font-size: 17px; margin: 40px 0 12px; }}
p, figcaption, .dim {{ color: var(--dim); }} figcaption {{ font-size: 13px; padding-top: 6px; }}
p {{ margin: 4px 0 10px; max-width: 76ch; }}
figure {{ margin: 0; }}
.grid {{ display: grid; gap: 18px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); }}
.charts {{ display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); }}
.charts svg, .grid img {{ width: 100%; height: auto; display: block; }}
.charts svg {{ border: 1px solid var(--line); border-radius: 10px; }}
img {{ image-rendering: pixelated; border-radius: 8px; border: 1px solid var(--line); }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
.scroll {{ overflow-x: auto; }}
td, th {{ text-align: left; padding: 5px 18px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }}
td {{ overflow-wrap: anywhere; }}
th {{ font-weight: 500; color: var(--dim); }}
pre {{ background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px;
  overflow-x: auto; font-size: 13px; line-height: 1.5; }}
@media print {{ body {{ background: #fff; }} figure, svg, table {{ break-inside: avoid; }} }}
"""


@dataclass(frozen=True)
class Picture:
    """A PNG and what stands below it."""

    data: bytes
    caption: str


@dataclass(frozen=True)
class Page:
    """What a report shows, as plain values."""

    title: str
    line: str  # below it
    facts: Mapping[str, Any]
    recipe: str
    pictures: Sequence[Picture] = ()
    charts: Sequence[tuple[str, Sequence[str]]] = ()  # an SVG that follows the page's colours, and words about it
    figures: Mapping[str, Any] = field(default_factory=dict)
    confusion: Mapping[str, Any] = field(default_factory=dict)
    remarks: Sequence[str] = ()
    without: str = ""  # what is said where there are no figures


def written(page: Page) -> str:
    """The whole page."""
    parts = [
        f"<h1>{escape(page.title)}</h1><p>{escape(page.line)}</p>", _remarks(page.remarks), _pictures(page.pictures),
        _charts(page.charts), _figures(page), _confusion(page.confusion),
        f"<h2>Run</h2>{_table(page.facts)}", f"<h2>Recipe</h2><pre>{escape(page.recipe)}</pre>",
    ]  # fmt: skip
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(page.title)}</title><style>{_STYLE}</style></head><body><main>{''.join(parts)}"
        '<p class="dim">Written by GAN Studio. This page needs nothing beside it.</p></main></body></html>\n'
    )


def _remarks(remarks: Sequence[str]) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in remarks)


def _pictures(pictures: Sequence[Picture]) -> str:
    if not pictures:
        return ""
    shown = "".join(
        f'<figure><img alt="{escape(each.caption)}" src="data:image/png;base64,'
        f'{base64.b64encode(each.data).decode()}"><figcaption>{escape(each.caption)}</figcaption></figure>'
        for each in pictures
    )
    return f'<h2>Pictures</h2><div class="grid">{shown}</div>'


def _charts(charts: Sequence[tuple[str, Sequence[str]]]) -> str:
    if not charts:
        return ""
    shown = "".join(f"<figure>{svg}<figcaption>{'<br>'.join(map(escape, words))}</figcaption></figure>"
                    for svg, words in charts)  # fmt: skip
    return f'<h2>Curves</h2><div class="charts">{shown}</div>'


def _figures(page: Page) -> str:
    if not page.figures:
        return f"<h2>Figures</h2><p>{escape(page.without)}</p>" if page.without else ""
    return f"<h2>Figures</h2>{_table(page.figures)}"


def _table(values: Mapping[str, Any]) -> str:
    rows = "".join(f"<tr><th>{escape(str(name).replace('_', ' '))}</th><td>{escape(_said(value))}</td></tr>"
                   for name, value in values.items())  # fmt: skip
    return f'<div class="scroll"><table>{rows}</table></div>'


def _said(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _confusion(table: Mapping[str, Any]) -> str:
    """What D calls real and fake, of samples and real pictures."""
    names = {"held_out": "real, never trained on", "trained_on": "real, trained on", "samples": "samples"}
    rows = "".join(
        f"<tr><th>{words}</th><td>{table[name]['real']:.1%}</td><td>{table[name]['fake']:.1%}</td>"
        f"<td>{table[name]['pictures']:,}</td></tr>"
        for name, words in names.items() if isinstance(table.get(name), Mapping)
    )  # fmt: skip
    if not rows:
        return ""
    said = [f"Right in {table['right']:.1%}; border: {table['border']}."] if "right" in table else []
    said += [str(table["note"])] if "note" in table else []
    head = "<tr><th></th><th>called real</th><th>called fake</th><th>pictures</th></tr>"
    return f'<h2>What the discriminator says</h2><div class="scroll"><table>{head}{rows}</table></div>{_remarks(said)}'
