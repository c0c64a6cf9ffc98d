"""Pictures saved in the format that their name ends in."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.export import translating_files
from ganstudio.export.translating_files import JPEG, PNG, WEBP, Saving

FORMATS = {".png": "PNG", ".webp": "WebP", ".jpg": "JPEG"}
_OF = {".png": PNG, ".webp": WEBP, ".jpg": JPEG, ".jpeg": JPEG}


def save_picture(path: Path, picture: Image.Image) -> str:
    """Write `picture` to `path`; returns what a person should know of it. Raises StudioError."""
    kind = _OF.get(path.suffix.lower())
    if kind is None:
        raise StudioError(f"{path.name} should end in .png, .webp or .jpg.", "Choose another name.")
    return translating_files.write(path, picture, Saving(kind))
