"""Every family of noise at equal processor seconds: which one is to be the newcomer's default.

    python tests/benchmarks/families.py --out table.jsonl [--families cgan,acgan --data mnist --seeds 3 --marks 60,180]

Each `quick` preset trains on one thread; at each mark the clock stands still while 5,000 samples are measured
(`ganstudio.evaluate.samples`, protocol `samples-1`). A line of JSON per mark is appended to the file, and what is there
already is not done again, so the whole table may be made in parts. What the first seed did until a mark is what the
others do, whatever the machine: only then are seeds compared, and not machines. Distances are those of the judge in the
cache: one table, one cache. Sheets lie beside it. Without --families the table of what the file holds is printed in
Markdown: medians over seeds, and the least and the most.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

if TYPE_CHECKING:
    from ganstudio.core.settings import Places
    from ganstudio.data.sets.store import PictureSet
    from ganstudio.engine.session import Session
    from ganstudio.evaluate.classifier import Classifier

SHAPES = {"fashion-mnist": (28, 1), "mnist": (28, 1), "cartoon-faces": (64, 3)}
FIGURES = ("frechet", "conditional_accuracy", "classes_covered", "purity", "reconstruction_agreement")
Line = dict[str, Any]


def main() -> None:
    arguments = parsed()
    done = lines_of(arguments.out)
    if not arguments.families:
        print(table(done))
        return
    from ganstudio.core.settings import places
    from ganstudio.engine import registry

    keys = list(registry.families()) if arguments.families == "all" else arguments.families.split(",")
    marks = [float(mark) for mark in arguments.marks.split(",")]
    for data in arguments.data.split(","):
        for seed in range(arguments.seeds):
            for key in keys:
                known = {(line["family"], line["data"], line["seed"], line["mark"]) for line in done}
                left = [mark for mark in marks if (key, data, seed, mark) not in known]
                if not left or not fits(key):
                    continue
                goals = {mark: steps_at(done, key, data, mark) for mark in left}
                for line in trained(key, arguments.preset, data, seed, goals, arguments.out, places()):
                    done.append(line)
                    with arguments.out.open("a") as file:
                        file.write(json.dumps(line) + "\n")
                    print({name: line.get(name) for name in ("family", "data", "seed", "mark", "pictures_seen",
                                                             *FIGURES)}, flush=True)  # fmt: skip


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--families", default="")
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--data", default="fashion-mnist")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--marks", default="60,180")
    return parser.parse_args()


def lines_of(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def fits(key: str) -> bool:
    from ganstudio.core.sets import LABELLED, PLAIN
    from ganstudio.engine.registry import family

    return family(key).need.kind in (PLAIN, LABELLED)


def steps_at(done: list[Line], key: str, data: str, mark: float) -> int:
    """How many steps another seed took until the mark, or would have by the mark that is nearest; 0: unknown."""
    others = [line for line in done if (line["family"], line["data"]) == (key, data)]
    if not others:
        return 0
    nearest = min(others, key=lambda line: abs(line["mark"] - mark))
    return round(nearest["steps"] * mark / nearest["mark"])


def trained(
    key: str, preset: str, data: str, seed: int, goals: dict[float, int], out: Path, where: Places
) -> list[Line]:
    """The figures of one training at each mark: after so many steps, or so many seconds where that is 0."""
    from ganstudio.engine.registry import family
    from ganstudio.evaluate import samples

    preset = preset if any(each.key == preset for each in family(key).presets) else "stable"
    try:
        session, pictures, judge = begun(key, preset, data, seed, where)
    except Exception as error:  # such as a family that needs classes
        print(f"{key} on {data}: {error}", file=sys.stderr)
        return []
    found, spent = [], 0.0
    for mark, steps in goals.items():
        spent += trained_for(session, steps) if steps else trained_until(session, mark - spent)
        kept(session, out.parent / f"{key}-{data}-{seed}-{mark:g}.png")
        figures = samples.measured(session, pictures, judge)
        found.append({"family": key, "preset": preset, "data": data, "seed": seed, "mark": mark,
                      "steps": session.step_count, "took": round(spent, 1),
                      "precision": session.hardware.precision, **figures})  # fmt: skip
    return found


def begun(
    key: str, preset: str, data: str, seed: int, where: Places, held_back: float = 0.0
) -> tuple[Session, PictureSet, Classifier | None]:
    """A training that has not done a step, its pictures, and their judge. Raises StudioError."""
    from ganstudio import launch
    from ganstudio.core.recipe import DataChoice, Recipe
    from ganstudio.engine import devices
    from ganstudio.evaluate import samples

    size, channels = SHAPES[data]
    preparation = {"validation": held_back} if held_back else {}
    resolved = launch.named(Recipe(key, preset, DataChoice(data, size, channels, preparation), seed=seed), where)
    pictures = launch.pictures_of(resolved, where)
    judge = samples.judge_of(pictures, where.cache)
    hardware = devices.choose("cpu", "auto", 1)
    devices.prepare(hardware)
    return launch.session_of(resolved, pictures, hardware), pictures, judge


def trained_until(session: Session, seconds: float) -> float:
    """Train for so many processor seconds of this thread; those that it took."""
    begun = time.thread_time()
    while time.thread_time() - begun < seconds:
        session.step()
    return time.thread_time() - begun


def trained_for(session: Session, steps: int) -> float:
    """Train until so many steps are done; the processor seconds of this thread that it took."""
    begun = time.thread_time()
    while session.step_count < steps:
        session.step()
    return time.thread_time() - begun


def kept(session: Session, path: Path) -> None:
    from ganstudio.core.pictures import write_png

    sheets = session.sample().sheets
    write_png(path, sheets.get("ema", next(iter(sheets.values()))))


def table(done: list[Line]) -> str:
    rows: dict[tuple[str, str, float], list[Line]] = defaultdict(list)
    for line in done:
        rows[line["data"], line["family"], line["mark"]].append(line)
    text = ["| set | family | seconds | seeds | judge | pictures | " + " | ".join(FIGURES) + " |", "|---" * 11 + "|"]
    for (data, key, mark), found in sorted(rows.items(), key=lambda row: (row[0][0], row[0][2], median(row[1]))):
        cells = [
            data,
            key,
            f"{mark:g}",
            str(len(found)),
            ", ".join(sorted({f"{each['judge_accuracy']:g}" for each in found})),
            f"{statistics.median(each['pictures_seen'] for each in found):,.0f}",
        ]
        text.append(f"| {' | '.join([*cells, *(spread(found, name) for name in FIGURES)])} |")
    return "\n".join(text)


def median(found: list[Line], name: str = "frechet") -> float:
    return statistics.median([each[name] for each in found if name in each] or [float("inf")])


def spread(found: list[Line], name: str) -> str:
    values = [each[name] for each in found if name in each]
    if not values:
        return ""
    ends = f" ({min(values):.3g} to {max(values):.3g})" if len(values) > 1 else ""
    return f"{statistics.median(values):.3g}{ends}"


if __name__ == "__main__":
    main()
