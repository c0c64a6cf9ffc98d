"""Turns a finished colouring run into the model in the box: file, recipe, measured figures, card and contact sheet.

    python packaging/weights_of.py resources/models/cartoon-faces.onnx cartoon-faces.safetensors
    ganstudio train resources/models/drawings.toml --start-from cartoon-faces.safetensors
    python packaging/make_model.py RUN [--runs DIR] [--count 100]

Everything lands in resources/models. Figures are taken on faces and other drawings that no training has seen, and on
drawings of kinds that it learned nothing from.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.core import recipe as recipes
from ganstudio.core.controls import Latent, Network
from ganstudio.core.pictures import Pixels
from ganstudio.core.recipe import Budget
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import places
from ganstudio.data.drawings import pairs as drawings
from ganstudio.data.faces import writing as face_sets
from ganstudio.drawing import templates
from ganstudio.evaluate import kinds
from ganstudio.evaluate.colouring import ColouringFigures, measured
from ganstudio.export.colour_params import FREE, ColourParams
from ganstudio.export.colouring import coloured
from ganstudio.export.onnx_session import Model
from ganstudio.export.to_onnx import export_run

NAME, TITLE = "drawings", "Drawings of many kinds"
OUT = Path(__file__).parents[1] / "resources" / "models"
UNSEEN = 1_000_000  # number of the first drawing that nothing was trained on
_TILE = 160
_SHOWN = 4  # rows of faces, and twice as many of other kinds

CARD = """# {title}: the colouring model in the box

Colours line art led by dabs of colour: faces, animals, things, patterns. Paper around a drawing stays white until it
gets a dot. Made for GAN Studio by this project; the model may be used like the program itself (MIT). It learned from
drawings that the program makes. {credit}

- **Recipe**: `{name}.toml` (`ganstudio train` runs it again, from the weights of `cartoon-faces` that
  `packaging/weights_of.py` takes out of its file); {pictures:,} pictures seen in {steps:,} steps, {minutes:.0f} minutes
  on one thread of a small cloud processor that others used as well.
- **Takes** `sketch` (N x 1 x H x W, 0 is ink, 1 is paper), `hints` (N x 4 x H x W: red, green, blue, and 1 where a
  colour is given) and `variation` (N x {code} numbers, 0 is the calm middle); sides are multiples of 32. **Gives**
  `image`, N x 3 x H x W. All in 0 to 1. The file says so itself, under the metadata key `ganstudio`.
- **Not for**: photographs, and drawings without hints: it knows no colour of a thing that it has not seen, and free
  colours then shimmer along the lines. Faces are coloured better by `cartoon-faces`, which learned nothing else for
  longer. Kept in or flat, no colour of either crosses a line.

![Sketch, without hints, hints, with hints, target](drawings.png)

Figures at {size} px on {count} drawings each (protocol `{protocol}`; L1 in the range -1 to 1, CIE76 differences):
faces and drawings of the kinds it learned from, none of them seen, and fourteen kinds that it learned nothing from.
`ganstudio measure drawings --data cartoon-drawings` takes the like, `--data cartoon-pairs` of faces on tinted paper.

