"""Quality measured while something trains: what it costs, what is kept, and that the run does not notice."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio import launch
from ganstudio.core.curves import DISTANCE, EARLY, charted, with_best
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Event, Measured, Saved, Started, Stepped, Warned, from_line, to_line
from ganstudio.core.history import History
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import NOTHING, Places, Preferences
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine import checkpoints, lite0, looking
from ganstudio.engine.judging import Gauge
from ganstudio.engine.session import Session
from ganstudio.engine.steering import Steering
from ganstudio.engine.trainer import Plan, train
from ganstudio.evaluate import classifier as judges
from ganstudio.evaluate import samples
from ganstudio.evaluate.quality import extractors, gauge
from tests.synthetic import picture_set, session_of


class Clock:
    """Goes on by itself, a tenth of a second with each look, and by what work costs."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.1
        return self.now


class Made:
    """A gauge that costs as much as it is told to and gives one number after the other."""

    decides = EARLY
    about: Mapping[str, str] = {"measure": "early score"}

    def __init__(self, clock: Clock, cost: float, values: list[float]) -> None:
        self._clock, self._cost, self._values = clock, cost, values
        self.looks: list[float] = []

    def estimate(self, session: Session, allowed: float) -> float:
        return self._cost

    def look(self, session: Session) -> Mapping[str, float]:
        self._clock.now += self._cost
        self.looks.append(self._clock.now)
        return {EARLY: self._values[min(len(self.looks), len(self._values)) - 1]}


def told(
    session: Session, folder: Path, steps: int, measuring: Gauge | None, clock: Clock | None = None
) -> list[Event]:
    plan = Plan(folder, total_steps=steps, save_every=20.0)
    return list(train(session, plan, Steering(), clock=clock or Clock(), gauge=measuring))


