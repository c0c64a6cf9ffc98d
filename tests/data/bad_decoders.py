"""A decoder plug-in with the worst manners there are, for the workers of a test: it is loaded into them by name."""

from __future__ import annotations

import os
import resource
import signal
import time
from typing import Any

from PIL import Image, ImageFile

from ganstudio.data.decoding import workers

CRASHES, HANGS, EATS, RAISES = b"CRASHES!", b"HANGS!!!", b"EATS!!!!", b"RAISES!!"
work = workers._work  # what a worker does


class BadPicture(ImageFile.ImageFile):
    """Opens like any picture, and shows its nature when it is decoded."""

    format = "TGA"

    def _open(self) -> None:
        self.nature = self.fp.read(8)
        self._size, self._mode = (64, 64), "RGB"

    def load(self) -> Any:
        if self.nature == CRASHES:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.kill(os.getpid(), signal.SIGSEGV)
        if self.nature == HANGS:
            time.sleep(1000)
        if self.nature == EATS:
            bytearray(1 << 40)
        raise AssertionError("a plug-in may raise anything")


def work_badly(*arguments: Any) -> None:
    """The same with this plug-in in the place of the decoder of TGA."""
    Image.init()
    Image.register_open("TGA", BadPicture, lambda start: start.startswith((CRASHES, HANGS, EATS, RAISES)))
    work(*arguments)
