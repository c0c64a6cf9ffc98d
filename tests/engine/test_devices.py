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


def test_that_tf32_is_refused_where_there_is_none() -> None:
    with pytest.raises(StudioError, match=r"tf32 is not available on this device\. Choose fp32\."):
        devices.choose("cpu", "tf32")


def test_that_memory_is_counted_where_the_run_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "available", lambda: ["cuda:0", "cuda:1", "cpu"])
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: ({"cuda:0": 11, "cuda:1": 22}[str(device)], 99))
    assert [devices.memory_free(name) for name in ("auto", "cuda", "cuda:1", "gone")] == [11, 11, 22, 11]
    assert devices.memory_free("cpu") not in (11, 22)


def test_that_memory_in_use_is_more_than_nothing() -> None:
    assert devices.memory_used(torch.device("cpu")) > 10_000_000
