"""What can be explored: models as cards, those in the box first, and how many pictures of one are shown."""

from __future__ import annotations

from collections.abc import Sequence

from ganstudio.core.outputs import Tokens
from ganstudio.core.pictures import Pixels, grid_shape
from ganstudio.core.player import Player
from ganstudio.core.runs import Run
from ganstudio.export import library
from ganstudio.export.library import ModelEntry
from ganstudio.studio import colour_models, many, translation_models
from ganstudio.studio.many import Order
from ganstudio.ui.gallery.card import Card

_LINES, _SHORT = 16, 20  # lines of text below each other, and letters of those that are shown side by side
SHEETS = {0: "A few", 384: "384 pictures", 1_536: "1,536 pictures", 10_000: "10,000 pictures"}
_SHAPES = {384: (16, 24), 1_536: (32, 48), 10_000: (80, 125)}
ORDERS = {"": "As drawn", many.TYPICAL: "Typical first", many.STRANGE: "Strangest first",
          many.LIKE: "Like the console's", many.CLASS: "By class"}  # fmt: skip
RUN = "run:"  # before the folder of a run, where others have the path of a model
_NOT_HERE = (*colour_models.TASKS, *translation_models.TASKS)


def cards_of(own: Sequence[ModelEntry]) -> list[tuple[str, Card]]:
    """A card for each model with the path that it stands for; those that take pictures belong elsewhere."""
    box = [(model, "in the box") for model in library.box()]
    yours = [(model, f"step {model.step:,}") for model in own if model.task not in _NOT_HERE]
    return [(str(model.path), card(model.path.stem, f"{model.family} · {model.data} · {model.extent} · {words}"))
            for model, words in (*box, *yours)]  # fmt: skip


def cards_of_runs(runs: Sequence[Run]) -> list[tuple[str, Card]]:
    """A card for each run that can be played with as it is."""
    told = [(run, run.state()) for run in runs]
    return [(f"{RUN}{run.folder}", card(state.title, f"{state.data} · {state.state} · step {state.step:,} · a run"))
            for run, state in told]  # fmt: skip


def card(title: str, words: str) -> Card:
    made = Card(checkable=True)
    made.show_words(title, words)
    return made


def may_be_many(model: Player) -> bool:
    """Whether there may be thousands of them on a sheet."""
    return model.gives.together == 1 and not isinstance(model.gives, Tokens)


def shape_of(model: Player, alone: bool, every_class: bool, wanted: int = 0, beside: int = 0) -> tuple[int, int]:
    """Rows and columns of pictures; `alone`: in the console, `every_class`: none was chosen; `wanted`: so many.

    Fewer columns where there are as many models more `beside`.
    """
    rows, columns = _wide_shape_of(model, alone, every_class, wanted)
    return (rows, columns) if wanted else (rows, -(-columns // (beside + 1)))


def _wide_shape_of(model: Player, alone: bool, every_class: bool, wanted: int) -> tuple[int, int]:
    if alone or model.gives.together > 1:
        return 1, 1
    if wanted and may_be_many(model):
        return _SHAPES[wanted]
    if isinstance(model.gives, Tokens):
        return _LINES, 1 if model.gives.length > _SHORT else 2
    if model.label is not None and every_class:
        return grid_shape(len(model.label.classes))
    return (8, 12) if model.size <= 64 else (4, 6)


def place_of(
    model: Player, shape: tuple[int, int], label: int | None, order: Order | None, cell: int
) -> tuple[int, int | None]:
    """The number of a cell's picture among those of its seed, and its class; `order` is that of a sheet of many."""
    rows, columns = shape
    if order is not None:
        number = int(order[cell])
        return number, number % len(model.label.classes) if model.label is not None and label is None else label
    if model.label is not None and label is None:  # a row for each class, drawn in turn
        return cell % columns * rows + cell // columns, cell // columns
    return cell, label


def described(model: Player) -> str:
    """What an open model is, in a few words."""
    words = (str(model.card.get("name", "")), f"step {int(model.card.get('step', 0)):,}", *model.changes)
    return " · ".join(words)


def class_choices(names: Sequence[str]) -> list[tuple[str, str, str]]:
    """Chips of the classes: all of them, or one."""
    return [("", "All", "One row per class")] + [(str(i), name, f"Only {name}") for i, name in enumerate(names)]


def by_class(pictures: Pixels, rows: int, columns: int) -> Pixels:
    """Pictures that were drawn class after class, in turn, as a sheet has them: one row for each."""
    return pictures.reshape(columns, rows, *pictures.shape[1:]).swapaxes(0, 1).reshape(pictures.shape)


def speed(milliseconds: float, model: Player) -> str:
    """How long one answer took, in words."""
    number = f"{milliseconds:.1f}" if milliseconds < 10 else f"{milliseconds:.0f}"
    what = "line" if isinstance(model.gives, Tokens) else "picture"
    engine = f"ONNX Runtime, {model.provider}" if model.path.is_file() else "PyTorch, of the run itself"
    return f"{number} ms per {what}    {engine}"


def progress(done: int, total: int) -> str:
    """How far a sheet of many is, in words."""
    return f"Drawing {total:,} pictures… {100 * done // max(1, total)} %"
