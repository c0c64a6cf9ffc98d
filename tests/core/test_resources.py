from __future__ import annotations

import pytest

from ganstudio.core import resources
from ganstudio.core.errors import StudioError


def test_that_the_resources_are_found() -> None:
    assert (resources.root() / "icons").is_dir()
    assert resources.path("data", "mnist-10k.npz").stat().st_size > 1_000_000


def test_that_a_missing_resource_is_named() -> None:
    with pytest.raises(StudioError, match=r"no-such\.png is missing"):
        resources.path("icons", "no-such.png")
