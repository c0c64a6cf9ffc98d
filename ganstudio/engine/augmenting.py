"""Changes to everything that a discriminator sees, real or generated, so that few pictures last longer.

They can be differentiated, so the generator learns through them and does not learn to make them: DiffAugment (Zhao et
al. 2020, arXiv 2006.10738) changes every picture, ADA (Karras et al. 2020, arXiv 2006.06676) as many as it must.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from ganstudio.engine import warping

NUMBERS = 14  # uniform ones per picture that a change takes
_TARGET = 0.6  # of the mean sign of D(x): above it, D knows the pictures by heart (section 3.1)
_EVERY, _WHOLE = 4, 500_000  # updates between adjustments; pictures in which the share could go from 0 to 1


class Adaptive:
    """The share of changes that are made, which follows how surely D knows the real pictures. State of a family."""

    def __init__(self) -> None:
        self.share = 0.0
        self._signs: list[Tensor] = []

    def follow(self, real_logits: Tensor) -> None:
        """One more update of the discriminator, and what it said of real pictures."""
        self._signs.append(real_logits.detach().sign().mean())
        if len(self._signs) == _EVERY:
            known = float(torch.stack(self._signs).mean()) > _TARGET
            step = len(real_logits) * _EVERY / _WHOLE
            self.share = min(1.0, max(0.0, self.share + (step if known else -step)))
            self._signs = []

    def state_dict(self) -> dict[str, Tensor]:
        signs = torch.stack(self._signs).cpu() if self._signs else torch.empty(0)
        return {"share": torch.tensor(self.share, dtype=torch.float64), "signs": signs}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        self.share, self._signs = float(state["share"]), list(state["signs"])


def diff_augmented(pictures: Tensor, numbers: Tensor, cut: bool = True) -> Tensor:
    """N x C x S x S in [-1, 1], each moved by an eighth at most, a quarter of it `cut` out, and colours changed.

    `numbers` are N x NUMBERS on [-1, 1]. Grey pictures keep their greys: what is black means something there.
    """
    bright, rich, contrast, right, down, column, row = numbers[:, :7, None, None, None].float().unbind(1)
    out = pictures.float()
    if pictures.shape[1] == 3:
        out = out + 0.5 * bright
        grey = out.mean(1, keepdim=True)
        out = grey + (out - grey) * (1 + rich)
        mean = out.mean((1, 2, 3), keepdim=True)
        out = mean + (out - mean) * (1 + 0.5 * contrast)
    out = _moved(out, right, down)
    return out * _kept(pictures.shape[2], column, row) if cut else out


def _moved(pictures: Tensor, right: Tensor, down: Tensor) -> Tensor:
    """By whole pixels, at most an eighth of the side; zeros come in."""
    size = pictures.shape[2]
    matrices = _identity(pictures)
    for axis, share in enumerate((right, down)):
        matrices[:, axis, 2] = (share.flatten() * (size // 8 + 0.499)).round() * 2 / size
    return warping.warped(pictures, matrices[:, :2], warping.ZEROS)


def _kept(size: int, column: Tensor, row: Tensor) -> Tensor:
    """N x 1 x S x S: 0 in a square of half the side, somewhere, and 1 elsewhere."""
    at = torch.arange(size, device=column.device)
    cut = []
    for share in (row, column):
        middle = ((share[:, 0, 0] + 1) / 2 * size).floor()
        cut.append((at >= middle - size // 4) & (at < middle + size // 4))
    return (~(cut[0][:, :, None] & cut[1][:, None, :])).float()[:, None]


def adaptively_changed(
    pictures: Tensor, numbers: Tensor, fates: Tensor, share: float, of_colour: float = 1.0
) -> Tensor:
    """N x C x S x S in [-1, 1], each change of place made to a `share` of them, those `of_colour` to a part of that.

    `numbers` and `fates` are N x NUMBERS on [-1, 1]. Appendix B: flips, quarter turns, whole and fractional shifts,
    scale, rotation, stretching; brightness, contrast, and in colour inverted luma, hue and saturation. Bilinear here.
    """
    fates = (fates + 1) / 2
    places = _placing(pictures, numbers, fates < share)
    out = warping.warped(pictures, places[:, :2])
    return _recoloured(out, numbers[:, 9:], fates[:, 9:] < share * of_colour)


def cut_out(pictures: Tensor, numbers: Tensor, share: float) -> Tensor:
    """N x C x S x S, of a `share` of them a square of half the side cut out; `numbers` are N x 3 on [-1, 1]."""
    fate, column, row = numbers[:, :, None, None, None].float().unbind(1)
    return torch.where((fate + 1) / 2 < share, pictures * _kept(pictures.shape[2], column, row), pictures)


def _placing(pictures: Tensor, numbers: Tensor, made: Tensor) -> Tensor:
    """N x 3 x 3: from which place of the picture each place is taken."""
    size, n = pictures.shape[2], _normal(numbers)
    zero = torch.zeros_like(numbers[:, 0])
    # As fractions of [-1, 1]; a quarter turn is one of four, a flip one of two, each as likely as none.
    steps = [
        _scaled(torch.where(made[:, 0] & (numbers[:, 0] < 0), -1.0, 1.0), zero + 1),
        _turned(torch.where(made[:, 1], (numbers[:, 1] * 2).floor(), zero) * (math.pi / 2)),
        _shifted(*(torch.where(made[:, 2], (numbers[:, at] * size / 8).round() * 2 / size, zero) for at in (2, 3))),
        _stretched(torch.where(made[:, 4], 0.2 * n[:, 4], zero), even=True),
        _turned(torch.where(made[:, 5], numbers[:, 5] * math.pi, zero)),
        _stretched(torch.where(made[:, 6], 0.2 * n[:, 6], zero), even=False),
        _shifted(*(torch.where(made[:, 7], 0.25 * n[:, at], zero) for at in (7, 8))),
    ]
    places = _identity(pictures)
    for step in steps:
        places = places @ step
    return places


def _recoloured(pictures: Tensor, numbers: Tensor, made: Tensor) -> Tensor:
    """Brightness, contrast; and of colours the luma, hue and saturation."""
    n, zero = _normal(numbers), torch.zeros_like(numbers[:, 0])
    bright = torch.where(made[:, 0], 0.2 * n[:, 0], zero)
    contrast = torch.where(made[:, 1], 0.5 * n[:, 1], zero).exp2()
    out = (pictures + bright[:, None, None, None]) * contrast[:, None, None, None]
    if pictures.shape[1] != 3:
        return out
    along = torch.full((3, 3), 1 / 3, device=out.device)  # onto the grey axis
    across = torch.eye(3, device=out.device) - along
    flipped = torch.where(made[:, 2] & (numbers[:, 2] < 0), -1.0, 1.0)
    angle = torch.where(made[:, 3], numbers[:, 3] * math.pi, zero)
    rich = torch.where(made[:, 4], n[:, 4], zero).exp2()
    beside = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]], device=out.device) / math.sqrt(3)
    c, s = (rich * angle.cos())[:, None, None], (rich * angle.sin())[:, None, None]
    matrices = flipped[:, None, None] * along + c * across + s * beside
    return torch.einsum("nkc,nchw->nkhw", matrices, out)


def _normal(numbers: Tensor) -> Tensor:
    """Numbers on [-1, 1] as ones of N(0, 1)."""
    return torch.erfinv(numbers.clamp(-0.9999, 0.9999)) * math.sqrt(2)


def _identity(pictures: Tensor) -> Tensor:
    return torch.eye(3, device=pictures.device).repeat(len(pictures), 1, 1)


def _matrices(rows: tuple[tuple[Tensor, Tensor, Tensor], ...]) -> Tensor:
    return torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)


def _shifted(right: Tensor, down: Tensor) -> Tensor:
    one, zero = torch.ones_like(right), torch.zeros_like(right)
    return _matrices(((one, zero, right), (zero, one, down), (zero, zero, one)))


def _scaled(across: Tensor, down: Tensor) -> Tensor:
    one, zero = torch.ones_like(across), torch.zeros_like(across)
    return _matrices(((across, zero, zero), (zero, down, zero), (zero, zero, one)))


def _stretched(powers: Tensor, even: bool) -> Tensor:
    """Both sides times 2^power, or one that much longer and the other shorter."""
    return _scaled((-powers).exp2(), (-powers if even else powers).exp2())


def _turned(angles: Tensor) -> Tensor:
    one, zero, c, s = torch.ones_like(angles), torch.zeros_like(angles), angles.cos(), angles.sin()
    return _matrices(((c, -s, zero), (s, c, zero), (zero, zero, one)))
