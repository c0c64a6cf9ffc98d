"""fp32, tf32 and bf16 are on the card what their names say."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch
import torch.nn.functional as F

from ganstudio.core.events import Finished
from ganstudio.core.sets import POINTS
from ganstudio.engine import devices
from ganstudio.engine.iteration import RunningIteration
from ganstudio.engine.registry import family
from tests.gpu.runs import Studio, every_family
from tests.synthetic import example_inputs, losses_of, session_of

pytestmark = pytest.mark.gpu
# Relative rounding errors of products: 23, 10 and 7 bits behind the point, with room for sums of a few hundred.
CLOSE = {"fp32": 1e-4, "tf32": 2e-2, "bf16": 1e-1}


@every_family
def test_that_bf16_trains_with_weights_and_moments_in_full_precision(key: str, device: str) -> None:
    session = session_of(key, family(key).presets[0].key, precision="bf16", device=device)
    assert all(math.isfinite(value) for told in losses_of(session, 6) for value in told.values())
    networks = [*session.networks.values(), *(average.module for average in session.averages.values())]
    assert {p.dtype for network in networks for p in network.parameters()} == {torch.float32}
    moments = {
        value.dtype
        for optimiser in session.optimisers.values()
        for state in optimiser.state.values()
        for value in state.values()
        if isinstance(value, torch.Tensor)
    }
    assert moments <= {torch.float32}


@every_family
def test_that_bf16_computes_layers_in_bf16_but_where_a_loss_wants_full_precision(
    key: str, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, seen = [False], set[tuple[bool, torch.dtype]]()
    declared = RunningIteration.full_precision

    @contextmanager
    def noted(iteration: RunningIteration) -> Iterator[None]:
        with declared(iteration):
            wanted.append(True)
            yield
            wanted.pop()

    monkeypatch.setattr(RunningIteration, "full_precision", noted)
    session = session_of(key, family(key).presets[0].key, precision="bf16", device=device)
    for network in session.networks.values():
        for module in network.modules():
            if isinstance(module, torch.nn.Linear | torch.nn.Conv2d | torch.nn.ConvTranspose2d):
                module.register_forward_hook(lambda _module, _given, out: seen.add((wanted[-1], out.dtype)))
    for _ in range(2):  # the first is a step of gradient penalties, which want full precision
        session.step()
    assert {dtype for full, dtype in seen if full} <= {torch.float32}
    others = {dtype for full, dtype in seen if not full}
    if session.family.need.kind == POINTS:  # networks so small that all their losses want full precision
        assert not others
    else:
        assert others == {torch.bfloat16}


@pytest.mark.parametrize("precision", ["fp32", "tf32", "bf16"])
@every_family
def test_that_the_card_draws_what_the_processor_draws(key: str, precision: str, card: torch.device) -> None:
    there = session_of(key, family(key).presets[0].key, precision=precision, device=str(card))
    here = session_of(key, family(key).presets[0].key)
    for name, network in there.networks.items():
        here.networks[name].load_state_dict(network.state_dict())
    devices.prepare(there.hardware)
    generator = there.shown
    inputs = example_inputs(generator, 4, there.family.data.size)
    drawn = []
    for session, moved in ((here, inputs), (there, [each.to(card) for each in inputs])):
        network = session.networks[generator.network].eval()
        torch.manual_seed(0)
        without_chance(network)
        with torch.no_grad(), session.fabric.autocast():
            drawn.append(network(*moved).float().cpu())
    assert float((drawn[0] - drawn[1]).abs().max()) <= CLOSE[precision]


def without_chance(network: torch.nn.Module) -> None:
    """Dropout that stays on while sampling would draw other numbers on each device."""
    for module in network.modules():
        if hasattr(module, "live"):
            module.live = False


@pytest.mark.parametrize("precision", ["fp32", "tf32", "fp32"])  # and back again
def test_that_tf32_is_used_exactly_when_it_was_chosen(precision: str, card: torch.device) -> None:
    devices.prepare(devices.choose(str(card), precision, 1))
    rng = torch.Generator().manual_seed(0)
    a, b = torch.randn(2, 1024, 1024, generator=rng)
    pictures, kernels = torch.randn(4, 64, 32, 32, generator=rng), torch.randn(64, 64, 3, 3, generator=rng)
    errors = {
        "product": relative_error((a.to(card) @ b.to(card)), a.double() @ b.double()),
        "convolution": relative_error(
            F.conv2d(pictures.to(card), kernels.to(card)), F.conv2d(pictures.double(), kernels.double())
        ),
    }
    for name, error in errors.items():
        assert (error > 1e-5) == (precision == "tf32"), f"{name}: {error:.1e} with {precision}"


def relative_error(got: torch.Tensor, expected: torch.Tensor) -> float:
    return float((got.cpu().double() - expected).norm() / expected.norm())


@pytest.mark.parametrize("precision", ["fp32", "tf32", "bf16"])
def test_that_preparing_the_card_warns_of_nothing(precision: str, card: torch.device) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        hardware = devices.choose(str(card), precision, 1)
        devices.prepare(hardware)
    assert torch.cuda.current_device() == hardware.device.index


@pytest.mark.parametrize("precision", ["tf32", "bf16", "auto"])
def test_that_a_run_says_which_precision_it_has(precision: str, card: torch.device, studio: Studio) -> None:
    run = studio.run("dcgan", precision, steps=2)
    assert isinstance(studio.train(run)[-1], Finished)
    assert run.state().precision == ("bf16" if precision == "auto" else precision)
