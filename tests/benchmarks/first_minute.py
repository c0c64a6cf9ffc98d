"""What a run is worth after its first minute: the app's own engine trains, an independent judge looks.

    python tests/benchmarks/first_minute.py --family cgan --preset quick --data fashion-mnist --minutes 1 --out FOLDER

The run goes through `launch` and a `Worker` as from the window; the judge (`ganstudio.evaluate.classifier`) is trained
once on the full training set where this machine has it (`--full FOLDER` for idx files elsewhere), else on the set
itself, and kept in the program's cache. FOLDER receives the last grid (`NAME.png`) and the numbers (`NAME.json`).
Fréchet distances are on the judge's features and compare only with one another.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from ganstudio.cli.drawing import latents_and_labels
from ganstudio.core.controls import Label
from ganstudio.core.errors import StudioError
from ganstudio.core.events import TERMINAL, Event, Failed, Sampled
from ganstudio.core.pictures import Pixels
from ganstudio.core.recipe import PRECISIONS, Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Preferences, places
from ganstudio.data.decoding.images import resized
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.catalogue import DataSet
from ganstudio.data.sets.found_idx import read_idx
from ganstudio.data.sets.store import PictureSet, prepare
from ganstudio.engine import devices
from ganstudio.engine.sampling import to_pixels
from ganstudio.engine.worker import Worker
from ganstudio.evaluate.classifier import Classifier, classifier_for, conditional_accuracy
from ganstudio.evaluate.frechet import frechet_distance
from ganstudio.export.to_onnx import Portable, trained_generator
from ganstudio.launch import create_run, named, training

COVERED = 0.1  # a class counts as covered when it has this share of what is fair
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Reference:
    """Real pictures that no GAN has seen, where there are any, and the judge who knows their kind."""

    judge: Classifier
    pictures: Pixels
    labels: Labels
    trained_on: Pixels
    name: str


def main() -> None:
    arguments = parsed()
    devices.prepare(devices.choose("cpu"))  # the judge computes in this thread
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        run, cpu_seconds = trained(arguments, RunStore(arguments.runs or Path(name)), places())
        channels, size = run.state().picture
        reference = reference_for(arguments, size, channels, places().cache)
        numbers = {**training_numbers(run, cpu_seconds), **judged(run, reference, arguments.samples)}
        title = f"{arguments.family}-{arguments.preset}-{Path(arguments.data).name}-{numbers['steps']}-{arguments.seed}"
        (arguments.out / f"{title}.png").write_bytes(last_grid(run).read_bytes())
    (arguments.out / f"{title}.json").write_text(json.dumps({"run": title, **numbers}, indent=2) + "\n")
    print("\n".join([title, *(f"  {name:<22}{shown(value)}" for name, value in numbers.items())]))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", default="cgan")
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--data", default="fashion-mnist")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, default=1.0)
    length.add_argument("--steps", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", default="auto", choices=PRECISIONS)
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--full", type=Path, help="folder with the full set as idx files, for the judge")
    parser.add_argument("--runs", type=Path, help="keep the run in this folder")
    return parser.parse_args()


# -- training ---------------------------------------------------------------------------------------------


def trained(arguments: argparse.Namespace, store: RunStore, where: Places) -> tuple[Run, float]:
    """A finished run and the CPU seconds it took, start-up included. Raises StudioError when it failed."""
    budget = Budget(arguments.steps, "steps") if arguments.steps else Budget(arguments.minutes, "minutes")
    data = DataChoice(arguments.data)
    recipe = Recipe(
        arguments.family, arguments.preset, data, budget=budget, seed=arguments.seed, precision=arguments.precision
    )
    run = create_run(named(recipe, where), store)
    begun = time.process_time()
    worker = Worker(run, training(run, where, Preferences()))
    worker.start()
    last: Event = worker.events.get()
    while not isinstance(last, TERMINAL):
        last = worker.events.get()
    worker.join()
    if isinstance(last, Failed):
        raise StudioError(last.message, last.hint)
    return run, time.process_time() - begun


def training_numbers(run: Run, cpu_seconds: float) -> dict[str, Any]:
    """Speed over the whole run: sampling, saving and waiting for a busy machine included."""
    state, note = run.state(), trained_generator(run)[2]
    pictures = int(note["pictures_seen"])
    return {
        "steps": state.step, "pictures": pictures, "seconds": state.seconds, "cpu seconds": cpu_seconds,
        "img/s": pictures / state.seconds, "img/cpu s": pictures / cpu_seconds, "precision": state.precision,
        "threads": state.threads,
    }  # fmt: skip


def last_grid(run: Run) -> Path:
    """The newest sheet: of the averaged weights where the recipe averages."""
    sampled = [event for event, _ in run.events() if isinstance(event, Sampled)]
    names = sampled[-1].files
    return run.samples / names.get("ema", names["raw"])


# -- judging ----------------------------------------------------------------------------------------------


def reference_for(arguments: argparse.Namespace, size: int, channels: int, cache: Path) -> Reference:
    """The judge of the full set and its official test pictures; without them the set itself."""
    data = full_set(arguments)
    pictures = prepare(data, size, channels, cache)
    assert pictures.labels is not None, "the judge needs labels"
    judge = classifier_for(pictures, cache)
    test = test_files(data)
    if test is None:
        return Reference(judge, pictures.pictures, pictures.labels, pictures.pictures, f"{data.title}, seen")
    real, labels = resized(read_idx(test[0])[:, None], size, channels), read_idx(test[1]).astype(np.int64)
    return Reference(judge, real, labels, first(pictures), f"{data.title}, test")


def full_set(arguments: argparse.Namespace) -> DataSet:
    if arguments.full:
        return catalogue.from_folder(arguments.full)
    known = {entry.key: entry for entry in catalogue.catalogue([places().data])}
    return known.get(f"{arguments.data}-full") or catalogue.find(arguments.data, [places().data])


def test_files(data: DataSet) -> tuple[Path, Path] | None:
    """The official test half beside the training half of an idx set."""
    twins = [path.with_name(path.name.replace("train", "t10k")) for path in data.origin]
    return (twins[0], twins[1]) if len(twins) == 2 and all(path.exists() for path in twins) else None


def first(pictures: PictureSet) -> Pixels:
    return np.asarray(pictures.pictures[:5000])


def judged(run: Run, reference: Reference, count: int) -> dict[str, Any]:
    """The judge's view of `count` pictures with uniform labels, from averaged weights where there are any."""
    judge = reference.judge
    pictures, labels = generated(run, count)
    real = judge.features(reference.pictures)
    numbers: dict[str, Any] = {
        "judge held out": judge.accuracy,
        "judge on reference": conditional_accuracy(judge, reference.pictures, reference.labels),
        "reference": reference.name,
    }
    if labels is not None:
        numbers["conditional accuracy"] = conditional_accuracy(judge, pictures, labels)
        numbers["weakest classes"] = weakest(judge, pictures, labels)
    numbers |= spread(judge, pictures)
    numbers["Fréchet distance"] = frechet_distance(judge.features(pictures), real)
    numbers["floor"] = frechet_distance(judge.features(reference.trained_on), real)
    return numbers


