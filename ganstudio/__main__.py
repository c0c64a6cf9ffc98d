"""`ganstudio` and `python -m ganstudio`: the window without arguments, the command line with them."""

from __future__ import annotations

import multiprocessing
import os
import sys
from contextlib import suppress


def main() -> int:
    multiprocessing.freeze_support()  # workers of a frozen program start here too
    arguments = sys.argv[1:]
    if arguments:
        from ganstudio.cli.main import main as command_line

        return command_line(arguments)
    if not has_display():
        return first_training()
    from ganstudio.app import main as window
    from ganstudio.cli import output
    from ganstudio.core.errors import StudioError

    try:
        return window()
    except StudioError as error:  # before there was a window to say it in
        output.complain(error)
        return 2


def has_display() -> bool:
    """Whether a window can be shown."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def first_training() -> int:
    """What the window opens with, without a window."""
    from ganstudio.cli.main import main as command_line

    recipe = ["train", "--family", "cgan", "--preset", "quick", "--data", "fashion-mnist", "--minutes", "1"]
    with suppress(OSError):  # nobody need listen
        print("There is no display, so GAN Studio trains its first model here instead of opening a window.")
        print(f"The same by command: ganstudio {' '.join(recipe)}")
    return command_line(recipe)


if __name__ == "__main__":
    sys.exit(main())
