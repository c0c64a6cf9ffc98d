"""A run on a GPU that is measured while it trains is the same as one that is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from ganstudio.evaluate.quality import extractors
from ganstudio.evaluate.quality.gauge import SampleGauge
from tests.synthetic import losses_of, picture_set, session_of

pytestmark = pytest.mark.gpu


@pytest.mark.parametrize("key", ["cgan", "sagan", "infogan"])
def test_that_measuring_changes_no_loss(key: str, device: str, tmp_path: Path) -> None:
    plain, measured = (session_of(key, "quick", device=device) for _ in range(2))
    data = plain.family.data
    gauge = SampleGauge(extractors.of_pyramid(), picture_set(240, data.channels, data.size), tmp_path)
    torch.manual_seed(0)
    expected = losses_of(plain, 6)
    torch.manual_seed(0)
    found = []
    for _ in range(3):
        found += losses_of(measured, 2)
        assert gauge.look(measured)[gauge.decides] > 0
    assert found == expected
