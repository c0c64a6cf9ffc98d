"""Whether directions that are found by themselves are what they look like, by a judge that has never seen a generator.

    python tests/benchmarks/directions.py [MODEL] [--count 8] [--pictures 128]

The independent classifier of the cartoon faces' attributes (`evaluate/classifier.py`) looks at the same pictures at -2
and +2 sigma. For each direction the attribute whose answer changes most is named, beside the change of that same answer
along random directions of the same length: their mean and the largest of 32. Then the other way around: directions
learned from the judge's answers to half of the latents, tried out on others.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ganstudio.core import resources
from ganstudio.core.settings import places
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.store import prepare
from ganstudio.evaluate.classifier import Classifier, classifier_for
from ganstudio.export.latent import directions, finding, measuring
from ganstudio.export.latent.directions import ANSWERS, Direction
from ganstudio.export.latent.finding import FindingParams
from ganstudio.export.latent.measuring import Scene
from ganstudio.export.onnx_session import Model

RANDOM = 32
SIGMAS = 2.0
LEARNED_FROM = 1024

Change = npt.NDArray[np.float64]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("model", nargs="?", default="vaegan-faces")
    asked.add_argument("--count", type=int, default=8)
    asked.add_argument("--pictures", type=int, default=128)
    given = asked.parse_args()
    model = Model(next(path for path in resources.generators() if path.stem == given.model))
    judge = judge_of(model)
    print(f"judge: {100 * judge.accuracy:.1f} % of held-out attributes right")
    begun, spent = time.perf_counter(), time.process_time()
    found = finding.found(model, FindingParams(count=given.count))
    print(f"{len(found)} directions in {time.perf_counter() - begun:.1f} s, {time.process_time() - spent:.1f} s of "
          f"processor time")  # fmt: skip
    base = measuring.scene(model, given.pictures, 4, 100)
    change = changes_of(model, judge, base)
    chance = np.stack([np.abs(change(each)) for each in random_directions(base, RANDOM)])
    print("\n| rank | found by | effect | purity | attribute | change | random mean | random largest |")
    print("|---|---|---|---|---|---|---|---|")
    for rank, each in enumerate(found, 1):
        print(
            f"| {rank} | {each.how} | {100 * each.effect:.1f} % | {each.purity:.2f} {told(judge, change(each), chance)}"
        )
    print("\nlearned from the judge's answers:")
    for name, each in learned(model, judge):
        print(f"| {name} {told(judge, change(each), chance, name)}")


def judge_of(model: Model) -> Classifier:
    entry = catalogue.find("cartoon-faces", [places().data])
    return classifier_for(prepare(entry, model.size, 3, places().cache), places().cache)


def changes_of(model: Model, judge: Classifier, base: Scene) -> Callable[[Direction], Change]:
    """Mean change of every answer from -2 to +2 sigma along a direction."""

    def change(direction: Direction) -> Change:
        ends = [
            judge.probabilities(
                model.generate(base.inputs(directions.moved(base.latents, direction, sigmas, base.control)))
            )
            for sigmas in (-SIGMAS, SIGMAS)
        ]
        return np.asarray((ends[1] - ends[0]).mean(0, dtype=np.float64))

    return change


def random_directions(base: Scene, count: int) -> list[Direction]:
    rows = np.random.default_rng(1).standard_normal((count, base.control.size))
    return [Direction(tuple(directions.unit(row).tolist()), 1.0, 0, 0, "chance") for row in rows]


def told(judge: Classifier, change: Change, chance: Change, name: str = "") -> str:
    """The change of an attribute, of the one that stands out most from what chance does where none is named."""
    most = int((np.abs(change) / (chance.mean(0) + 0.01)).argmax())
    place = judge.info.attributes.index(name) if name else most
    name = judge.info.attributes[place]
    return f"| {name} | {change[place]:+.2f} | {chance[:, place].mean():.2f} | {chance[:, place].max():.2f} |"


def learned(model: Model, judge: Classifier) -> list[tuple[str, Direction]]:
    base = measuring.scene(model, LEARNED_FROM, 4, 200)
    answers = judge.probabilities(model.generate(base.inputs()))
    plain = Direction((), 1.0, 0, 0, ANSWERS)
    vectors = directions.from_answers(base.latents, answers)
    return [
        (name, replace(plain, vector=tuple(vector.tolist())))
        for name, vector in zip(judge.info.attributes, vectors, strict=True)
    ]


if __name__ == "__main__":
    main()