| figure | {columns} |
|---|{rules}
{figures}
"""
FIGURES = {
    "L1 without hints": "l1", "L1 with 5 hints": "l1_few_hints", "L1 with 20 hints": "l1_many_hints",
    "L1 of the copied sketch": "l1_copied_sketch", "edge F1 against the sketch, within 2 px": "edge_f1",
    "difference under the hints": "hint_difference", "the same with hints zeroed": "hint_difference_zeroed",
    "the same in invented colours": "hint_difference_invented",
    "change of a hint's region beside the background": "locality", "beside everything else": "locality_elsewhere",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--runs", type=Path, default=None)
    parser.add_argument("--count", type=int, default=100)
    arguments = parser.parse_args()
    run = RunStore(arguments.runs or places().runs).find(arguments.run)
    run.rename(TITLE)
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{NAME}.onnx"
    print(export_run(run, path))
    model = Model(path)
    whole = replace(run.recipe(), budget=Budget(float(model.card["step"]), "steps"))  # it may have been resumed
    (OUT / f"{NAME}.toml").write_text(recipes.to_toml(whole), "utf-8")
    told = {name: measured(model, *pairs) for name, pairs in unseen(arguments.count, model.size).items()}
    print(json.dumps({name: figures.to_json() for name, figures in told.items()}, indent=2))
    contact_sheet(model).save(OUT / f"{NAME}.png", optimize=True)
    (OUT / f"{NAME}.md").write_text(card(run, model, told), "utf-8")


def unseen(count: int, size: int) -> dict[str, tuple[Pixels, Pixels]]:
    """Sketches and colours of faces, drawings and other kinds."""
    many = face_sets.draw(face_sets.DRAWINGS, UNSEEN, 3 * count, size)
    is_face = np.array([drawings.is_face(UNSEEN + index) for index in range(3 * count)])
    others = kinds.drawn(count, size)
    return {
        "faces": (many["sketch"][is_face][:count], many["colour"][is_face][:count]),
        "drawings": (many["sketch"][~is_face][:count], many["colour"][~is_face][:count]),
        "other kinds": (np.stack([each.sketch[None] for each in others]), np.stack([each.colour for each in others])),
    }


def card(run: Run, model: Model, told: Mapping[str, ColouringFigures]) -> str:
    rows = [
        f"| {words} | {' | '.join(f'{getattr(figures, name):.3g}' for figures in told.values())} |"
        for words, name in FIGURES.items()
    ]
    some = next(iter(told.values()))
    code = next(control.size for control in model.controls if isinstance(control, Latent))
    return CARD.format(
        title=TITLE, name=NAME, credit=drawings.CREDIT, steps=int(model.card["step"]), size=some.size,
        pictures=int(model.card["pictures_seen"]), minutes=run.state().seconds / 60, code=code,
        count=some.pictures, protocol=some.protocol, columns=" | ".join(told), rules="---|" * len(told),
        figures="\n".join(rows),
    )  # fmt: skip


def contact_sheet(model: Network) -> Image.Image:
    """Unseen ones: sketch, without hints, hints, with hints, target; below them drawings of other hands."""
    shown = unseen(2 * _SHOWN, model.size)
    pairs = [*zip(*shown["faces"], strict=True)][:_SHOWN] + [
        pair for name in ("drawings", "other kinds") for pair in zip(*shown[name], strict=True)
    ]
    rows = [row(model, 255 - sketch[0], colour.transpose(1, 2, 0), at) for at, (sketch, colour) in enumerate(pairs)]
    couples = [np.concatenate([rows[index], rows[index + 1]], 1) for index in range(0, len(rows), 2)]
    others = [np.asarray(templates.picture(key, model.size))[..., 3] for key in ("cat", "fish", "flower") if _has(key)]
    strip = [tile(coloured(model, ink, None, ColourParams(variation=index))) for index, ink in enumerate(others)]
    whole = np.concatenate(couples, 0)
    if strip:
        below = np.concatenate(strip, 1)
        below = np.pad(below, ((0, 0), (0, whole.shape[1] - below.shape[1]), (0, 0)), constant_values=255)
        whole = np.concatenate([whole, below], 0)
    return Image.fromarray(whole)


def _has(key: str) -> bool:
    return any(template.key == key for template in templates.ALL)


def row(model: Network, ink: Pixels, target: Pixels, seed: int) -> Pixels:
    hints = dabs(ink, target, seed)
    paper = np.repeat(255 - ink[..., None], 3, axis=2)
    shown = np.where(hints[..., 3:] > 0, hints[..., :3], paper)
    plain, led = (coloured(model, ink, given, ColourParams(way=FREE)) for given in (None, hints))
    return np.concatenate([tile(each) for each in (paper, plain, shown, led, target)], 1)


def dabs(ink: Pixels, target: Pixels, seed: int, number: int = 9) -> Pixels:
    """Hints as a person might give them: dots of the target's colours, clear of the ink and apart from each other."""
    side = ink.shape[0]
    rng = np.random.default_rng(seed)
    radius = side / 45
    rows, columns = np.mgrid[:side, :side]
    hints = np.zeros((*ink.shape, 4), np.uint8)
    places: list[tuple[int, int]] = []
    for y, x in rng.integers(side // 10, side * 9 // 10, (4000, 2)):
        within = (rows - y) ** 2 + (columns - x) ** 2 <= radius**2
        apart = all((y - b) ** 2 + (x - a) ** 2 > (side / 6) ** 2 for b, a in places)
        if apart and ink[within].max() < 40:
            places.append((y, x))
            hints[within] = (*target[y, x], 255)
        if len(places) == number:
            break
    return hints


def tile(picture: Pixels) -> Pixels:
    image = Image.fromarray(np.ascontiguousarray(picture)).resize((_TILE, _TILE), Image.Resampling.LANCZOS)
    return np.asarray(image)


if __name__ == "__main__":
    main()
