"""What a run is said to take before it begins follows from every setting that changes it."""

from __future__ import annotations

import threading

import pytest

from ganstudio.core import params
from ganstudio.core.sets import DataInfo
from ganstudio.engine.estimate import Estimate, estimated
from ganstudio.engine.registry import families, family, settings_of
from ganstudio.engine.trial import global_noise
from tests.synthetic import declared_family, set_for

DIGITS = DataInfo("digits", 10_000, 1, 28, tuple("0123456789"), kind="labelled")


def estimate(key: str = "dcgan", preset: str = "quick", **changes: object) -> Estimate:
    kind = family(key)
    values = params.from_mapping(kind.Params, {**settings_of(kind, preset), **changes})
    found = estimated(kind(values, DIGITS))
    assert found is not None
    return found


def test_that_more_discriminator_steps_take_longer() -> None:
    times = [estimate(k=k).step_seconds for k in (1, 2, 5, 10)]
    assert times == sorted(times)
    assert 2.5 < times[2] / times[0] < 5  # only its share of the iteration grows
    assert times[3] - times[2] == pytest.approx(5 * (times[1] - times[0]), rel=0.01)


@pytest.mark.parametrize("change", [{"r1": 1.0, "r1_every": 1}, {"share_fakes": False}, {"batch": 128}])
def test_that_what_costs_time_is_counted(change: dict[str, object]) -> None:
    assert estimate(**change).step_seconds > estimate(r1=0.0).step_seconds


def test_that_what_costs_none_changes_nothing() -> None:
    assert estimate(lr_g=0.1, beta1=0.0).step_seconds == estimate().step_seconds


@pytest.mark.parametrize("key", families())
def test_that_every_family_has_a_figure(key: str) -> None:
    kind = family(key)
    narrow = {"width": 8} if "width" in settings_of(kind, kind.presets[0].key) else {}
    values = params.from_mapping(kind.Params, {**settings_of(kind, kind.presets[0].key), **narrow})
    size = kind.sizes(values)[0]
    found = estimated(kind(values, set_for(kind.need_of(values), size).info))
    assert found is not None
    assert 0 < found.step_seconds < 3600
    assert found.memory > 10**8


def test_that_an_estimate_waits_for_another_and_not_for_a_training() -> None:
    held, release = threading.Event(), threading.Event()

    def other() -> None:
        with global_noise.if_free() as free:
            assert free
            held.set()
            release.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(10)
    threading.Timer(0.2, release.set).start()
    assert estimated(declared_family("cgan", "quick")) is not None
    thread.join()
    with global_noise.for_training():
        assert estimated(declared_family("cgan", "quick")) is None
    with global_noise.if_free() as free:
        assert free
