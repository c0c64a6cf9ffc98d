"""A well-known set from its server to the shelf, in the engine and in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.settings import Places
from ganstudio.data.download import fetching
from ganstudio.data.download import known as downloads
from ganstudio.data.download.known import Download, RemoteFile
from ganstudio.data.sets import shelf
from tests.data.serving import Server, Shelf, md5
from tests.layouts import LAYOUTS


def packed(folder: Path) -> bytes:
    """CIFAR-10 in small, as its server has it."""
    made = LAYOUTS["cifar tar.gz"].make(folder)
    assert isinstance(made, Path)
    return made.read_bytes()


@pytest.fixture
def cifar(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Download, Shelf]:
    data = packed(tmp_path / "theirs")
    rack = Shelf(data)
    url = server.add("/cifar-10-python.tar.gz", rack)
    entry = Download(
        "cifar-10", "CIFAR-10", (RemoteFile("cifar-10-python.tar.gz", (url,), md5(data), len(data)),), "small"
    )
    monkeypatch.setattr(downloads, "known", lambda: {"cifar-10": entry})
    return entry, rack


def test_that_a_download_ends_on_the_shelf(cifar: tuple[Download, Shelf], places: Places) -> None:
    told: list[tuple[int, int]] = []
    data = fetching.fetch("cifar-10", places, lambda done, total: told.append((done, total)))
    assert (data.kind, data.title, len(data.classes)) == ("labelled", "CIFAR-10", 10)
    assert [each.key for each in shelf.sets(places.data)] == [data.key]
    assert told
    sent = cifar[1].total_sent
    assert fetching.fetch("cifar-10", places) == data
    assert cifar[1].total_sent == sent


def test_that_a_cancelled_download_goes_on_where_it_stopped(cifar: tuple[Download, Shelf], places: Places) -> None:
    seen: list[int] = []
    with pytest.raises(Stopped):
        fetching.fetch("cifar-10", places, lambda done, total: seen.append(done), lambda: bool(seen))
    assert shelf.sets(places.data) == []
    assert fetching.fetch("cifar-10", places).count > 0


def test_that_a_refused_download_says_where_the_file_goes(
    cifar: tuple[Download, Shelf], places: Places, tmp_path: Path
) -> None:
    cifar[1].status = 403
    with pytest.raises(StudioError) as caught:
        fetching.fetch("cifar-10", places)
    folder = fetching.folder_of("cifar-10", places.data)
    assert str(folder) in caught.value.hint
    assert "Rescan" in caught.value.hint
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cifar-10-python.tar.gz").write_bytes(cifar[1].data)  # as the person was told
    assert fetching.fetch("cifar-10", places).title == "CIFAR-10"


def test_that_a_set_fetched_by_hand_is_found_in_its_folder(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = downloads.known()["wikiart"]
    with pytest.raises(StudioError, match="by hand"):
        fetching.fetch("wikiart", places)
    made = LAYOUTS["WikiArt"].make(fetching.folder_of("wikiart", places.data))
    assert isinstance(made, Path)
    data = fetching.fetch("wikiart", places, wanted=replace(entry, title="Paintings"))
    assert (data.kind, data.title) == ("labelled", "Paintings")
