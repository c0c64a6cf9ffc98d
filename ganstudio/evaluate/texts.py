"""How good written lines are: grammar, variety, copies, and how unexpected real lines are to the writer.

Protocol `text-1`: lines of the averaged writer, letters drawn and never blurred, beside as many of a unigram baseline
(lengths of real lines, letters as often as there, in any order). `copied` are lines that stand in the training set,
`novel` different ones that do not; trigrams are three letters in a row, looked up in the training set. Likelihoods are
nats per letter of held-out lines, one code drawn for each, so an upper bound for writers that use their code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from ganstudio.core.outputs import Tokens
from ganstudio.core.randomness import Random
from ganstudio.data.lab import grammar
from ganstudio.data.lab.text import spelled
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine.family import Generator
from ganstudio.engine.sampling import TorchRandom
from ganstudio.engine.session import Session
from ganstudio.engine.sheets import evaluating, same_dropout
from ganstudio.evaluate.samples import Subject

PROTOCOL = "text-1"
COUNT = 2_000
COLLAPSED = 0.5  # share of different lines from which the writer repeats itself
NOTE = "Language models, which learn by likelihood alone, write better than any GAN of this size."
_AT_ONCE = 500
_HELD = 2_000  # held-out lines that likelihoods are taken of


@torch.no_grad()
def measured(session: Session, data: PictureSet, count: int = COUNT, seed: int = 0) -> dict[str, Any]:
    """All figures of a run that writes lines, with the protocol and what stands beside them."""
    family = session.family
    networks = {**session.networks, **{name: average.module for name, average in session.averages.items()}}
    random = TorchRandom(torch.Generator().manual_seed(seed))
    examples = session.source.examples(_HELD)  # type: ignore[attr-defined]
    found: dict[str, Any] = {"protocol": PROTOCOL, "samples": count, "lines_seen": session.pictures_seen}
    with evaluating(networks.values()), same_dropout(session.hardware.device):
        torch.manual_seed(seed)
        for generator in family.generators():
            prefix = "" if generator == family.generators()[0] else f"{generator.name}_"
            lines = written(generator, networks[generator.network], count, random)
            found |= {prefix + name: value for name, value in judged(lines, data).items()}
        found |= family.figures(Subject(family, networks, examples, random, count, None))
    return {**_rounded({**found, **beside(data, count, seed)}), "note": NOTE}


def written(generator: Generator, network: nn.Module, count: int, random: Random) -> list[str]:
    """Lines of a writer, letters and nothing between them."""
    gives, lines = generator.gives, list[str]()
    assert isinstance(gives, Tokens)
    for at in range(0, count, _AT_ONCE):
        inputs = [control.drawn(min(_AT_ONCE, count - at), random) for control in generator.controls]
        lines += gives.lines(gives.portable(network(*inputs)).numpy())
    return lines


def judged(lines: Sequence[str], data: PictureSet) -> dict[str, Any]:
    """What can be told from lines alone."""
    known = set(real_lines(data))
    different, copied = set(lines), sum(line in known for line in lines)
    found: dict[str, Any] = {
        "unique": len(different) / len(lines),
        "copied": copied / len(lines),
        "novel": len(different - known) / len(lines),
        "most_frequent": Counter(lines).most_common(1)[0][1] / len(lines),
        "real_trigrams": share_of_trigrams(lines, trigrams(known)),
        "collapsed": len(different) / len(lines) < COLLAPSED,
    }
    if grammar.speaks_it(known):
        found = {"grammatical": _grammatical(lines), **found, "copied_by_chance": _by_chance(lines, known)}
    return found


def beside(data: PictureSet, count: int, seed: int) -> dict[str, float]:
    """The same of the unigram baseline, and of held-out lines."""
    real = real_lines(data)
    plain, known = unigram(real, count, seed), trigrams(real)
    found = {"unigram_real_trigrams": share_of_trigrams(plain, known)}
    if data.held_back is not None:
        found["heldout_real_trigrams"] = share_of_trigrams(real_lines(data.held_back), known)
    return {"unigram_grammatical": _grammatical(plain), **found} if grammar.speaks_it(real) else found


def real_lines(data: PictureSet) -> list[str]:
    return spelled(np.asarray(data.pictures), data.info.vocabulary)


def unigram(real: Sequence[str], count: int, seed: int) -> list[str]:
    """Lines as long as real ones, of letters as frequent as theirs, in any order."""
    rng = np.random.default_rng(seed)
    letters, lengths = np.array(list("".join(real))), np.array([len(line) for line in real])
    return ["".join(rng.choice(letters, length)) for length in rng.choice(lengths, count)]


def trigrams(lines: Sequence[str] | set[str]) -> set[str]:
    return {line[at : at + 3] for line in lines for at in range(len(line) - 2)}


def share_of_trigrams(lines: Sequence[str], known: set[str]) -> float:
    """How many trigrams of `lines` are among the known ones; 0 where there are none."""
    found = [line[at : at + 3] in known for line in lines for at in range(len(line) - 2)]
    return sum(found) / max(1, len(found))


def _grammatical(lines: Sequence[str]) -> float:
    return sum(map(grammar.is_sentence, lines)) / len(lines)


def _by_chance(lines: Sequence[str], known: set[str]) -> float:
    """The share that writers who know the grammar alone would copy: so many of each length are in the training set."""
    there = Counter(map(len, known))
    return sum(there[len(line)] / max(1, grammar.sentences(len(line))) for line in lines) / len(lines)


def _rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}
