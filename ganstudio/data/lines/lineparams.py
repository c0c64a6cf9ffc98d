"""How lines are drawn from colour pictures, as settings: four methods, and the wear of paper and pencil."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param

DODGE, XDOG, CANNY, SOBEL = "dodge", "xdog", "canny", "sobel"
_PAPER = "Paper and pencil"


@dataclass(frozen=True)
class LineParams:
    """One way to draw lines. Lengths are in pixels of a picture of 256."""

    method: str = param(
        DODGE, "Method", "How lines are found. Pencil suits drawings and most photos.", group="Lines",
        choices={DODGE: "Pencil (dodge)", XDOG: "Ink (XDoG)", CANNY: "Thin outlines (Canny)",
            SOBEL: "Soft edges (Sobel)"},
    )  # fmt: skip
    dodge_reach: str = param(
        "3", "Pencil width", "How far a darker pixel looks for lighter ones. More gives broader lines.", group="Lines",
        choices={"3": "3 x 3", "5": "5 x 5"}, only_when=("method", (DODGE,)),
    )  # fmt: skip
    dodge_gamma: float = param(
        1.4, "Pressure", "Darkens the lines, faint ones too.", group="Lines", low=1.0, high=2.0,
        only_when=("method", (DODGE,)),
    )  # fmt: skip
    dodge_clean: float = param(
        0.05, "Clean paper", "Lines fainter than this are left out, and the texture of photos with them.",
        group="Lines", low=0.0, high=0.2, only_when=("method", (DODGE,)),
    )  # fmt: skip
    xdog_sigma: float = param(
        0.4, "Line scale", "Width of the narrow blur. Small values find fine lines.", group="Lines", low=0.3, high=0.9,
        unit="px", only_when=("method", (XDOG,)),
    )  # fmt: skip
    xdog_k: str = param(
        "4.5", "Ratio of blurs", "How much wider the wide blur is. 4.5 gives bolder lines.", group="Lines",
        choices={"1.6": "1.6", "4.5": "4.5"}, only_when=("method", (XDOG,)),
    )  # fmt: skip
    xdog_p: float = param(
        19.0, "Sharpness", "Weight of the edges against the tones. More gives more lines.", group="Lines", low=10.0,
        high=30.0, only_when=("method", (XDOG,)),
    )  # fmt: skip
    xdog_epsilon: float = param(
        0.5, "Threshold", "Sharpened tone below which there is ink. More gives more and bolder lines.", group="Lines",
        low=0.01, high=0.6, only_when=("method", (XDOG,)),
    )  # fmt: skip
    xdog_phi: float = param(
        10.0, "Hardness", "Steepness from paper to ink. Small values are soft like charcoal.", group="Lines", low=10.0,
        high=1000.0, scale="log", only_when=("method", (XDOG,)),
    )  # fmt: skip
    xdog_hard: bool = param(
        False, "Hard step", "Ink or paper and nothing between, whatever the hardness.", group="Lines", advanced=True,
        only_when=("method", (XDOG,)),
    )  # fmt: skip
    xdog_fill: bool = param(
        False, "Fill dark areas",
        "Dark areas become solid ink, as in the published formula; best with a threshold near 0.2.", group="Lines",
        only_when=("method", (XDOG,)),
    )  # fmt: skip
    canny_sigma: float = param(
        0.8, "Smoothing", "Blur before edges are found. More ignores texture.", group="Lines", low=0.5, high=1.5,
        unit="px", only_when=("method", (CANNY,)),
    )  # fmt: skip
    canny_spread: float = param(
        0.33, "Threshold spread",
        "How far the two thresholds lie apart. More keeps only strong lines, but follows them further.", group="Lines",
        low=0.2, high=0.5, only_when=("method", (CANNY,)),
    )  # fmt: skip
    canny_dilate: bool = param(
        False, "Bold", "Widens the outlines to three pixels.", group="Lines", only_when=("method", (CANNY,)),
    )  # fmt: skip
    sobel_kernel: str = param(
        "scharr", "Operator", "Scharr measures slanted edges more evenly.", group="Lines",
        choices={"sobel": "Sobel", "scharr": "Scharr"}, advanced=True, only_when=("method", (SOBEL,)),
    )  # fmt: skip
    sobel_gamma: float = param(
        1.0, "Faint edges", "Exponent of the edge strength. Less than 1 brings out faint edges.", group="Lines",
        low=0.5, high=1.0, only_when=("method", (SOBEL,)),
    )  # fmt: skip
    thickness: float = param(
        0.0, "Thickness", "Thickens or thins the lines. Lines as thin as can be stay.", group=_PAPER, low=-1.0,
        high=1.0, unit="px",
    )  # fmt: skip
    gaps: float = param(
        0.0, "Gaps", "Share of the strokes that is rubbed out.", group=_PAPER, low=0.0, high=5.0, unit="%",
    )  # fmt: skip
    binarise: bool = param(
        False, "Black and white", "Ink or paper and nothing between, at the threshold of Otsu.", group=_PAPER,
    )  # fmt: skip
    blur: float = param(0.0, "Blur", "Softness of a scan.", group=_PAPER, low=0.0, high=0.8, unit="px")
    contrast: float = param(1.0, "Contrast", "Less makes the ink grey.", group=_PAPER, low=0.7, high=1.0)
    shading: float = param(0.0, "Paper shading", "Uneven light on the paper.", group=_PAPER, low=0.0, high=0.2)
    noise: float = param(
        0.0, "Paper noise", "Grain of the paper, as a standard deviation.", group=_PAPER, low=0.0, high=0.04,
    )  # fmt: skip
