"""FID's own Inception network, where its file lies on this machine; nothing is downloaded.

The file is the one that all FIDs since Heusel et al. 2017 (arXiv 1706.08500) rest on, converted from TensorFlow; the
network comes with the optional extra `ganstudio[fid]` (torch-fidelity, through torchmetrics). torchvision's network
of the same name has other weights, and its figures would compare with nobody's.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.core.errors import StudioError, explaining

FILE = "pt_inception-2015-12-05-6726825d.pth"
VARIABLE = "GANSTUDIO_INCEPTION"
WORDS = "FID's Inception (pt_inception-2015-12-05), 2048 numbers, 299 px, bilinear as in TensorFlow 1"
_STRICT = "TORCH_FORCE_WEIGHTS_ONLY_LOAD"
_DIGEST = "6726825d"  # how the SHA-256 of the file begins: torch hub's convention, it is in the name
_REMEDY = f"It is called {FILE}; name its place in the settings or in {VARIABLE}, or put it into torch's hub folder."
Rows = npt.NDArray[np.float32]


def found(own: Path | None = None) -> Path:
    """Where the file lies: as said in the environment, in the settings, or in torch's hub. Raises StudioError."""
    named = os.environ.get(VARIABLE)
    for place in ([Path(named)] if named else []) + ([own] if own else []):
        if not place.is_file():
            raise StudioError(f"There is no file {place} with FID's Inception network.", _REMEDY)
        return place
    cached = Path(torch.hub.get_dir()) / "checkpoints" / FILE
    if not cached.is_file():
        raise StudioError("The file of FID's Inception network is not on this machine.", _REMEDY)
    return cached


def lies_here(own: Path | None = None) -> bool:
    """Whether somebody has named the file, or torch has it, and what runs it is installed."""
    named = os.environ.get(VARIABLE) or own
    return bool(named) or (_is_installed() and (Path(torch.hub.get_dir()) / "checkpoints" / FILE).is_file())


def loaded(path: Path) -> Any:
    """The network with the weights in `path`. Raises StudioError for another file, or without the package."""
    if not _is_installed():
        raise StudioError(
            "FID's network needs the package torch-fidelity.", "Install it with `pip install 'ganstudio[fid]'`."
        )
    with explaining(path, "read"), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not digest.startswith(_DIGEST):
        raise StudioError(f"{path} is not the file that FIDs are taken with: its checksum differs.", _REMEDY)
    return _built(path)


def _is_installed() -> bool:
    return find_spec("torch_fidelity") is not None


def _built(path: Path) -> Any:
    """torchmetrics' network, resized to as the first FIDs were."""
    from torchmetrics.image.fid import NoTrainInceptionV3

    wanted = ["2048", "logits_unbiased"]
    try:
        with _weights_only():
            return NoTrainInceptionV3("inception-v3-compat", wanted, str(path), antialias=False)
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError):
        raise StudioError(f"{path} does not hold the weights of FID's Inception network.", _REMEDY) from None


@contextmanager
def _weights_only() -> Iterator[None]:
    """torch-fidelity reads its file as a whole pickle, which may hold anything; inside, torch reads numbers alone."""
    before = os.environ.get(_STRICT)
    os.environ[_STRICT] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_STRICT]
        else:
            os.environ[_STRICT] = before


def answers(network: Any, pictures: Tensor) -> tuple[Rows, Rows]:
    """Features N x 2048 and logits N x 1008 of uint8 pictures."""
    features, logits = network._torch_fidelity_forward(pictures.expand(-1, 3, -1, -1))
    return features.float().numpy(), logits.float().numpy()
