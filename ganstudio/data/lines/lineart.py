"""Line drawings from colour pictures, in torch: black ink on white paper, a batch at a time.

Every picture of a batch may have settings of its own (`LineParams`). All filters treat left and right alike
to the last bit, so a mirrored picture gives the mirrored lines.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from ganstudio.core import params as settings
from ganstudio.core.interruption import Progress, Stopped
from ganstudio.core.pictures import Pixels
from ganstudio.data.lines.lineparams import CANNY, DODGE, SOBEL, XDOG, LineParams
from ganstudio.data.lines.paper import aged, blurred, column, lightest, neighbours

__all__ = ["LineParams", "augmented", "extracted", "random_lines", "random_params", "randomly_worn", "sketches"]

_AT_ONCE = 1 << 20  # pixels that are filtered together: what fits a processor's cache and any GPU
_LUMA = (0.299, 0.587, 0.114)
_DARK = 1 / 16  # added to both sides of a ratio: noise in black areas is no line
_FAINTEST = 0.25  # an edge of this height is drawn black even in the calmest picture
_MEDIANS = (0.3, 0.6)  # that Canny's thresholds follow: black is not all edges, nor white paper without any
_LIFT = 0.6  # the highest threshold of XDoG: a black area lifted to it is paper
_TIE = 1e-4  # gradients that differ by less are equally steep


def extracted(pictures: Tensor, params: LineParams) -> Tensor:
    """Lines of `pictures` N x C x H x W in [0, 1], C 1 or 3: float32 N x 1 x H x W in [0, 1], 0 is ink."""
    return _drawn(pictures, [params] * len(pictures))


def augmented(lines: Tensor, params: LineParams, generator: torch.Generator) -> Tensor:
    """`lines` N x 1 x H x W in [0, 1] with the wear that `params` asks for; the shape and range stay."""
    return aged(lines, [params] * len(lines), generator)


def random_params(generator: torch.Generator, base: LineParams | None = None) -> LineParams:
    """Settings drawn evenly from their ranges; `base` fixes the method.

    Each kind of wear is left out half of the time, so that clean lines stay common.
    """
    base = base if base is not None else LineParams(method=_pick((DODGE, XDOG, CANNY, SOBEL), generator))
    values: dict[str, settings.Value] = {}
    for spec in settings.specs(LineParams):
        wear = spec.only_when is None
        if spec.name == "method" or not spec.applies({"method": base.method}):
            continue
        if _rng(generator) >= (0.5 if wear and spec.kind is float else 1.0):
            continue
        values[spec.name] = _drawn_value(spec, generator)
    return settings.from_mapping(LineParams, values, base)


def random_lines(pictures: Tensor, generator: torch.Generator, base: LineParams | None = None) -> Tensor:
    """As `extracted`, with `random_params` of its own for each picture, wear included."""
    many = [random_params(generator, base) for _ in range(len(pictures))]
    return aged(_drawn(pictures, many), many, generator)


def randomly_worn(lines: Tensor, generator: torch.Generator) -> Tensor:
    """`lines` N x 1 x H x W in [0, 1], each with wear of its own."""
    return aged(lines, [random_params(generator) for _ in range(len(lines))], generator)


def sketches(
    pictures: Pixels, params: LineParams | None, seed: int,
    progress: Progress = lambda done, total: None, cancelled: Callable[[], bool] = lambda: False,
) -> Pixels:  # fmt: skip
    """Lines of uint8 `pictures` N x C x H x W as uint8 N x 1 x H x W; without `params` each picture draws its own.

    Raises Stopped when `cancelled()` turns true.
    """
    count, _, height, width = pictures.shape
    step = max(1, _AT_ONCE // (height * width))
    generator = torch.Generator().manual_seed(seed)
    out = torch.empty((count, 1, height, width), dtype=torch.uint8)
    for start in range(0, count, step):
        if cancelled():
            raise Stopped
        with torch.no_grad():
            batch = torch.from_numpy(pictures[start : start + step].copy()).float() / 255
            if params is None:
                lines = random_lines(batch, generator)
            else:
                lines = augmented(extracted(batch, params), params, generator)
            out[start : start + step] = (lines * 255).round().to(torch.uint8)
        progress(min(start + step, count), count)
    return out.numpy()


def _drawn_value(spec: settings.Spec, generator: torch.Generator) -> settings.Value:
    if spec.choices:
        return _pick(spec.choices, generator)
    if spec.kind is bool:
        return _rng(generator) < 0.2
    assert spec.low is not None
    assert spec.high is not None
    if spec.scale == "log":
        return float(spec.low * (spec.high / spec.low) ** _rng(generator))
    return spec.low + (spec.high - spec.low) * _rng(generator)


def _rng(generator: torch.Generator) -> float:
    return float(torch.rand((), generator=generator, device=generator.device))


def _pick(values: Sequence[str], generator: torch.Generator) -> str:
    return values[int(_rng(generator) * len(values))]


def _drawn(pictures: Tensor, many: Sequence[LineParams]) -> Tensor:
    """Each picture by its own settings; those of one method are filtered together."""
    pictures = pictures.float()
    methods = {DODGE: _dodge, XDOG: _xdog, CANNY: _canny, SOBEL: _sobel}
    out = pictures.new_empty((len(pictures), 1, *pictures.shape[2:]))
    for method, draw in methods.items():
        chosen = [index for index, params in enumerate(many) if params.method == method]
        if chosen:
            rows = torch.tensor(chosen, device=pictures.device)
            out = out.index_copy(0, rows, draw(pictures[rows], [many[index] for index in chosen]))
    return out


def _scale(pictures: Tensor) -> float:
    """How much larger than 256 the pictures are, where lengths are what the settings say; at least a half.

    With it the lines of a picture are much the same ones at every size.
    """
    return max(0.5, min(pictures.shape[2:]) / 256)


def _dodge(pictures: Tensor, many: Sequence[LineParams]) -> Tensor:
    """How dark a pixel is beside the lightest one around it, in whichever channel that is most."""
    scale = _scale(pictures)
    narrow, wide = max(1, round(scale)), max(1, round(2 * scale))
    light = _lightest(pictures, narrow)
    broad = [params.dodge_reach == "5" for params in many]
    if any(broad):
        light = torch.where(column(light, broad) > 0, _lightest(light, wide - narrow), light)
    ratio = ((pictures + _DARK) / (light + _DARK)).amin(1, keepdim=True)
    faint = column(ratio, [params.dodge_clean for params in many])
    return (ratio / (1 - faint)).clamp(0, 1) ** column(ratio, [params.dodge_gamma for params in many])


def _lightest(pictures: Tensor, reach: int) -> Tensor:
    """The largest value of each square of `reach` pixels to every side, by repeated 3 x 3 squares."""
    for _ in range(reach):
        pictures = lightest(pictures)
    return pictures


def _xdog(pictures: Tensor, many: Sequence[LineParams]) -> Tensor:
    """Winnemöller's extended difference of Gaussians of the luma.

    Without fill, tones are lifted above any threshold first: then a flat area is paper however dark it is, and
    the channels may be looked at one by one, since none of them is dark by its hue.
    """
    scale = _scale(pictures)
    epsilon = column(pictures, [params.xdog_epsilon for params in many])
    fill = column(pictures, [params.xdog_fill for params in many])
    tones = torch.where(fill > 0, _luma(pictures), _LIFT + (1 - _LIFT) * pictures)
    narrow = blurred(tones, [scale * params.xdog_sigma for params in many])
    wide = blurred(tones, [scale * params.xdog_sigma * float(params.xdog_k) for params in many])
    p = column(tones, [params.xdog_p for params in many])
    below = ((1 + p) * narrow - p * wide - epsilon).amin(1, keepdim=True).clamp(max=0)
    phi = column(tones, [math.inf if params.xdog_hard else params.xdog_phi for params in many])
    hard = (below >= -_TIE).to(tones.dtype)
    return torch.where(phi.isinf(), hard, 1 + torch.tanh(torch.where(phi.isinf(), 0, phi) * below))


def _sobel(pictures: Tensor, many: Sequence[LineParams]) -> Tensor:
    """One minus the steepness of the steepest channel, as a share of what is steep in this picture."""
    side = column(pictures, [3 / 16 if params.sobel_kernel == "scharr" else 1 / 4 for params in many])
    scale = _scale(pictures)
    across, down = _gradients(blurred(pictures, [0.5 * scale] * len(many)), side)
    steep = max(1.0, scale) * (across.square() + down.square()).amax(1, keepdim=True).add(1e-12).sqrt()
    usual = steep.square().mean((2, 3), keepdim=True).sqrt()
    full = (3 * usual).clamp(min=_FAINTEST)
    return 1 - (steep / full).clamp(max=1) ** column(pictures, [params.sobel_gamma for params in many])


def _gradients(pictures: Tensor, side: Tensor | float) -> tuple[Tensor, Tensor]:
    """Slopes to the right and down, smoothed across; a step of height 1 gives 1. `side`: weight of the flanks."""
    left, right, up, below = neighbours(pictures)
    across, down = right - left, below - up
    _, _, above_across, below_across = neighbours(across)
    left_down, right_down, _, _ = neighbours(down)
    middle = 1 - 2 * side
    return (
        middle * across + side * (above_across + below_across),
        middle * down + side * (left_down + right_down),
    )


def _canny(pictures: Tensor, many: Sequence[LineParams]) -> Tensor:
    """Canny's outlines of the steepest channel, with thresholds around the median of the picture."""
    scale = _scale(pictures)
    smooth = blurred(pictures, [scale * params.canny_sigma for params in many])
    ridge = max(1.0, scale) * _ridges(*_steepest(*_gradients(smooth, 1 / 4)))
    # The usual units: a Sobel kernel of weights 1 2 1, four times ours, against tones in [0, 1].
    median = _median(_luma(smooth)).clamp(*_MEDIANS) / 4
    spread = column(pictures, [params.canny_spread for params in many])
    edges = _connected(ridge > (1 + spread) * median, ridge > (1 - spread) * median).to(smooth.dtype)
    edges = _lightest(edges, int((scale - 1) / 2))
    bold = [params.canny_dilate for params in many]
    if any(bold):
        edges = torch.where(column(edges, bold) > 0, _lightest(edges, max(1, round(scale))), edges)
    return 1 - edges


