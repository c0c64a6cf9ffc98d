"""Turns a finished colouring run into the model in the box: file, recipe, measured figures, card and contact sheet.

    ganstudio train resources/models/cartoon-faces.toml
    python packaging/make_model.py RUN [--runs DIR] [--count 200]

Everything lands in resources/models. Figures are taken on cartoon faces that no training has seen.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.core import recipe as recipes
from ganstudio.core.controls import Network
from ganstudio.core.pictures import Pixels
from ganstudio.core.recipe import Budget
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import places
from ganstudio.data.faces import writing as face_sets
from ganstudio.drawing import templates
from ganstudio.evaluate.colouring import ColouringFigures, measured
from ganstudio.export.colouring import ColourParams, coloured
from ganstudio.export.onnx_session import Model
from ganstudio.export.to_onnx import export_run

NAME, TITLE = "cartoon-faces", "Cartoon faces"
OUT = Path(__file__).parents[1] / "resources" / "models"
UNSEEN = 1_000_000  # number of the first face that nothing was trained on
_TILE = 192

CARD = """# {title}: the colouring model in the box

Colours line art of faces, led by dabs of colour. Made for GAN Studio by this project; the model may be used like the
program itself (MIT). It learned from generated cartoon faces only: {credit}

- **Recipe**: `{name}.toml` (`ganstudio train` runs it again); {pictures:,} pictures seen in {steps:,} steps,
  {minutes:.0f} minutes on one thread of a small cloud processor.
- **Takes** `sketch` (N x 1 x H x W, 0 is ink, 1 is paper), `hints` (N x 4 x H x W: red, green, blue, and 1 where a
  colour is given) and `variation` (N x {code} numbers, 0 is the calm middle); sides are multiples of 32. **Gives**
  `image`, N x 3 x H x W. All in 0 to 1. The file says so itself, under the metadata key `ganstudio`.
- **Not for**: photographs, whole figures, backgrounds. What it never saw it colours by guessing; give it more hints.

![Sketch, without hints, hints, with hints, target](cartoon-faces.png)

Figures on {count} faces at {size} px that were not in the training set (protocol `{protocol}`; L1 in the range -1 to 1,
CIE76 differences). Repeat them with `ganstudio measure cartoon-faces`.

| figure | value |
|---|---|
| L1 without hints / with 5 / with 20 | {l1:.3f} / {l1_few_hints:.3f} / {l1_many_hints:.3f} |
| L1 of the mean picture / of the copied sketch | {l1_mean_picture:.3f} / {l1_copied_sketch:.3f} |
| PSNR / SSIM without hints | {psnr:.1f} dB / {ssim:.3f} |
| edge F1 against the sketch, within 2 px | {edge_f1:.3f} |
| difference under the hints / with hints zeroed | {hint_difference:.1f} / {hint_difference_zeroed:.1f} |
| difference under hints in invented colours | {hint_difference_invented:.1f} |
| change of a hint's region beside the background / everything else | {locality:.1f} x / {locality_elsewhere:.1f} x |
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--runs", type=Path, default=None)
    parser.add_argument("--count", type=int, default=200)
    arguments = parser.parse_args()
    run = RunStore(arguments.runs or places().runs).find(arguments.run)
    run.rename(TITLE)
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{NAME}.onnx"
    print(export_run(run, path))
    model = Model(path)
    whole = replace(run.recipe(), budget=Budget(float(model.card["step"]), "steps"))  # it may have been resumed
    (OUT / f"{NAME}.toml").write_text(recipes.to_toml(whole), "utf-8")
    unseen = face_sets.draw("pairs", UNSEEN, arguments.count, model.size)
    figures = measured(model, unseen["sketch"], unseen["colour"])
    print(json.dumps(figures.to_json(), indent=2))
    contact_sheet(model).save(OUT / f"{NAME}.png", optimize=True)
    (OUT / f"{NAME}.md").write_text(card(run, model, figures), "utf-8")


def card(run: Run, model: Model, figures: ColouringFigures) -> str:
    state = run.state()
    values = {**figures.to_json(), "count": figures.pictures, "pictures": int(model.card["pictures_seen"])}
    assert model.latent is not None
    return CARD.format(
        title=TITLE, name=NAME, credit=face_sets.faces.CREDIT, steps=int(model.card["step"]),
        minutes=state.seconds / 60, code=model.latent.size, **values,
    )  # fmt: skip


def contact_sheet(model: Network) -> Image.Image:
    """Unseen faces: sketch, without hints, hints, with hints, target; below them drawings of other hands."""
    drawn = face_sets.draw("pairs", UNSEEN + 500, 8, model.size)
    rows = [
        row(model, 255 - sketch[0], colour.transpose(1, 2, 0), index)
        for index, (sketch, colour) in enumerate(zip(drawn["sketch"], drawn["colour"], strict=True))
    ]
    pairs = [np.concatenate([rows[index], rows[index + 1]], 1) for index in range(0, 8, 2)]
    others = [np.asarray(templates.picture(key, model.size))[..., 3] for key in ("cat", "fish", "flower") if _has(key)]
    strip = [tile(coloured(model, ink, None, ColourParams(variation=index))) for index, ink in enumerate(others)]
    whole = np.concatenate(pairs, 0)
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
    plain, led = (coloured(model, ink, given, ColourParams()) for given in (None, hints))
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
