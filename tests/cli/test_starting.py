"""A training that begins with what another one has learned."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from ganstudio.cli.main import main
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.engine import checkpoints

Capture = pytest.CaptureFixture[str]
TRAIN = (
    "train",
    "--data",
    "fashion-mnist",
    "--device",
    "cpu",
    "--precision",
    "fp32",
    "--steps",
    "2",
    "--set",
    "batch=8",
)


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def trained(capsys: Capture, store: RunStore, *more: object) -> tuple[Run, str]:
    status, out, complaint = said(capsys, *TRAIN, *more)
    assert status == 0, complaint
    return Run(Path(out.splitlines()[-1])), complaint


def generator_of(run: Run) -> dict[str, torch.Tensor]:
    (newest,) = checkpoints.listed(run.checkpoints)[-1:]
    return {key: value for key, value in load_file(newest.tensors).items() if key.startswith("network.generator.")}


def far(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> float:
    return max(float((one[key].float() - other[key].float()).abs().max()) for key in one if key.endswith(".weight"))


def test_that_a_run_begins_where_another_has_come_to(store: RunStore, capsys: Capture) -> None:
    first, _ = trained(capsys, store, "--family", "dcgan", "--preset", "quick", "--seed", "1")
    fresh, _ = trained(capsys, store, "--family", "dcgan", "--preset", "quick", "--seed", "2")
    begun, told = trained(capsys, store, "--family", "dcgan", "--preset", "quick", "--seed", "2", "--start-from",
                          first.id)  # fmt: skip
    assert f"Begins with what {first.id} has learned" in told
    assert begun.recipe().start == str(first.folder)
    # Two steps move weights by two learning rates; other seeds are far apart.
    assert far(generator_of(first), generator_of(begun)) < 0.1 * far(generator_of(first), generator_of(fresh))


def test_that_what_fits_is_taken_where_something_does_not(store: RunStore, capsys: Capture) -> None:
    """Fewer latent numbers: the first layer learns anew, the others go on."""
    first, _ = trained(capsys, store, "--family", "dcgan", "--preset", "quick")
    _, told = trained(capsys, store, "--family", "dcgan", "--preset", "quick", "--set", "latent=20", "--start-from",
                      first.id)  # fmt: skip
    words = told.replace("\n", " ").split("learned: ")[1].split(" tensors")[0]
    taken, total = map(int, words.split(" of "))
    assert 0 < taken < total


def test_that_a_start_of_which_nothing_fits_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "others.safetensors"
    save_file({"network.generator.nobody.weight": torch.zeros(3)}, path)
    status, _, complaint = said(capsys, *TRAIN, "--start-from", path)
    assert status == 2
    assert "None of the weights" in complaint


def test_that_a_run_goes_on_without_its_start(store: RunStore, capsys: Capture) -> None:
    first, _ = trained(capsys, store, "--family", "dcgan", "--preset", "quick")
    begun, _ = trained(capsys, store, "--family", "dcgan", "--preset", "quick", "--start-from", first.id)
    first.folder.rename(first.folder.with_name("gone"))
    status, _, told = said(capsys, "resume", begun.id, "--steps", "1")
    assert status == 0
    assert "Begins with" not in told


@pytest.mark.parametrize("content", [b"", b"not weights at all", b'\x08\x00\x00\x00\x00\x00\x00\x00{"a": 1}'])
def test_that_what_holds_no_weights_is_refused(content: bytes, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    status, _, complaint = said(capsys, *TRAIN, "--start-from", path)
    assert status == 2
    assert "w.safetensors" in complaint


def test_that_an_unknown_run_is_refused_before_anything_is_made(store: RunStore, capsys: Capture) -> None:
    status, _, complaint = said(capsys, *TRAIN, "--start-from", "nothing-of-that-name")
    assert status == 2
    assert "nothing-of-that-name" in complaint
    assert store.all() == []


def test_that_recipes_without_a_start_keep_their_digest() -> None:
    plain = Recipe("cgan", "quick", DataChoice("fashion-mnist"))
    assert plain.digest() == "526c41f7537cb922"
    assert plain.changed(start="/runs/x").digest() != plain.digest()