def _steepest(across: Tensor, down: Tensor) -> tuple[Tensor, Tensor]:
    """The slopes of the channel that is steepest at each pixel, one channel each."""
    channel = (across.square() + down.square()).argmax(1, keepdim=True)
    return across.gather(1, channel), down.gather(1, channel)


def _ridges(across: Tensor, down: Tensor) -> Tensor:
    """Steepness where neither neighbour along the slope is steeper, else 0. Equals stay, for the mirror's sake."""
    steep = (across.square() + down.square()).sqrt()
    left, right, up, below = neighbours(steep)
    up_left, up_right, _, _ = neighbours(up)
    down_left, down_right, _, _ = neighbours(below)
    flat = down.abs() <= math.tan(math.pi / 8) * across.abs()
    upright = across.abs() <= math.tan(math.pi / 8) * down.abs()
    falling = across * down > 0
    higher = torch.where(falling, torch.maximum(up_left, down_right), torch.maximum(up_right, down_left))
    higher = torch.where(upright, torch.maximum(up, below), higher)
    higher = torch.where(flat, torch.maximum(left, right), higher)
    return torch.where(steep >= higher - _TIE, steep, 0)


def _median(luma: Tensor) -> Tensor:
    """The middle tone of each picture, N x 1 x 1 x 1; of a reduced copy, since sorting is slow."""
    small = F.adaptive_avg_pool2d(luma, (min(128, luma.shape[2]), min(128, luma.shape[3]))).flatten(1)
    ordered = small.sort(1).values
    return ordered[:, ordered.shape[1] // 2].view(-1, 1, 1, 1)


def _connected(strong: Tensor, weak: Tensor) -> Tensor:
    """`weak` pixels that hang together with `strong` ones. A flood, as many steps as the longest line has pixels."""
    weak, kept = weak.to(torch.uint8), strong.to(torch.uint8)
    while True:
        before = kept
        for _ in range(16):  # looking whether anything changed makes a GPU wait
            kept = lightest(kept) & weak
        if torch.equal(before, kept):
            return kept


def _luma(pictures: Tensor) -> Tensor:
    if pictures.shape[1] == 1:
        return pictures
    weights = torch.tensor(_LUMA, device=pictures.device).view(1, 3, 1, 1)
    return (pictures * weights).sum(1, keepdim=True)
