"""Does every family of noise do what its paper says, on digits, by its own preset?

    python -m tests.benchmarks.acceptance --out acceptance.jsonl --rows all            # or acgan,vaegan
    python -m tests.benchmarks.acceptance --out acceptance.jsonl                       # the table, in Markdown

Each row trains on one thread until a look, at one of its marks in processor seconds, finds all of its bounds kept, or
until its last mark. A tenth of the pictures is held back: reconstructions and the families' own judgements are of
those. Figures are those of `ganstudio measure` over 2,000 samples, and a few that are taken here. A line of JSON per
look is appended, and what is there already is not done again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.families import Line, begun, kept, lines_of, trained_until  # one thread from here on

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.core.settings import Places
    from ganstudio.engine.session import Session

DATA, SAMPLES, HELD_BACK = "mnist", 2_000, 0.1
INFINITE = float("inf")


@dataclass(frozen=True)
class Bound:
    """What a figure must reach or keep below."""

    figure: str
    low: float = -INFINITE
    high: float = INFINITE

    def holds(self, line: Line) -> bool:
        return self.low <= line.get(self.figure, float("nan")) <= self.high

    def __str__(self) -> str:
        ends = ((self.low, "≥"), (self.high, "≤"))
        return " and ".join(f"{sign} {end:g}" for end, sign in ends if abs(end) < INFINITE)


Extra = Callable[["Session"], dict[str, float]]


@dataclass(frozen=True)
class Row:
    family: str
    preset: str
    marks: tuple[float, ...]
    bounds: tuple[Bound, ...]
    extra: Extra = lambda _session: {}

    def passed(self, line: Line) -> bool:
        return all(bound.holds(line) for bound in self.bounds)


# -- figures that only this script takes ------------------------------------------------------------------------------


def averaged(session: Session) -> dict[str, nn.Module]:
    return {**session.networks, **{name: average.module for name, average in session.averages.items()}}


def held_out_difference(session: Session) -> dict[str, float]:
    """How far the discriminator's features of held back pictures and of their reconstructions lie apart.

    In units of how much such features vary from picture to picture, so that 1 is what the mean of all would reach,
    however the discriminator has scaled them meanwhile.
    """
    networks, real = averaged(session), session.source.examples(SAMPLES).pictures  # type: ignore[attr-defined]
    again = networks["generator"](networks["encoder"]((real + 1) / 2))
    seen, seen_again = (networks["discriminator"](each)[0].float() for each in (real, again))
    return {"held_out_difference": float((seen - seen_again).square().mean() / seen.var(0).mean())}


def attention_rows(session: Session) -> dict[str, float]:
    """How far any row of the attention maps of either network is from adding up to 1; and the paper's two rates."""
    from ganstudio.core.recipe import DataChoice, Recipe
    from ganstudio.engine import attention
    from ganstudio.engine.registry import family, values_of
    from ganstudio.engine.sampling import TorchRandom

    networks, batch = averaged(session), session.source.examples(64)  # type: ignore[attr-defined]
    controls = session.family.generators()[0].controls
    given = [control.drawn(64, TorchRandom(session.rng)) for control in controls]
    judged = [batch.pictures] if len(given) == 1 else [batch.pictures, batch.labels]
    shown = {"generator": given, "discriminator": judged}
    rows = [attention.looking(networks[name], inputs)[1].sum(-1) for name, inputs in shown.items()]
    paper = values_of(family("sagan"), Recipe("sagan", "paper", DataChoice(DATA)))
    off = max(float((row - 1).abs().max()) for row in rows)
    return {"attention_rows_off": off, "lr_d_to_lr_g_of_paper": paper.lr_d / paper.lr_g}


# -- what is asked ----------------------------------------------------------------------------------------------------

OBEYED = (Bound("conditional_accuracy", low=0.90),)
COVERED = (Bound("classes_covered", low=10), Bound("frechet_fall", low=5.0))
ROWS = {
    "acgan": Row("acgan", "quick", (60, 120, 240), (
        Bound("auxiliary_accuracy_generated", low=0.95), Bound("gap_to_judge", high=0.05),
        Bound("auxiliary_accuracy_real", low=0.97),
    )),
    "vaegan": Row("vaegan", "quick", (120, 240), (
        Bound("reconstruction_agreement", low=0.90), Bound("kl", 1.0, 100.0),
        Bound("held_out_difference", high=1.0), Bound("held_out_difference_fall", low=1.5),
        Bound("error_to_mean_picture", high=1.0),
    ), held_out_difference),
    "sagan": Row("sagan", "quick", (60, 120), (
        Bound("least_gamma", low=0.01), Bound("smallest_of_them", low=0.95), Bound("largest_singular_value", high=1.05),
        Bound("attention_rows_off", high=1e-5), Bound("lr_d_to_lr_g_of_paper", low=1.5), Bound("frechet_fall", low=1.5),
    ), attention_rows),
    "cgan": Row("cgan", "quick", (30, 60, 120), OBEYED),
    "cgan-conv": Row("cgan", "cs419-mended", (120, 240, 360), OBEYED),
    "cgan-dense": Row("cgan", "team24", (60, 120, 240), OBEYED),
    "dcgan": Row("dcgan", "quick", (30, 60, 120), COVERED),
    "vanilla": Row("vanilla", "stable", (30, 60, 120), COVERED),
    "vanilla-small": Row("vanilla", "cs419-bn", (30, 60, 120), COVERED),
    "vanilla-lab": Row("vanilla", "sgn", (60, 120, 240), COVERED),
    "infogan": Row("infogan", "quick", (300, 600), (
        Bound("mutual_information", low=2.0), Bound("purity", low=0.85), Bound("code_correlation", low=0.9),
    )),
}  # fmt: skip


