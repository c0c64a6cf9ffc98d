"""Opens ONNX files in onnxruntime, and says in a sentence why one cannot be opened."""

from __future__ import annotations

import ctypes
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from ganstudio.core import interruption
from ganstudio.core.errors import StudioError
from ganstudio.core.text import first_line, listed, readable, shortened

_REASON = 160  # characters of what onnxruntime says
_STANDARD = ("", "ai.onnx", "ai.onnx.ml")
_RUNTIME = ("com.microsoft", "org.pytorch.aten", "com.ms.")  # what onnxruntime brings itself
_NEWER = {
    r"Opset (\d+) is under development.*till opset (\d+)":
        "uses version {} of ONNX's operators; {} is the newest that this program knows",
    r"IR version: (\d+), max supported IR version: (\d+)":
        "is written in version {} of the ONNX format; {} is the newest that this program knows",
}  # fmt: skip


def opened(path: Path, threads: int, tap: str = "") -> Any:
    """An onnxruntime session of any ONNX file; `tap` is a tensor inside that becomes one more output.

    Raises StudioError when it cannot be run.
    """
    import onnxruntime

    if not path.is_file():
        raise StudioError(f"There is no model {path} in {Path.cwd()}." if not path.is_absolute()
                          else f"There is no model {path}.", "Check the spelling.")  # fmt: skip
    options = _options(threads)
    try:
        # onnxruntime takes names in UTF-8 only.
        whole = readable(str(path)) != str(path)
        model = _tapped(path, tap) if tap else path.read_bytes() if whole else str(path)
        return onnxruntime.InferenceSession(model, options, providers=providers())
    except Exception as error:  # onnxruntime raises a dozen kinds of its own
        raise _refusal(path, error) from None


def opened_bytes(model: bytes) -> Any:
    """A session of a model that was made here out of one that has been opened; None where it does not run."""
    import onnxruntime

    try:
        return onnxruntime.InferenceSession(model, _options(1), providers=providers())
    except Exception:  # onnxruntime raises a dozen kinds of its own
        return None


def _options(threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # training may run beside it
    return options


def run_options() -> Any:
    """Those of a run that ends after the layer it is at, if the thread that asks for it is interrupted; or None."""
    if (now := interruption.current()) is None:
        return None
    import onnxruntime

    options = onnxruntime.RunOptions()
    now.when_asked(lambda: setattr(options, "terminate", True))
    return options


def _tapped(path: Path, tensor: str) -> bytes:
    """The file at `path` with one more output, whose shape and kind onnxruntime finds out."""
    import onnx  # takes a moment to import

    model = onnx.load_model(path)
    model.graph.output.append(onnx.ValueInfoProto(name=tensor))
    return bytes(model.SerializeToString())


@cache
def providers() -> list[str]:
    """CUDA only where a driver is: the package lists providers that do not work here."""
    library = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        ctypes.CDLL(library)
    except OSError:
        return ["CPUExecutionProvider"]
    import onnxruntime

    if hasattr(onnxruntime, "preload_dlls"):
        onnxruntime.preload_dlls()
    return ["CUDAExecutionProvider", "CPUExecutionProvider"]


# -- why not ----------------------------------------------------------------------------------------------


def _refusal(path: Path, error: Exception) -> StudioError:
    """The reason in a person's words where the file itself shows it, else onnxruntime's."""
    import onnx  # takes a moment to import

    name, reason = readable(path.name), plain(error)
    try:
        model = onnx.load_model(path, load_external_data=False)
        if not model.graph.node:
            raise ValueError("nothing in it")
    except Exception:  # protobuf raises its own kinds
        return StudioError(f"{name} is not an ONNX model, or damaged.", "Export or download it again.")
    return (
        _missing_weights(path, model, reason)
        or _foreign_operators(name, model)
        or _too_new(name, str(error))
        or StudioError(f"{name} cannot be run ({reason}).", "Export or download it again.")
    )


def plain(error: Exception) -> str:
    """What onnxruntime says without its codes and the place of the file."""
    text = re.sub(r"^\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : (Load model from .* failed: ?)?", "", str(error), count=1)
    return shortened(first_line(text) or type(error).__name__, _REASON)


def _missing_weights(path: Path, model: Any, reason: str) -> StudioError | None:
    """Weights in a second file that is not there, or not whole."""
    kept = sorted({entry.value for tensor in model.graph.initializer for entry in tensor.external_data
                   if entry.key == "location"})  # fmt: skip
    if not kept:
        return None
    lost = [each for each in kept if not (path.parent / each).is_file()]
    words = f"{readable(path.name)} keeps its weights in {shortened(listed(lost or kept), _REASON)}"
    if lost:
        return StudioError(
            f"{words}, which is not beside it.",
            "Put the files into one folder, or export the model again: this program writes a single file.",
        )
    return StudioError(f"{words}, and cannot be run with it ({reason}).", "Copy both files again, or export it anew.")


def _foreign_operators(name: str, model: Any) -> StudioError | None:
    """Operators that neither ONNX nor onnxruntime nor the file itself defines."""
    functions = {(each.domain, each.name) for each in model.functions}
    foreign = sorted({
        f"{node.domain}.{node.op_type}".removeprefix(".") for node in model.graph.node
        if (node.domain, node.op_type) not in functions and not _is_known(node.domain, node.op_type)
    })  # fmt: skip
    if not foreign:
        return None
    return StudioError(
        f"{name} uses operators that are no part of ONNX: {shortened(listed(foreign), _REASON)}.",
        "Export it again with standard operators only.",
    )


def _is_known(domain: str, operator: str) -> bool:
    from onnx import defs

    standard = domain in _STANDARD and defs.has(operator, "" if domain == "ai.onnx" else domain)
    return standard or domain.startswith(_RUNTIME)


def _too_new(name: str, reason: str) -> StudioError | None:
    """What onnxruntime says of versions beyond its own."""
    for pattern, words in _NEWER.items():
        if found := re.search(pattern, reason, re.DOTALL):
            return StudioError(
                f"{name} {words.format(*found.groups())}.",
                "Export it again with operators of version 18, or update the program.",
            )
    return None
