from __future__ import annotations

from ganstudio.cli.tables import lines

ROWS = [["fashion", "Shoes, shirts and bags"], ["猫", "Katzen"]]


def test_that_columns_stand_below_their_headers() -> None:
    assert list(lines(("key", "title"), ROWS)) == [
        "key      title",
        "fashion  Shoes, shirts and bags",
        "猫       Katzen",
    ]


def test_that_a_narrow_terminal_folds_cells_between_words() -> None:
    assert list(lines(("key", "title"), ROWS, 22)) == [
        "key      title",
        "fashion  Shoes, shirts",
        "         and bags",
        "猫       Katzen",
    ]


def test_that_a_word_that_is_too_long_is_broken_and_nothing_is_lost() -> None:
    found = list(lines(("path",), [["/a/very/long/path/to/a/model.onnx"]], 10))
    assert all(len(line) <= 10 for line in found)
    assert "".join(found) == "path/a/very/long/path/to/a/model.onnx"


def test_that_square_brackets_are_no_markup() -> None:
    assert list(lines(("title",), [["[red] cats [/red]"]]))[1] == "[red] cats [/red]"
