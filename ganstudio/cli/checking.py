"""`ganstudio check`: what this machine has, as it is and not as it is advertised."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ganstudio import __version__
from ganstudio.core import resources
from ganstudio.core.errors import StudioError
from ganstudio.core.settings import places
from ganstudio.core.text import counted

_PACKAGES = (
    "torch",
    "torchvision",
    "lightning-fabric",
    "PySide6-Essentials",
    "pyqtgraph",
    "onnx",
    "numpy",
    "pillow",
)


def report() -> list[dict[str, Any]]:
    """Rows of item, value and remark."""
    rows = [("GAN Studio", __version__, ""), ("Python", platform.python_version(), platform.platform())]
    rows += [(name, _version(name), "") for name in _PACKAGES]
    rows += [*_devices(), *_onnxruntime(), *_folders()]
    return [{"item": item, "value": value, "remark": remark} for item, value, remark in rows]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _devices() -> list[tuple[str, str, str]]:
    from ganstudio.engine import devices

    rows = []
    for name in devices.available():
        hardware = devices.choose(name)
        rows.append((f"device {name}", hardware.name, f"{hardware.precision}, {counted(hardware.threads, 'thread')}"))
    return rows


def _onnxruntime() -> list[tuple[str, str, str]]:
    installed = [name for name in ("onnxruntime", "onnxruntime-gpu") if _version(name) != "missing"]
    remark = ""
    if len(installed) == 2:
        remark = "Two packages overwrite each other: uninstall both, then install onnxruntime-gpu."
    return [
        ("onnxruntime", ", ".join(f"{name} {_version(name)}" for name in installed) or "missing", remark),
        ("onnxruntime computes on", _provider(), "tried with a small model"),
    ]


def _provider() -> str:
    """Decided by a session: the list of providers names some that do not work."""
    import onnx
    import onnxruntime

    from ganstudio.export.opening import providers

    value = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1])
    result = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "check", [value], [result])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=providers())
    return str(session.get_providers()[0]).removesuffix("ExecutionProvider")


def _folders() -> list[tuple[str, str, str]]:
    where = places()
    try:
        found = str(resources.root())
    except StudioError as error:
        found = error.message
    return [("runs", str(where.runs), ""), ("models", str(where.models), ""), ("resources", found, "")]
