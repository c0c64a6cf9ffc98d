#!/bin/sh
# Checks the program on a real CUDA device: every test marked `gpu`, then tables of speed.
#
#   sh packaging/gpu_check.sh
#
# Needs the repository and a Python 3.11 or newer with a CUDA build of torch; no display, no network. What else is missing
# is taken from wheels in $WHEELS (default: .wheels in the repository, packaging/wheels, or wheels beside it). To fetch
# them, on a machine with a network and for the Python of the other one:
#
#   pip download --no-deps --only-binary=:all: --python-version 3.12 --platform manylinux2014_x86_64 -d .wheels NAME ...
#
# Results also land in $OUT. PYTHON chooses the interpreter, GANSTUDIO_GPU_TESTS_ON=cpu tries everything on a processor.
# Ends within 8 minutes; the exit status is 0 when every test has passed, 2 when something is missing.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 2
begun=$(date +%s)
limit=465      # seconds in all
tests_limit=270
python=${PYTHON:-python3}
device=${GANSTUDIO_GPU_TESTS_ON:-cuda:0}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
out=${OUT:-${TMPDIR:-/tmp}/gpu-check}
mkdir -p "$out" || exit 2

left() { echo $((limit - $(date +%s) + begun)); }

for folder in "${WHEELS:-}" .wheels packaging/wheels ../wheels; do
    [ -n "$folder" ] && ls "$folder"/*.whl >/dev/null 2>&1 && wheels=$folder && break
done
if [ -n "${wheels:-}" ]; then
    # Beside the interpreter's own packages rather than in a new environment: where that interpreter belongs to an
    # environment itself, a new one would not see its torch.
    "$python" -m pip install --quiet --no-index --no-deps --no-compile --target "$scratch/site" \
        --disable-pip-version-check --root-user-action ignore "$wheels"/*.whl || exit 2
fi
export PYTHONPATH="$scratch/site:$root" PYTHONUNBUFFERED=1 PYTHONPYCACHEPREFIX="$scratch/compiled"
export GANSTUDIO_HOME="$scratch/home" TORCHINDUCTOR_CACHE_DIR="$scratch/inductor" TRITON_CACHE_DIR="$scratch/triton"

"$python" - "$device" <<'EOF' 2>&1 | tee "$out/gpu-machine.txt"
import importlib, platform, sys
from importlib.metadata import PackageNotFoundError, version

# All that `ganstudio train` and the tests load, by module; then what only drawn faces need.
needed = {"torch": "torch", "torchvision": "torchvision", "torchmetrics": "torchmetrics",
          "lightning_fabric": "lightning-fabric", "numpy": "numpy", "PIL": "pillow", "cv2": "opencv-python-headless",
          "safetensors": "safetensors", "onnx": "onnx", "onnxscript": "onnxscript", "onnxruntime": "onnxruntime",
          "pyarrow": "pyarrow", "filelock": "filelock", "platformdirs": "platformdirs", "tomli_w": "tomli-w",
          "typer": "typer", "rich": "rich", "hypothesis": "hypothesis", "pytest": "pytest",
          "pytest_timeout": "pytest-timeout"}
of_faces = {"dicebear": "dicebear-core", "dicebear_styles": "dicebear-styles", "resvg_py": "resvg_py"}
def lacking(modules):
    found = []
    for module, name in modules.items():
        try:
            importlib.import_module(module)  # rather than looked for: what it needs itself may be missing too
        except ImportError as error:
            other = (error.name or "").split(".")[0]
            found.append(name if other in ("", module) else f"{name} (wants {other})")
    return found
if missing := lacking(needed):
    sys.exit(f"missing: {' '.join(missing)}. Put their wheels into .wheels; see packaging/gpu_check.sh.")
if missing := lacking(of_faces):
    print(f"Without {' '.join(missing)} no faces can be drawn: the tests need none, cartoon sets do.")
def said(name):
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} (version unknown)"
print(f"Python {platform.python_version()};", ", ".join(said(name) for name in needed.values()))
import torch
print(f"CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}")
if sys.argv[1].startswith("cuda"):
    if not torch.cuda.is_available():
        sys.exit("torch sees no CUDA device here.")
    free, total = torch.cuda.mem_get_info(sys.argv[1])
    print(f"{torch.cuda.get_device_name(sys.argv[1])}, {total / 2**30:.0f} GB, {free / 2**30:.0f} GB free")
EOF
grep -q "^missing\|^torch sees no\|Error" "$out/gpu-machine.txt" && exit 2  # tee hides the status

# Several tests at once where that plugin lies: most of their time is the compilers' and the exporter's.
parallel=
"$python" -c 'import xdist' 2>/dev/null && [ "$(nproc 2>/dev/null || echo 1)" -ge 8 ] && parallel="-n 5 --dist worksteal"
echo
# Interrupted rather than ended, pytest still sums up; why a test failed stands there since it has (tests/gpu/conftest.py).
# shellcheck disable=SC2086
timeout -s INT -k 10 "$tests_limit" "$python" -m pytest -c packaging/gpu-pytest.ini --rootdir="$root" -m gpu $parallel \
    --durations=10 --junitxml="$out/gpu-tests.xml" tests/gpu >"$out/gpu-tests.txt" 2>&1
status=$?
cat "$out/gpu-tests.txt"
[ $status -eq 124 ] && echo "The tests were cut off after $tests_limit s."
echo "tests: $(($(date +%s) - begun)) s after the start, status $status"

timeout -k 5 "$(left)" "$python" tests/benchmarks/gpu.py --device "$device" ${SPEED_OPTIONS:-} >"$out/gpu-speed.md" 2>"$out/gpu-speed.err"
speed=$?
cat "$out/gpu-speed.md"
[ $speed -ne 0 ] && { echo "The tables are incomplete (status $speed):"; tail -n 12 "$out/gpu-speed.err"; }
echo "all: $(($(date +%s) - begun)) s; results in $out"
exit $status
