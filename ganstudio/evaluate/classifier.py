"""The independent judge: a small classifier that has seen the real pictures and shares nothing with any GAN.

It tells which class a generated picture shows, or which attributes hold where a set has those instead
(`conditional_accuracy`), and gives the features for `evaluate.frechet`. Trained once for a set of pictures and kept in
the cache: safetensors and JSON, never pickle.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from ganstudio.core import files, interruption
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import DataInfo
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine import devices

FORMAT = 1
FEATURES = 128
UNKNOWN = -1  # among attributes: nobody knows whether it holds
FEWEST = 20  # pictures that teach a judge anything
EPOCHS = 6  # at most; early stopping may end before
_WIDTHS = (32, 64, 128)  # channels after each halving
_BATCH = 64
_LOOK = 500  # pictures judged at a time
_HELD_OUT = 0.1  # share of the pictures that is never trained on
_PATIENCE = 2  # epochs without improvement on the held-out pictures
_LR = 2e-3

Labels = npt.NDArray[np.int64]
Features = npt.NDArray[np.float32]


class JudgeNetwork(nn.Module):
    """Three convolutions and a dense layer: N x C x S x S in [-1, 1] to N x classes logits. No weights of any GAN."""

    def __init__(self, channels: int, size: int, classes: int) -> None:
        super().__init__()
        body: list[nn.Module] = []
        for width in _WIDTHS:
            # Pooling before the norm saves a third of the time; 7 pixels become 4, so the edge counts too.
            halved = nn.MaxPool2d(2, ceil_mode=True)
            body += [nn.Conv2d(channels, width, 3, padding=1), halved, nn.BatchNorm2d(width), nn.ReLU()]
            channels = width
        side = -(-size // 8)
        self.features = nn.Sequential(
            *body, nn.Flatten(), nn.Dropout(0.25), nn.Linear(channels * side * side, FEATURES), nn.ReLU()
        )
        self.head = nn.Sequential(nn.Dropout(0.5), nn.Linear(FEATURES, classes))

    def forward(self, pictures: Tensor) -> Tensor:
        logits: Tensor = self.head(self.features(pictures))
        return logits


@dataclass(frozen=True)
class Classifier:
    """A trained judge of the pictures described by `info`; `accuracy` (0 to 1) is on held-out ones."""

    network: JudgeNetwork
    info: DataInfo
    accuracy: float

    @property
    def by_class(self) -> bool:
        """Whether it knows classes; else it knows attributes."""
        return has_classes(self.info)

    def predict(self, pictures: Pixels) -> Labels:
        """The class of each of N x C x S x S pictures (N), or its attributes as 0 and 1 (N x A).

        Raises StudioError when they have another shape.
        """
        likely = self.probabilities(pictures)
        labels: Labels = (likely.argmax(1) if self.by_class else likely > 0.5).astype(np.int64)
        return labels

    def probabilities(self, pictures: Pixels) -> Features:
        """How likely each class is (rows sum to 1) or each attribute. Raises StudioError as `predict` does."""
        by_class, width = self.by_class, outputs(self.info)

        def likely(batch: Tensor) -> Tensor:
            answer: Tensor = self.network(batch)
            return answer.softmax(1) if by_class else answer.sigmoid()

        return self._looked(pictures, likely, width)

    def features(self, pictures: Pixels) -> Features:
        """What the last hidden layer says, N x 128, not negative. Raises StudioError as `predict` does."""
        return self._looked(pictures, self.network.features, FEATURES)

    def _looked(self, pictures: Pixels, look: Any, width: int) -> Features:
        _check_shape(pictures, self.info)
        self.network.eval()
        with torch.no_grad():
            parts = [look(batch).float().numpy() for batch in _batches(pictures, np.arange(len(pictures)), _LOOK)]
        return np.concatenate([np.empty((0, width), np.float32), *parts])


def has_classes(info: DataInfo) -> bool:
    return len(info.classes) > 1


def lacking(pictures: PictureSet) -> str:
    """Why a set cannot teach a judge, behind its name in a sentence; empty where it can."""
    info, count = pictures.info, len(pictures.pictures)
    if not has_classes(info) and not info.attributes:
        return "has no classes and no attributes"
    return f"has {count} pictures, and a judge learns from {FEWEST} or more" if count < FEWEST else ""


def outputs(info: DataInfo) -> int:
    """How many classes or attributes a judge of such pictures knows."""
    return len(info.classes if has_classes(info) else info.attributes)


def conditional_accuracy(classifier: Classifier, pictures: Pixels, labels: npt.ArrayLike) -> float:
    """Share (0 to 1) of generated pictures that show the class asked for (N), or of attributes (N x A) as asked for.

    Attributes that are UNKNOWN are left out.
    """
    asked = np.asarray(labels)
    hits = (classifier.predict(pictures) == asked)[asked != UNKNOWN]
    return float(hits.mean()) if len(hits) else 0.0


# -- training ---------------------------------------------------------------------------------------------


def train_classifier(pictures: PictureSet, epochs: int = EPOCHS, seed: int = 0) -> Classifier:
    """A judge of `pictures`, from at most `epochs` passes. Raises StudioError without classes and attributes.

    A tenth is held out: its accuracy decides when to stop, which weights stay, and is what the judge claims.
    """
    labels, (held, trained) = _labels(pictures), _split(len(pictures.pictures), seed)
    info = pictures.info
    with torch.random.fork_rng(devices=[]):  # a training that runs meanwhile keeps its own random numbers
        torch.manual_seed(seed)
        network = JudgeNetwork(info.channels, info.size, outputs(info)).to(memory_format=torch.channels_last)
        best, accuracy, since = copy.deepcopy(network), -1.0, 0
        for _ in _epochs(network, np.asarray(pictures.pictures), labels, trained, epochs, seed):
            now = conditional_accuracy(Classifier(network, info, 0.0), pictures.pictures[held], labels[held])
            since = 0 if now > accuracy else since + 1
            if now > accuracy:
                best, accuracy = copy.deepcopy(network), now
            if since == _PATIENCE:
                break
    return Classifier(best.eval().requires_grad_(False), info, accuracy)


def _labels(pictures: PictureSet) -> Labels:
    info = pictures.info
    if lack := lacking(pictures):
        raise StudioError(f"{info.name} cannot teach a judge: it {lack}.", "Choose more pictures that have them.")
    found = pictures.labels if has_classes(info) else pictures.flags
    assert found is not None
    if has_classes(info) or pictures.known is None:
        return found.astype(np.int64)
    return np.where(pictures.known > 0, found.astype(np.int64), UNKNOWN)


def _split(count: int, seed: int) -> tuple[Labels, Labels]:
    """Indices held out and indices trained on; in rising order, as memory-mapped pictures like it."""
    order = np.random.default_rng(seed).permutation(count)
    cut = max(1, round(count * _HELD_OUT))
    return np.sort(order[:cut]), np.sort(order[cut:])


def _epochs(
    network: JudgeNetwork, pictures: Pixels, labels: Labels, trained: Labels, epochs: int, seed: int
) -> Iterator[None]:
    """Train `network`, yielding after each epoch; the learning rate falls to zero over all. Raises Stopped."""
    optimiser = torch.optim.Adam(network.parameters(), _LR, fused=True)
    steps = epochs * -(-len(trained) // _BATCH)
    decay = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1.0 - step / steps)
    fast = devices.has_fast_bf16(torch.device("cpu"))
    for epoch in range(epochs):
        order = np.random.default_rng([seed, epoch]).permutation(trained)
        network.train()
        for index, batch in enumerate(_batches(pictures, order, _BATCH)):
            interruption.check()
            wanted = torch.from_numpy(labels[order[index * _BATCH : (index + 1) * _BATCH]])
            with torch.autocast("cpu", torch.bfloat16, enabled=fast):
                logits = network(batch)
            _error(logits.float(), wanted).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            decay.step()
        yield


def _error(logits: Tensor, wanted: Tensor) -> Tensor:
    if wanted.dim() == 1:
        return nn.functional.cross_entropy(logits, wanted)
    known = wanted != UNKNOWN
    missed = nn.functional.binary_cross_entropy_with_logits(logits, wanted.float(), reduction="none")
    return (missed * known).sum() / known.sum().clamp(min=1)


def _batches(pictures: Pixels, order: Labels, size: int) -> Iterator[Tensor]:
    """The pictures at `order` as floats in [-1, 1], `size` at a time."""
    for at in range(0, len(order), size):
        chosen = torch.from_numpy(np.ascontiguousarray(pictures[order[at : at + size]]))
        yield chosen.to(torch.float32, memory_format=torch.channels_last).div_(127.5).sub_(1.0)


def _check_shape(pictures: Pixels, info: DataInfo) -> None:
    wanted = (info.channels, info.size, info.size)
    if pictures.dtype != np.uint8 or pictures.shape[1:] != wanted:
        raise StudioError(
            f"The judge of {info.name} looks at uint8 pictures of {wanted[0]} x {wanted[1]} x {wanted[2]}, "
            f"not at {pictures.dtype} of {' x '.join(map(str, pictures.shape[1:]))}.",
            "Train a judge for pictures of that shape.",
        )


# -- on disk ----------------------------------------------------------------------------------------------


def classifier_for(pictures: PictureSet, cache: Path, epochs: int = EPOCHS, seed: int = 0) -> Classifier:
    """The judge kept in `cache` for exactly these pictures; trained and kept there when missing or damaged."""
    try:
        return load_classifier(kept_in(cache, pictures.info))
    except StudioError:
        classifier = train_classifier(pictures, epochs, seed)
        save_classifier(classifier, cache)
        return classifier


def save_classifier(classifier: Classifier, cache: Path) -> Path:
    """Write the judge into `cache`; returns its safetensors file, beside which lies a JSON. Raises StudioError."""
    path, info = kept_in(cache, classifier.info), classifier.info
    weights = {name: tensor.contiguous() for name, tensor in classifier.network.state_dict().items()}
    data = save(weights)
    note = {
        "format": FORMAT, "name": info.name, "count": info.count, "channels": info.channels, "size": info.size,
        "classes": list(info.classes), "fingerprint": info.fingerprint, "licence": info.licence,
        "kind": info.kind, "attributes": list(info.attributes),
        "accuracy": classifier.accuracy, "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    files.write_bytes(path, data)
    files.write_json(path.with_suffix(".json"), note)
    return path


def load_classifier(path: Path) -> Classifier:
    """The judge in the safetensors file `path`. Raises StudioError when it is missing, damaged or from the future."""
    damaged = StudioError(f"The judge {path} is damaged.", "Delete it: it is trained again when needed.")
    beside = path.with_suffix(".json")
    with explaining(path, "read"):
        data = path.read_bytes()
    with explaining(beside, "read"):
        text = beside.read_bytes()
    try:
        note = json.loads(text)
        if note["format"] > FORMAT:
            raise StudioError(f"The judge {path} was written by a newer GAN Studio.", "Update the program.")
        if hashlib.sha256(data).hexdigest() != note["sha256"]:
            raise damaged
        return _built(note, load(data))
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError):
        raise damaged from None


def _built(note: dict[str, Any], weights: dict[str, Tensor]) -> Classifier:
    described = ("name", "count", "channels", "size", "fingerprint", "licence")
    values = {name: note[name] for name in described}
    info = DataInfo(
        **values, classes=tuple(note["classes"]), kind=note.get("kind", "plain"),
        attributes=tuple(note.get("attributes", ())),
    )  # fmt: skip
    with torch.device("meta"):
        network = JudgeNetwork(info.channels, info.size, outputs(info))
    network.to_empty(device="cpu").load_state_dict(weights)
    network.to(memory_format=torch.channels_last).eval().requires_grad_(False)
    return Classifier(network, info, float(note["accuracy"]))


def kept_in(cache: Path, info: DataInfo) -> Path:
    """One file for each set: the fingerprint knows the pictures, their size and their labels."""
    if not info.fingerprint:
        raise StudioError(f"{info.name} has no fingerprint, so its judge cannot be kept.")
    return cache / f"judge-{info.fingerprint}.safetensors"
