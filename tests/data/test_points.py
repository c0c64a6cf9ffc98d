"""Distributions are what they say, can be brought as files, and become sets like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.sets import POINTS
from ganstudio.core.settings import Places
from ganstudio.data.lab import drawn, points
from ganstudio.data.lab.distributions import DISTRIBUTIONS, Distribution
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.store import prepare, thumbnails

EVERY = pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=lambda each: each.key)


@EVERY
def test_that_points_lie_where_the_distribution_says(distribution: Distribution) -> None:
    made = distribution.points(4000, 0)
    assert made.shape == (4000, distribution.dimensions)
    assert np.mean(np.abs(made) <= distribution.reach) > 0.95
    assert np.array_equal(made, distribution.points(4000, 0))
    assert not np.array_equal(made, distribution.points(4000, 1))


@pytest.mark.parametrize("distribution", [each for each in DISTRIBUTIONS if each.dimensions == 1 and each.modes],
                         ids=lambda each: each.key)  # fmt: skip
def test_that_a_density_is_that_of_the_points(distribution: Distribution) -> None:
    along = np.linspace(-distribution.edge, distribution.edge, 2001)
    density = distribution.density(along[:, None])
    assert density is not None
    width = along[1] - along[0]
    assert density.sum() * width == pytest.approx(1.0, abs=1e-3)
    made = distribution.points(50_000, 0)[:, 0]
    assert (density * along).sum() * width == pytest.approx(made.mean(), abs=0.02)


@EVERY
def test_that_each_is_a_set_that_can_be_trained_on(distribution: Distribution, places: Places) -> None:
    data = catalogue.find(distribution.key)
    ready = prepare(data, distribution.dimensions, 1, places.cache)
    assert ready.info.kind == POINTS and ready.info.shape == (distribution.dimensions,)
    assert ready.held_back is not None and len(ready.held_back.pictures) == points.HELD_BACK
    assert ready.info.fingerprint == prepare(data, distribution.dimensions, 1, places.cache).info.fingerprint
    assert thumbnails(data).std() > 0


def written(folder: Path, text: str, name: str = "mine.points.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_that_a_drawing_comes_back_as_it_was_drawn(tmp_path: Path) -> None:
    places = np.stack([np.linspace(-2, 2, 200), np.sin(np.linspace(-2, 2, 200))], 1)
    drawn.write(tmp_path / "wave.points.csv", places)
    found = catalogue.find(str(tmp_path / "wave.points.csv"))
    made = points.distribution_of(found.key).points(2000, 0)
    assert found.title == "wave"
    assert np.abs(made[:, 1] - np.sin(made[:, 0])).max() < 0.25


def test_that_places_far_from_the_middle_are_brought_there(tmp_path: Path) -> None:
    text = "x;y\n" + "".join(f"{1000 + n};{5000 + n % 7}\n" for n in range(64))
    made = drawn.read(written(tmp_path, text)).points(500, 0)
    assert np.abs(made).max() < 2.5 and made[:, 0].std() > 0.5


@pytest.mark.parametrize(("text", "said"), [
    ("1,2\n3,4\n", "2 places"), ("1,2\n" * 20 + "a,b\n", "line 21"), ("1,2,3\n" * 20, "one number, or two"),
    ("nan,1\n" * 20, "infinite or missing"), ("1,2\n" * 20 + "1\n", "one number, or two"), ("", "0 places"),
])  # fmt: skip
def test_that_a_file_that_is_no_distribution_is_named_with_the_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StudioError, match="mine.points.csv.*" + said):
        catalogue.find(str(written(tmp_path, text)))


def test_that_too_little_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="too little"):
        drawn.write(tmp_path / "dot.points.csv", [(0.0, 0.0)])
    assert not list(tmp_path.iterdir())


def test_that_what_was_drawn_before_is_kept(tmp_path: Path) -> None:
    first = drawn.free(tmp_path, "mine")
    drawn.write(first, np.ones((20, 2)))
    assert drawn.free(tmp_path, "mine").name == "mine 2.points.csv"


# As R's write.csv, pandas' to_csv, a spreadsheet's "CSV UTF-8" in Europe, and numpy's savetxt write them.
OTHERS = {
    "R": '"","x","y"\n' + "".join(f'"{n}",{n / 20},{n / 40}\n' for n in range(1, 40)),
    "pandas": ",x,y,label\n" + "".join(f"{n},{n / 20},{n / 40},a\n" for n in range(40)),
    "spreadsheet": "\ufeffx;y\r\n" + "".join(f"{n / 20};{n / 40}\r\n" for n in range(40)),
    "comma": "".join(f"{n / 20};{n / 40}\n" for n in range(40)).replace(".", ","),
    "numpy": "".join(f"{n / 20:.18e} {n / 40:.18e}\n" for n in range(40)),
    "tabs": "".join(f"{n / 20}\t{n / 40}\n" for n in range(40)),
}


@pytest.mark.parametrize("program", OTHERS)
def test_that_tables_of_other_programs_become_distributions(tmp_path: Path, program: str) -> None:
    path = tmp_path / "theirs.csv"
    path.write_bytes(OTHERS[program].encode("utf-8"))
    kept = drawn.taken(path, tmp_path / "points")
    made = points.distribution_of(str(kept)).points(500, 0)
    assert kept.name == "theirs.points.csv"
    assert made.shape == (500, 2)
    assert np.abs(made[:, 1] - made[:, 0] / 2).max() < 0.25


def test_that_a_list_of_single_numbers_lies_on_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, "height\n" + "".join(f"{150 + n}\n" for n in range(40)), "heights.csv")
    assert points.distribution_of(str(drawn.taken(path, tmp_path / "points"))).dimensions == 1
