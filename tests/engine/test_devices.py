from __future__ import annotations

import pytest
import torch

from ganstudio.core.errors import StudioError
from ganstudio.engine import devices


def test_that_an_unknown_device_is_refused_with_those_there_are() -> None:
    for name in ("tpu", "cuda:99", "CPU "):
        with pytest.raises(StudioError, match=f"no device '{name}'; it has .*cpu"):
            devices.choose(name)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_that_a_missing_gpu_is_not_quietly_replaced() -> None:
    with pytest.raises(StudioError, match="Check the driver"):
        devices.choose("cuda")


def test_that_the_processor_is_always_there() -> None:
    chosen = devices.choose("cpu", "fp32", 3)
    assert (chosen.device, chosen.precision, chosen.threads, chosen.name) == (
        torch.device("cpu"),
        "fp32",
        3,
        "CPU",
    )
    assert devices.available()[-1] == "cpu"


def test_that_auto_takes_the_best_device_and_its_precision() -> None:
    chosen = devices.choose()
    assert chosen.device == torch.device(devices.available()[0])
    assert chosen.precision == ("bf16" if devices.has_fast_bf16(chosen.device) else "fp32")
    assert chosen.threads >= 1


def test_that_memory_in_use_is_more_than_nothing() -> None:
    assert devices.memory_used(torch.device("cpu")) > 10_000_000
