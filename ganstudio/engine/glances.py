"""What small networks do, seen whole: a GAN of points at one moment (GAN Lab shows the same: Kahng et al. 2018)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ganstudio.core.drawn import EDGE
from ganstudio.core.events import Glanced
from ganstudio.core.sets import POINTS
from ganstudio.engine import pointnets
from ganstudio.engine.adversarial import D, G
from ganstudio.engine.points_params import WASSERSTEIN
from ganstudio.engine.sampling import draw_latents
from ganstudio.engine.session import Session
from ganstudio.engine.sheets import evaluating
from ganstudio.engine.steering import Steering

MADE = 2500  # points: what modes are counted in (Metz et al. 2017)
LOOKED = 1250  # in a look that comes thirty times a second
_ACROSS = {1: 241, 2: 48}  # places where D is asked, along each coordinate
_ARROWS = 72
_THREADS = 41  # from latent numbers to places, where there is one number
_MESH = 15  # lines of the bent plane, each way
Arrays = dict[str, npt.NDArray[np.float32]]


def can_be_seen(session: Session) -> bool:
    """Whether its networks are small enough to be seen whole."""
    return session.family.data.kind == POINTS


def glanced(session: Session, phase: str = "", count: int = LOOKED) -> Glanced:
    """D's belief everywhere, where G puts points, and where D's slope would move them. Changes nothing.

    Arrays: "belief" M (D = 1) or S x S from the top (D = 2), in 0 to 1; "made" and, with an average, "averaged"
    N x D; "threads" T x 2 (latent number, place); "mesh" K x K x 2; "arrows" A x 4 (place, and the way down G's loss).
    """
    generator, critic = session.networks[G], session.networks[D]
    with evaluating((generator, critic)), session.uncompiled():
        arrays = _told(session, generator, critic, count)
    return Glanced(session.step_count, phase, arrays)


def wanted(session: Session, control: Steering) -> Iterator[Glanced]:
    """A look, where one was asked for and there is anything to be seen."""
    if control.takes_glance() and can_be_seen(session):
        yield glanced(session)


def edge_of(session: Session) -> float:
    return EDGE * session.family.data.reach


def _told(session: Session, generator: nn.Module, critic: nn.Module, count: int) -> Arrays:
    size = session.family.data.size
    rng = torch.Generator(device=session.hardware.device).manual_seed(session.seed)
    p: Any = session.family.params
    latents = draw_latents(count, p.latent, p.prior, rng)
    with torch.no_grad():
        made = generator(latents)
        told: dict[str, Tensor] = {"belief": _belief(session, critic, made), "made": made}
        if G in session.averages:
            told["averaged"] = session.averages[G].module(latents)
        told |= _bent(generator, p.latent, p.prior, size, session.hardware.device)
    told["arrows"] = _arrows(session, critic, made[:_ARROWS])
    return {name: np.ascontiguousarray(value.detach().float().cpu().numpy()) for name, value in told.items()}


def _belief(session: Session, critic: nn.Module, made: Tensor) -> Tensor:
    """The share of real points that D sees everywhere; a critic's marks are put around their middle."""
    size, edge = session.family.data.size, edge_of(session)
    along = torch.linspace(-edge, edge, _ACROSS[size], device=made.device)
    if size == 1:
        return _as_share(session, critic(along[:, None])[:, 0])
    y, x = torch.meshgrid(along.flip(0), along, indexing="ij")
    answers = critic(torch.stack([x, y], -1).reshape(-1, 2))[:, 0]
    return _as_share(session, answers.reshape(len(along), len(along)))


def _as_share(session: Session, answers: Tensor) -> Tensor:
    if getattr(session.family.params, "loss", "") == WASSERSTEIN:
        answers = (answers - answers.median()) / answers.std().clamp(min=1e-6)
    return torch.sigmoid(answers)


def _bent(generator: nn.Module, latent: int, prior: str, size: int, device: torch.device) -> dict[str, Tensor]:
    """How G bends the numbers that it is given, where these are as few as its coordinates."""
    reach = 2.0 if prior == "normal" else 1.0
    if latent == 1:
        numbers = torch.linspace(-reach, reach, _THREADS, device=device)[:, None]
        return {"threads": torch.cat([numbers / reach, generator(numbers)], 1)} if size == 1 else {}
    if latent != 2 or size != 2:
        return {}
    along = torch.linspace(-reach, reach, _MESH, device=device)
    y, x = torch.meshgrid(along, along, indexing="ij")
    return {"mesh": generator(torch.stack([x, y], -1).reshape(-1, 2)).reshape(_MESH, _MESH, 2)}


def _arrows(session: Session, critic: nn.Module, made: Tensor) -> Tensor:
    """A x 2D: places, and the way in which each point would make G's loss smaller."""
    places = made.detach().clone().requires_grad_(True)
    with torch.enable_grad():
        answers = critic(places)
        loss = pointnets.missed(getattr(session.family.params, "loss", ""), answers.detach, answers)
        (slope,) = torch.autograd.grad(loss * len(places), places)
    return torch.cat([places.detach(), -slope], 1)