def generated(run: Run, count: int) -> tuple[Pixels, Labels | None]:
    """Pictures of the exportable generator, all classes equally often, and what was asked for."""
    network, generator, _ = trained_generator(run)
    portable = Portable(network, generator).eval()
    inputs = latents_and_labels(generator.controls, count, 1, None)
    with torch.no_grad():
        parts = [
            to_pixels(portable(*(torch.from_numpy(values[at : at + 250]) for values in inputs)), (0.0, 1.0))
            for at in range(0, count, 250)
        ]
    asked = [values for control, values in zip(generator.controls, inputs) if isinstance(control, Label)]
    return np.concatenate(parts), asked[0].astype(np.int64) if asked else None


def spread(judge: Classifier, pictures: Pixels) -> dict[str, Any]:
    """Classes covered, entropy of their shares (1: all equally often) and how sure the judge is."""
    chances = judge.probabilities(pictures)
    classes = len(judge.info.classes)
    shares = np.bincount(chances.argmax(1), minlength=classes) / len(pictures)
    entropy = -(shares[shares > 0] * np.log(shares[shares > 0])).sum() / np.log(classes)
    return {
        "classes covered": f"{(shares >= COVERED / classes).sum()} of {classes}",
        "shares": [round(float(share), 3) for share in shares],
        "entropy share": float(entropy),
        "mean confidence": float(chances.max(1).mean()),
    }


def weakest(judge: Classifier, pictures: Pixels, labels: Labels) -> str:
    right = judge.predict(pictures) == labels
    rates = sorted((float(right[labels == index].mean()), name) for index, name in enumerate(judge.info.classes))
    return ", ".join(f"{name} {rate:.2f}" for rate, name in rates[:3])


def shown(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