def losses(events: list[Event]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for event in events:
        for name, values in event.values.items() if isinstance(event, Stepped) else ():
            found.setdefault(name, []).extend(value for value in values if value is not None)
    return found


def gauge_on(pictures: PictureSet, folder: Path) -> gauge.SampleGauge:
    return gauge.SampleGauge(extractors.of_pyramid(), pictures, folder)


@pytest.mark.parametrize("key", ["cgan", "sagan", "vaegan"])
def test_that_a_run_that_is_measured_is_the_same_to_the_last_bit(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "JUDGING_SHARE", 1e6)  # as often as it can
    monkeypatch.setattr(looking, "_JUDGED_FROM", 0.0)
    plain, measured = session_of(key, "quick"), session_of(key, "quick")
    data = plain.family.data
    pictures = picture_set(240, data.channels, data.size)
    first = told(plain, tmp_path / "plain", 6, None)
    second = told(measured, tmp_path / "measured", 6, gauge_on(pictures, tmp_path))
    looks = [event for event in second if isinstance(event, Measured) and EARLY in event.values]
    assert len(looks) >= 4
    assert losses(first) == losses(second)
    for name, network in plain.networks.items():
        for weight, same in zip(network.state_dict().values(), measured.networks[name].state_dict().values()):
            assert torch.equal(weight, same)
    assert torch.equal(plain.rng.get_state(), measured.rng.get_state())
    values = looks[0].values
    assert values[f"{EARLY} low"] <= values[EARLY] <= values[f"{EARLY} high"]
    assert 0 < values[f"{EARLY} floor"] < values[EARLY]  # noise beside what has hardly begun


def test_that_real_pictures_in_place_of_samples_lie_at_the_floor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every kind of features: real pictures and samples are scaled alike."""
    rng = np.random.default_rng(0)
    shades = rng.integers(0, 200, (600, 1, 1, 1)) + rng.integers(0, 56, (600, 1, 28, 28))
    pictures = dataclasses.replace(picture_set(600), pictures=shades.astype(np.uint8))
    judge = judges.train_classifier(pictures, epochs=1)
    others = np.asarray(pictures.pictures)[rng.permutation(600)[:300]]
    monkeypatch.setattr(samples, "drawn_of", lambda *_: others)
    for extractor in (extractors.of_pyramid(), extractors.of_judge(judge)):
        values = gauge.SampleGauge(extractor, pictures, tmp_path).look(session_of())
        assert values[EARLY] < 0.2
        if DISTANCE in values:
            assert values[DISTANCE] < 5 * values[f"{DISTANCE} floor"]


def test_that_it_costs_at_most_three_percent(tmp_path: Path) -> None:
    clock = Clock()
    measuring = Made(clock, 0.3, [1.0])
    events = told(session_of(), tmp_path, 150, measuring, clock)
    assert len(measuring.looks) >= 3
    for number, moment in enumerate(measuring.looks, 1):
        assert number * 0.3 <= 0.031 * moment
    assert any(isinstance(event, Measured) and EARLY in event.values for event in events)


def test_that_the_best_moment_is_kept_however_many_follow(tmp_path: Path) -> None:
    clock = Clock()
    events = told(session_of(), tmp_path, 150, Made(clock, 0.2, [0.9, 0.4, 0.5, 0.6]), clock)
    best = [event.step for event in events if isinstance(event, Saved) and event.best]
    assert len(best) == 2
    steps = [each.step for each in checkpoints.listed(tmp_path)]
    assert best[1] in steps
    assert best[0] not in steps
    assert len(steps) == checkpoints.KEPT + 1
    kept = checkpoints.best(tmp_path)
    assert kept is not None and kept.step == best[1]
    assert checkpoints.best_told(tmp_path)["value"] == 0.4
    assert checkpoints.chosen(tmp_path, "it", by_quality=True)[0] == kept
    assert checkpoints.chosen(tmp_path, "it", by_quality=False)[0] == checkpoints.listed(tmp_path)[-1]
    with pytest.raises(StudioError, match="No moment of it was kept"):
        checkpoints.chosen(tmp_path / "none", "it", by_quality=True)
    history = History()
    for event in events:
        history.apply(from_line(to_line(event)))
    assert history.best == best[1]
    history.apply(dataclasses.replace(next(e for e in events if isinstance(e, Started)), step=best[1] - 1))
    assert history.best == best[0]


def test_that_a_run_that_goes_on_knows_its_best(tmp_path: Path) -> None:
    clock = Clock()
    told(session_of(), tmp_path, 60, Made(clock, 0.1, [0.4]), clock)
    again = Clock()
    later = told(session_of(), tmp_path, 60, Made(again, 0.1, [0.5, 0.45]), again)
    assert not [event for event in later if isinstance(event, Saved) and event.best]
    another = Made(Clock(), 0.1, [0.5])
    another.about = {"measure": "something else"}
    other = told(session_of(), tmp_path, 60, another, another._clock)
    assert [event for event in other if isinstance(event, Saved) and event.best]


def test_that_a_measure_that_fails_ends_no_training(tmp_path: Path) -> None:
    class Failing(Made):
        def look(self, session: Session) -> Mapping[str, float]:
            raise StudioError("the samples are not finite.", "Lower it.")

    class Large(Made):
        def estimate(self, session: Session, allowed: float) -> float:
            raise torch.OutOfMemoryError("CUDA out of memory")

    for kind, words in ((Failing, "the samples are not finite."), (Large, "the device has no memory left for it.")):
        clock = Clock()
        events = told(session_of(), tmp_path, 40, kind(clock, 0.01, []), clock)
        warned = [event for event in events if isinstance(event, Warned)]
        assert [event.message for event in warned] == [f"Quality is no longer measured: {words}"]


def test_that_quality_has_charts_of_its_own_once_there_are_numbers() -> None:
    assert not [group for group in charted((), ()) if group.title == "Quality"]
    assert not [group for group in charted((), ("generator.total",)) if group.title == "Quality"]
    names = ("generator.total", EARLY, f"{EARLY} low", f"{EARLY} high", f"{EARLY} floor", DISTANCE)
    groups = {group.title: group for group in with_best(charted((), names), 120)}
    quality = groups["Quality"]
    assert [line.text for line in quality.lines] == ["early score", "at most", "at least", "real against real"]
    assert all(line.help for line in quality.lines)
    assert [(mark.value, mark.at_step) for mark in quality.marks] == [(120, True)]
    assert [line.text for line in groups["Fréchet distance"].lines] == ["of samples"]
    assert not groups["Losses"].marks


def run_of(places: Places, store: RunStore, preferences: Preferences, folder: Path) -> tuple[object, list[Event]]:
    recipe = Recipe("dcgan", "quick", DataChoice(str(folder)), {"batch": 8}, Budget(3, "steps"), device="cpu")
    resolved = launch.named(recipe, places)
    run = launch.create_run(resolved, store)
    run.hold()
    try:
        return run, list(launch.training(run, places, preferences)(Steering()))
    finally:
        run.release()


def test_that_a_run_is_measured_by_what_it_began_with_or_not_at_all(
    places: Places, store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.synthetic import write_pictures

    monkeypatch.setattr(looking, "JUDGING_SHARE", 1e6)
    monkeypatch.setattr(looking, "_JUDGED_FROM", 0.0)
    monkeypatch.setattr(lite0, "weights_file", lambda: None)
    write_pictures(tmp_path / "pics", 210)
    run, events = run_of(places, store, Preferences(), tmp_path / "pics")
    assert [event for event in events if isinstance(event, Measured) and EARLY in event.values]
    note = run.folder / "quality.json"  # type: ignore[attr-defined]
    assert "no network" in note.read_text()
    note.write_text('{"features": "something that is gone"}')
    run.hold()  # type: ignore[attr-defined]
    later = list(launch.training(run, places, Preferences(), more_steps=3)(Steering()))  # type: ignore[arg-type]
    run.release()  # type: ignore[attr-defined]
    assert not [event for event in later if isinstance(event, Measured) and EARLY in event.values]
    assert ["something that is gone" in event.message for event in later if isinstance(event, Warned)] == [True]
    _, quiet = run_of(places, store, Preferences(quality=NOTHING), tmp_path / "pics")
    assert not [event for event in quiet if isinstance(event, Measured) and EARLY in event.values]
    assert losses(quiet) == losses(events)


def test_that_few_pictures_and_other_families_are_not_measured() -> None:
    assert not samples.can_be_compared(session_of("dcgan", "quick"), picture_set(150), 100)
    assert samples.can_be_compared(session_of("dcgan", "quick"), picture_set(200), 100)
    assert not samples.can_be_compared(session_of("pix2pix", "quick"), picture_set(400), 100)


def test_that_looking_for_features_draws_from_nobodys_generator(tmp_path: Path) -> None:
    session = session_of("dcgan", "quick")
    state = torch.get_rng_state()
    found, seconds = gauge.suited(picture_set(300), tmp_path, session, math.inf)
    assert seconds > 0
    assert torch.equal(state, torch.get_rng_state())
    assert gauge.as_before(picture_set(300), tmp_path, found.features) is not None
    assert gauge.as_before(picture_set(300), tmp_path, "others") is None


@pytest.mark.skipif(lite0.weights_file() is None, reason="EfficientNet-Lite0 is not installed")
def test_that_a_short_training_is_measured_without_a_network_and_a_long_one_with_it(tmp_path: Path) -> None:
    session = session_of("dcgan", "quick")
    short, _ = gauge.suited(picture_set(300), tmp_path, session, 0.0)
    long, _ = gauge.suited(picture_set(300), tmp_path, session, math.inf)
    assert "no network" in short.features
    assert "EfficientNet-Lite0" in long.features
    assert "32 px" in long.features
    assert looking.first_judging(60.0) == looking.first_judging(180.0) < looking.first_judging(3600.0)
