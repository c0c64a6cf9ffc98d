"""What a picture was drawn from, kept in the picture itself: PNG texts and the XMP of WebP, and read back exactly."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core import files
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.pictures import Pixels, as_image
from ganstudio.core.player import Player
from ganstudio.core.text import readable

KEY = "ganstudio"
FORMAT = 1
_KINDS = ("<f4", "<i8")
_OPEN, _CLOSE = "<ganstudio:drawn>", "</ganstudio:drawn>"
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:ganstudio="https://ganstudio.invalid/ns/1.0/">{}</rdf:Description></rdf:RDF></x:xmpmeta>'
)


@dataclass(frozen=True)
class Origin:
    """What a picture or a sheet was drawn from: `inputs` N rows by the names of the controls, float32 or int64.

    `model` is a name for people, `digest` that of its file, "" for a run's checkpoint; `settings` are JSON values.
    """

    model: str
    digest: str
    inputs: Mapping[str, npt.NDArray[Any]]
    settings: Mapping[str, Any] = field(default_factory=dict)


def write_picture(path: Path, sheet: Pixels, origin: Origin) -> None:
    """An H x W x C sheet as PNG or lossless WebP, by its ending, with its origin. Raises StudioError."""
    if path.suffix.lower() == ".webp":
        options: dict[str, Any] = {"format": "WEBP", "lossless": True, "xmp": _xmp(origin)}
    else:
        from PIL import PngImagePlugin

        texts = PngImagePlugin.PngInfo()
        texts.add_text(KEY, to_text(origin))
        options = {"format": "PNG", "pnginfo": texts}
    files.replace_atomically(path, lambda temporary: as_image(sheet).save(temporary, **options))


def restored(path: Path) -> Origin:
    """What the picture in a file was drawn from. Raises StudioError where it does not say, or cannot be read."""
    from PIL import Image

    with explaining(path, "read"):
        data = path.open("rb")
    try:
        with data, Image.open(data) as image:
            text, xmp = image.info.get(KEY), image.info.get("xmp", b"")
    except Exception:  # decoders raise a dozen kinds of their own
        raise StudioError(f"{readable(path.name)} is no picture, or damaged.", "Choose another file.") from None
    text = text or _from_xmp(xmp)
    if not isinstance(text, str) or not text:
        raise StudioError(f"{readable(path.name)} does not say what it was drawn from.",
                          "Programs that edit or send pictures often take that away: choose the original.")  # fmt: skip
    try:
        return from_text(text)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise StudioError(
            f"What {readable(path.name)} says of its origin is damaged.", "Choose another file."
        ) from None


def drawn_again(origin: Origin, model: Player) -> Pixels:
    """The pictures of an origin, N x C x H x W. Raises StudioError where `model` is another one."""
    if origin.digest != model.mark:
        raise StudioError(f"This picture was drawn by another model than {model.name}: {readable(origin.model)}.",
                          "Open that one.")  # fmt: skip
    return model.generate(origin.inputs)


def to_text(origin: Origin) -> str:
    """Plain ASCII."""
    inputs = {name: _packed(values) for name, values in origin.inputs.items()}
    value = {"format": FORMAT, "model": origin.model, "digest": origin.digest, "settings": dict(origin.settings)}
    return json.dumps({**value, "inputs": inputs})


def from_text(text: str) -> Origin:
    """What `to_text` wrote. Raises StudioError for a later version, ValueError, KeyError or TypeError for nonsense."""
    value = json.loads(text)
    if int(value["format"]) > FORMAT:
        raise StudioError("This picture was drawn by a newer GAN Studio.", "Update the program.")
    inputs = {str(name): _unpacked(each) for name, each in value["inputs"].items()}
    return Origin(str(value["model"]), str(value["digest"]), inputs, dict(value["settings"]))


def _packed(values: npt.NDArray[Any]) -> dict[str, Any]:
    kind = "<i8" if np.issubdtype(values.dtype, np.integer) else "<f4"
    data = base64.b64encode(np.ascontiguousarray(values, kind).tobytes()).decode("ascii")
    return {"kind": kind, "shape": list(values.shape), "data": data}


def _unpacked(value: Mapping[str, Any]) -> npt.NDArray[Any]:
    if value["kind"] not in _KINDS:
        raise ValueError("unknown kind of numbers")
    flat = np.frombuffer(base64.b64decode(value["data"], validate=True), value["kind"])
    if not np.isfinite(flat).all():
        raise ValueError("numbers that are not finite")
    return flat.reshape([int(side) for side in value["shape"]]).astype(np.dtype(value["kind"]).newbyteorder("="))


def _xmp(origin: Origin) -> bytes:
    return _XMP.format(f"{_OPEN}{escape(to_text(origin))}{_CLOSE}").encode("utf-8")


def _from_xmp(xmp: object) -> str:
    text = xmp.decode("utf-8", "replace") if isinstance(xmp, bytes) else ""
    _, opened, rest = text.partition(_OPEN)
    inside, closed, _ = rest.partition(_CLOSE)
    return unescape(inside) if opened and closed else ""
