"""Batch norm of a discriminator that is frozen while the generator learns, as Keras has it."""

from __future__ import annotations

from collections.abc import Iterator

from torch import nn

from ganstudio.engine.session import Session
from tests.synthetic import losses_of, session_of


def test_that_a_judge_at_rest_neither_uses_nor_learns_the_statistics_of_fakes() -> None:
    resting, busy = (session_of("vanilla", "cs419-bn", resting_norm=rests) for rests in (True, False))
    told = [losses_of(session, 1)[0] for session in (resting, busy)]
    assert told[0]["discriminator.total"] == told[1]["discriminator.total"]
    assert told[0]["generator.total"] != told[1]["generator.total"]
    seen = [next(iter(buffers_of(session))) for session in (resting, busy)]
    assert seen[0] == 1
    assert seen[1] == 2
    assert all(module.training for module in resting.networks["discriminator"].modules())


def buffers_of(session: Session) -> Iterator[int]:
    """How often each batch norm of the discriminator has learned statistics."""
    for module in session.networks["discriminator"].modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            assert module.num_batches_tracked is not None
            yield int(module.num_batches_tracked)
