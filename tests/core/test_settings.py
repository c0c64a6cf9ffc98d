from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.core.settings import Places, Preferences, Settings, places


def test_that_everything_lies_below_a_chosen_home(home: Path) -> None:
    chosen = places()
    assert chosen == Places(home / "settings.json", home / "runs", home / "models", home / "data", home / "cache")


def test_that_without_a_home_each_place_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GANSTUDIO_HOME")
    chosen = places()
    assert len({chosen.settings, chosen.runs, chosen.models, chosen.data, chosen.cache}) == 5
    assert all("ganstudio" in str(path) for path in (chosen.settings, chosen.runs, chosen.cache))


def test_that_a_value_is_remembered(places: Places) -> None:
    Settings(places.settings).put("window", {"size": [800, 600]})
    assert Settings(places.settings).get("window") == {"size": [800, 600]}
    assert Settings(places.settings).get("other", 3) == 3


def test_that_preferences_are_remembered(places: Places) -> None:
    chosen = Preferences(theme="dark", threads=3, checkpoint_seconds=60, compile_on_cuda=True)
    Settings(places.settings).change_preferences(chosen)
    assert Settings(places.settings).preferences == chosen


@pytest.mark.parametrize("damage", [b"{", b"", b"\xff\xfe\x00", b'{"preferences": '])
def test_that_a_damaged_file_is_set_aside_and_defaults_are_used(places: Places, damage: bytes) -> None:
    places.settings.parent.mkdir(parents=True)
    places.settings.write_bytes(damage)
    assert Settings(places.settings).preferences == Preferences()
    assert places.settings.with_suffix(".damaged.json").read_bytes() == damage
    assert not places.settings.exists()


@pytest.mark.parametrize(
    "text", ["[]", "3", '{"preferences": 3}', '{"preferences": null}', '{"preferences": ["theme"]}']
)
def test_that_a_file_of_another_shape_gives_defaults(places: Places, text: str) -> None:
    places.settings.parent.mkdir(parents=True)
    places.settings.write_text(text)
    assert Settings(places.settings).preferences == Preferences()


def test_that_a_bad_preference_costs_only_itself(places: Places) -> None:
    places.settings.parent.mkdir(parents=True)
    places.settings.write_text(
        '{"preferences": {"theme": "pink", "threads": 2, "unknown": 1, "checkpoint_seconds": 1}}'
    )
    assert Settings(places.settings).preferences == Preferences(threads=2)


def test_that_a_disk_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.put("a", 1)
    assert settings.get("a") == 1
