"""Which charts are drawn of the numbers that a run logs, in which words: a declaration, and what follows from it.

Numbers are called "<phase>.<scalar>". A family says more about its own in `curves`; what nobody has words for is drawn
under its own name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

TONES = ("accent", "rival", "good", "caution", "violet", "teal", "dim")  # of the palette, as they are given away


@dataclass(frozen=True)
class Line:
    """One curve, or with a "*" in `curve` every one that is called so. Without words it is called
    what it is; "{phase}" in them stands for whose number it is."""

    curve: str
    text: str = ""
    help: str = ""
    tone: str = ""  # the name of a colour; without one the next that is free in the chart


@dataclass(frozen=True)
class Mark:
    """A level that curves are to be seen against, such as a ceiling; or with `at_step` a moment."""

    value: float
    name: str
    at_step: bool = False


@dataclass(frozen=True)
class Group:
    """One chart. `late`: its numbers are not taken at every step, so it waits for them with what it `expects`."""

    title: str
    lines: tuple[Line, ...]
    bounds: tuple[float, float] | None = None
    marks: tuple[Mark, ...] = ()
    short: str = ""  # a name for a button
    width: int = 8  # beside the other charts
    late: bool = False

    @property
    def name(self) -> str:
        return self.short or self.title

    @property
    def expected(self) -> tuple[Line, ...]:
        """The lines that most runs will have, to be announced before there is a number."""
        return tuple(line for line in self.lines if "*" not in line.curve)


LOSSES = Group("Losses", (
    Line("discriminator.total", "discriminator",
         "How badly the discriminator tells real pictures from fakes: near 0 it has won, and nobody learns.", "rival"),
    Line("generator.total", "generator",
         "How badly the generator fools the discriminator. It need not fall: both get better together.", "accent"),
    Line("*.total", "{phase}", "What this phase of the training makes as small as it can."),
), width=11)  # fmt: skip
BELIEFS = Group("D’s belief", (
    Line("discriminator.D(x)", "D(x)",
         "How real the discriminator takes real pictures to be: 1 is surely, 0.5 undecided.", "good"),
    Line("discriminator.D(G(z))", "D(G(z))",
         "How real it takes the generator's pictures to be: near 0 it sees through all.", "caution"),
    Line("*.D(x)", "",
         "How real a discriminator takes real pictures to be: 1 is surely, 0.5 undecided."),
    Line("*.D(G(z))", "", "How real a discriminator takes fakes to be: near 0 it sees through all of them."),
), (0.0, 1.0), width=9)  # fmt: skip
GRADIENTS = Group("Gradients", (
    Line("discriminator.gradient norm", "D",
         "The length of D's gradient: level is healthy, near 0 nothing more is learnt.", "rival"),
    Line("generator.gradient norm", "G",
         "The same of G: near 0 it is told nothing, ever larger it runs away.", "accent"),
    Line("*.gradient norm", "{phase}",
         "The length of this phase's gradient: it should neither vanish nor run away."),
), late=True)  # fmt: skip
QUALITY = Group("Quality", (
    Line("*.early score", "early score",
         "How far samples are from real pictures: it should fall to the floor and stay. Taken of their features; "
         "rising again means that it was better before.", "accent"),
    Line("*.early score high", "at most", "The upper end of its 95 % interval: within, nothing can be told apart.",
         "dim"),
    Line("*.early score low", "at least", "The lower end of its 95 % interval: within, nothing can be told apart.",
         "faint"),
    Line("*.early score floor", "real against real",
         "How far two halves of the real pictures are apart: the best there is.", "good"),
), width=7)  # fmt: skip
FRECHET = Group("Fréchet distance", (
    Line("*.frechet distance", "of samples",
         "By the features of the studio's classifier: it should fall towards the floor. It is not FID.", "accent"),
    Line("*.frechet distance floor", "real against real",
         "How far two halves of the real pictures are apart: the best there is.", "good"),
), short="Fréchet", width=7)  # fmt: skip
PARTS = Group("Parts of the losses", (
    Line("*.l1", "l1",
         "Mean distance of results from targets: it should fall and then level out.",
         "accent"),
    Line("*.hints", "hints",
         "How far colours are from those of the hints: it should fall well below l1.", "good"),
    Line("*.paper", "paper",
         "How far bare paper is from white: it should fall.", "good"),
    Line("*.edges", "edges",
         "How far edges are from the target's: it falls slowly, as lines get sharper.",
         "caution"),
    Line("*.matching", "matching",
         "How differently D sees result and target: it may rise again while D learns.",
         "teal"),
    Line("*.adversarial", "adversarial",
         "How badly the generator fools the discriminator: it should not run away. It need not fall.", "rival"),
    Line("*.kl", "kl",
         "How much the variation code tells: a few units are healthy, at 0 it is ignored.", "violet"),
    Line("*.r1", "r1",
         "How steep D is at real pictures: it should stay small and not climb. As it is before it is weighted.",
         "violet"),
    Line("*.augmentation", "augmentation",
         "How much is changed of what D sees: it rises as pictures are known by heart.", "dim"),
    Line("*"),
), short="Parts")  # fmt: skip
DEFAULTS = (LOSSES, BELIEFS, QUALITY, FRECHET, GRADIENTS, PARTS)
JUDGED = "quality"  # the phase under whose name measures are logged
EARLY, DISTANCE = f"{JUDGED}.early score", f"{JUDGED}.frechet distance"


def with_best(groups: Iterable[Group], step: int | None) -> tuple[Group, ...]:
    """The same, with the moment that was kept for being the best marked where quality is drawn."""
    titles = (QUALITY.title, FRECHET.title)
    return tuple(
        replace(group, marks=(*group.marks, Mark(step, "best", at_step=True)))
        if step is not None and group.title in titles else group for group in groups
    )  # fmt: skip


def charted(declared: Sequence[Group], names: Collection[str]) -> tuple[Group, ...]:
    """The charts to draw of curves called `names`, whose lines are single curves; `declared` are a family's own.

    What a family declares is taken out of the usual charts, and takes the place of one with the same title; the
    rest of it comes before the gradients, as it is what the family is about.
    """
    own = {group.title: group for group in declared}
    usual = {group.title: own.pop(group.title, group) for group in DEFAULTS}
    losses, beliefs, *others = usual.values()
    order = [losses, beliefs, *own.values(), *others]
    taken: set[str] = set()
    found = {group.title: _filled(group, names, taken) for group in sorted(order, key=lambda each: each in DEFAULTS)}
    return tuple(chart for group in order if (chart := _shown(found[group.title], group, bool(names))) is not None)


def _filled(group: Group, names: Collection[str], taken: set[str]) -> Group:
    """`group` with a line for each of `names` that it is about and that no other group has taken."""
    lines: list[Line] = []
    for line in group.lines:
        for name in names:
            if name not in taken and fnmatchcase(name, line.curve):
                taken.add(name)
                lines.append(replace(line, curve=name, text=_words(name, line.text)))
    return replace(group, lines=_coloured(_told_apart(lines)))


def _shown(filled: Group, group: Group, begun: bool) -> Group | None:
    """A chart without curves is shown while it waits for them, and not where they will hardly come."""
    if filled.lines:
        return filled
    waits = bool(group.expected) and (group.late or not begun)
    return replace(group, lines=_coloured(group.expected)) if waits else None


def _words(name: str, text: str) -> str:
    """What stands for a curve: the words of its declaration, or its own name."""
    phase, _, scalar = name.partition(".")
    return (text.replace("{phase}", phase) if text else scalar or phase).replace("_", " ")


def _told_apart(lines: Sequence[Line]) -> list[Line]:
    """Lines of the same name get that of their phase, too."""
    texts = [line.text for line in lines]
    return [
        replace(line, text=f"{line.curve.partition('.')[0].replace('_', ' ')} {line.text}")
        if texts.count(line.text) > 1 else line for line in lines
    ]  # fmt: skip


def _coloured(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Each with a colour of its own, as long as there are some."""
    coloured: list[Line] = []
    reserved = {line.tone for line in lines}
    free = [tone for tone in TONES if tone not in reserved]
    used: set[str] = set()
    for number, line in enumerate(lines):
        tone = line.tone if line.tone and line.tone not in used else ""
        tone = tone or (free.pop(0) if free else TONES[number % len(TONES)])
        used.add(tone)
        coloured.append(replace(line, tone=tone))
    return tuple(coloured)
