"""How different two colours look: CIE L*a*b* and the CIE76 distance."""

from __future__ import annotations

import torch
from torch import Tensor

# sRGB to XYZ under D65, and its white point (IEC 61966-2-1).
_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)


def lab(pictures: Tensor) -> Tensor:
    """N x 3 x H x W sRGB in [0, 1] to L* in 0 to 100, a*, b*."""
    linear = torch.where(pictures <= 0.04045, pictures / 12.92, ((pictures.clamp(min=0) + 0.055) / 1.055) ** 2.4)
    xyz = torch.einsum("kc,nchw->nkhw", pictures.new_tensor(_XYZ), linear)
    scaled = xyz / pictures.new_tensor(_WHITE)[:, None, None]
    f = torch.where(scaled > (6 / 29) ** 3, scaled.clamp(min=1e-9) ** (1 / 3), scaled / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], dim=1)


def difference(ours: Tensor, theirs: Tensor) -> Tensor:
    """CIE76, N x H x W: about 2 is just noticeable, 10 plainly another shade."""
    return (lab(ours) - lab(theirs)).square().sum(1).sqrt()
