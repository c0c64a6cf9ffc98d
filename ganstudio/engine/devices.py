"""The one place that knows devices and precision."""

from __future__ import annotations

import os
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import torch

from ganstudio.core import cores
from ganstudio.core.errors import StudioError


@dataclass(frozen=True)
class Hardware:
    """What a run computes on: a torch device, "fp32", "tf32" or "bf16", processor threads, a name for people."""

    device: torch.device
    precision: str
    threads: int
    name: str

    @property
    def accelerator(self) -> str:
        """Fabric's word for the kind of device."""
        return self.device.type


def choose(device: str = "auto", precision: str = "auto", threads: int = 0) -> Hardware:
    """The hardware a run asked for, with all idle cores unless `threads` says how many.

    Raises StudioError instead of quietly taking something slower.
    """
    chosen = _device(device)
    return Hardware(chosen, _precision(chosen, precision), threads or cores.idle(), _name(chosen))


def available() -> list[str]:
    """Devices by the names that `--device` takes, best first."""
    names = [f"cuda:{index}" for index in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    if torch.backends.mps.is_available():
        names.append("mps")
    return [*names, "cpu"]


def _device(name: str) -> torch.device:
    known = available()
    if name == "auto":
        return torch.device(known[0])
    if name == "cuda" and "cuda:0" in known:
        return torch.device("cuda:0")
    if name not in known:
        hint = "Check the driver with `ganstudio check`." if "cuda" in name else ""
        raise StudioError(f"This machine has no device {name!r}; it has {', '.join(known)}.", hint)
    return torch.device(name)


def _precision(device: torch.device, wanted: str) -> str:
    fast = has_fast_bf16(device)
    if wanted == "auto":
        return "bf16" if fast else "fp32"
    if (wanted == "bf16" and device.type == "mps") or (wanted == "tf32" and not has_tf32(device)):
        raise StudioError(f"{wanted} is not available on this device.", "Choose fp32.")
    return wanted


def has_fast_bf16(device: torch.device) -> bool:
    """Whether bfloat16 arithmetic is done by the hardware rather than imitated."""
    if device.type == "cuda":
        with torch.cuda.device(device):  # torch answers for the current one
            return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        # Private names, so each may be missing in another torch; then fp32 is the safe answer.
        checks = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
        return any(bool(check()) for check in checks if check is not None)
    return False


def has_tf32(device: torch.device) -> bool:
    """Whether the hardware multiplies float32 numbers rounded to TF32: NVIDIA GPUs since Ampere."""
    return device.type == "cuda" and not torch.version.hip and torch.cuda.get_device_capability(device) >= (8, 0)


def _name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return "CPU" if device.type == "cpu" else "Apple GPU"


def prepare(hardware: Hardware) -> None:
    """Settings of the calling thread and the process for `hardware`: fast, and the same numbers every time."""
    torch.set_num_threads(hardware.threads)  # OpenMP keeps this per thread: call it in the training thread
    # Fabric switches this on, and each step of an optimiser then opens the driver's library: 2 % of a small network.
    os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "0"
    if hardware.device.type == "cuda":
        torch.cuda.set_device(hardware.device)  # also per thread; else pinned memory would occupy the first GPU
        _allow_tf32(hardware.precision != "fp32")
        # Trying out algorithms and letting them add in any order would make resuming inexact.
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.deterministic = True


def _allow_tf32(allowed: bool) -> None:
    """By the old calls: they set the new flags too, while the new ones alone break torch.compile (pytorch #166387)."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*control TF32 behavior")  # torch 2.9 deprecates them, 2.14 does not
        torch.set_float32_matmul_precision("high" if allowed else "highest")
        torch.backends.cudnn.allow_tf32 = allowed


def give_back_memory() -> None:
    """Return what torch keeps of a GPU for later to the machine: other programs, and exports, may need it."""
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.empty_cache()


def memory_free(device: str = "auto") -> int:
    """Bytes that a run on `device` may take: of that GPU, else of the machine; 0 when unknown."""
    known = available()
    chosen = torch.device(device if device in known else known[0])
    if chosen.type == "cuda":
        return torch.cuda.mem_get_info(chosen)[0]
    if sys.platform == "linux":
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 0


def memory_used(device: torch.device) -> int:
    """Bytes: of the GPU, as torch has reserved them, or of this process."""
    if device.type == "cuda":
        return torch.cuda.memory_reserved(device)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "darwin":
        import resource

        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return 0