# -- doing it ---------------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", default="", help=f"all, or some of {', '.join(ROWS)}")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    if not arguments.rows:
        print(table(lines_of(arguments.out)))
        return
    from ganstudio.core.settings import places

    for name in ROWS if arguments.rows == "all" else arguments.rows.split(","):
        done = [line for line in lines_of(arguments.out) if (line["row"], line["seed"]) == (name, arguments.seed)]
        for line in looks(name, arguments.seed, done, arguments.out.parent, places()):
            with arguments.out.open("a") as file:
                file.write(json.dumps(line) + "\n")
            print("\n".join(rows_of(line)), flush=True)


def looks(name: str, seed: int, done: list[Line], folder: Path, where: Places) -> Iterator[Line]:
    """What is found at each mark that is left, up to the first that passes."""
    row = ROWS[name]
    left = [mark for mark in row.marks if mark not in {line["mark"] for line in done}]
    if not left or any(row.passed(line) for line in done):
        return
    session, pictures, judge = begun(row.family, row.preset, DATA, seed, where, HELD_BACK)
    first, spent = figures_of(row, session, pictures, judge), 0.0
    for mark in left:
        spent += trained_until(session, mark - spent)
        kept(session, folder / f"accept-{name}-{seed}-{mark:g}.png")
        figures = figures_of(row, session, pictures, judge)
        told = {"row": name, "family": row.family, "preset": row.preset, "data": DATA, "seed": seed, "mark": mark,
                "steps": session.step_count, "precision": session.hardware.precision}  # fmt: skip
        line = {**told, **figures, **derived(first, figures)}
        yield {**line, "passed": row.passed(line)}
        if row.passed(line):
            return


def figures_of(row: Row, session: Session, pictures: Any, judge: Any) -> Line:
    """The usual figures and those of the row, without leaving a trace in the training."""
    import torch

    from ganstudio.engine.sheets import evaluating
    from ganstudio.evaluate import samples

    found = samples.measured(session, pictures, judge, SAMPLES)
    state = session.rng.get_state()
    averages = [average.module for average in session.averages.values()]
    with torch.no_grad(), evaluating([*session.networks.values(), *averages]):
        found |= row.extra(session)
    session.rng.set_state(state)
    return found


def derived(first: Line, now: Line) -> Line:
    """What follows from figures: how far they fell since before the first step, and how they stand to each other."""
    found = {f"{name}_fall": first[name] / now[name] for name in ("frechet", "held_out_difference") if name in now}
    if "auxiliary_accuracy_generated" in now:
        found["gap_to_judge"] = abs(now["auxiliary_accuracy_generated"] - now["conditional_accuracy"])
    if "gamma" in now:
        found["least_gamma"] = min(abs(now["gamma"]), abs(now["gamma_of_discriminator"]))
    if "reconstruction_error" in now:
        found["error_to_mean_picture"] = now["reconstruction_error"] / now["reconstruction_error_of_mean_picture"]
    return found


def table(done: list[Line]) -> str:
    """The newest look of each row and seed."""
    newest = {(line["row"], line["seed"]): line for line in done if line["row"] in ROWS}
    text = ["| row | preset | seed | seconds | pictures | figure | value | asked | passed |", "|---" * 9 + "|"]
    for name in ROWS:
        for line in (found for (row, _), found in sorted(newest.items()) if row == name):
            text += rows_of(line)
    return "\n".join(text)


def rows_of(line: Line) -> Iterator[str]:
    cells = [line["row"], f"{line['family']} {line['preset']}", line["seed"], f"{line['mark']:g}",
             f"{line['pictures_seen']:,}"]  # fmt: skip
    for bound in ROWS[line["row"]].bounds:
        value = f"{line[bound.figure]:.4g}" if bound.figure in line else "none"
        cells += [bound.figure.replace("_", " "), value, bound, "yes" if bound.holds(line) else "**no**"]
        yield f"| {' | '.join(map(str, cells))} |"
        cells = [""] * 5


if __name__ == "__main__":
    main()
