"""Text: a GAN that writes lines, and why words are hard (Kusner and Hernandez-Lobato 2016; Yu et al. 2017, SeqGAN).

A letter cannot change by a little, so no gradient passes it. Gumbel-softmax (arXiv 1611.04051) lets one pass where it
did not; REINFORCE (arXiv 1609.05473) raises the chance of what the reader liked. Samples are letters in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import Latent
from ganstudio.core.outputs import Tokens
from ganstudio.core.pictures import EXAMPLES
from ganstudio.core.priors import NORMAL, UNIFORM
from ganstudio.core.sets import TEXT
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Evaluation, Family, Generator, Iteration, Losses, Phase, Preset, Stateful
from ganstudio.engine.later import textnets, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM, Optimiser
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import GEOMETRIC, Schedule
from ganstudio.engine.text_params import CURVES, GUMBEL, REINFORCE, RELATIVISTIC, TextParams

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D, START = "generator", "discriminator", "likelihood"
_BETTER = "A language model, which learns by likelihood alone, writes better."
_REWARDED = {
    "method": REINFORCE, "likelihood": 600, "lr_g": 1e-4, "lr_d": 1e-3, "ema_half_life": 20_000, "beta1": 0.9,
}  # fmt: skip


@register
class Text(Family):
    key, title, order = "text", "Text", 60
    summary = "Writes short lines, letter by letter: the case that GANs are bad at."
    paper = "Yu et al., 2017"
    need = Need(TEXT)
    channels = (1,)
    columns = ("Real line", "Written line")
    curves = CURVES
    Params = TextParams
    params: TextParams
    presets = (
        Preset("gumbel", "Gumbel-softmax", f"Blurs letters a little so that gradients pass. {_BETTER}",
               "this project", {}),
        Preset("reinforce", "REINFORCE", f"Learns by likelihood first, then by reward, as SeqGAN. {_BETTER}",
               "this project", _REWARDED),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return tuple(range(4, 65))

    @property
    def count(self) -> int:
        """Letters that there are, padding among them."""
        return len(self.data.vocabulary)

    @property
    def padding(self) -> int | None:
        """The letter that stands for none, behind the end of a line."""
        return self.data.vocabulary.index("") if "" in self.data.vocabulary else None

    def networks(self) -> dict[str, Module]:
        p, length = self.params, self.data.size
        reads = p.method == GUMBEL
        judge = (
            textnets.Reader(length, self.count, p.reader_width)
            if reads
            else textnets.Follower(self.count, p.reader_width)
        )
        writers = {
            name: textnets.Writer(p.latent, length, self.count, p.width, self.padding) for name in self._writers()
        }
        return {**writers, D: judge}

    def _writers(self) -> tuple[str, ...]:
        return (G, START) if self.params.likelihood else (G,)

    @property
    def starts_as(self) -> Mapping[str, str]:  # type: ignore[override]
        return {G: START} if self.params.likelihood else {}

    def memory(self) -> Mapping[str, Stateful]:
        rewarded = self.params.method == REINFORCE
        return {"usual": textnets.Usual(self.data.size, self.params.memory)} if rewarded else {}

    def phases(self) -> tuple[Phase, ...]:
        p, start = self.params, self.params.likelihood
        first, writes, reads = (Optimiser(ADAM, lr, (p.beta1, p.beta2)) for lr in (p.lr_likelihood, p.lr_g, p.lr_d))
        rewarded = p.method == REINFORCE
        told = self.rewarded if rewarded else self.generator_losses
        judged = self.followed if rewarded else self.discriminator_losses
        opening = (Phase(START, (START,), self.likelihood, first, last_step=start),) if start else ()
        reader = Phase(D, (D,), judged, reads, first_step=start - start // 4)  # it reads drafts before it counts
        return *opening, reader, Phase(G, (G,), told, writes, first_step=start)

    # -- one iteration --------------------------------------------------------------------------------------

    def forward(self, it: Iteration) -> Mapping[str, Tensor]:
        """Real lines as shares of letters, and lines of the writer; with Gumbel noise a gradient passes these."""
        p, size = self.params, self.data.size
        real = textnets.letters(it.real, self.count)
        if it.step < p.likelihood - p.likelihood // 4:
            return {"real": real}
        z = it.noise(p.latent, NORMAL)
        if p.method == GUMBEL:
            uniform = it.noise(size * self.count, UNIFORM).reshape(-1, size, self.count)
            made, logits = _writer(it).soft(z, uniform, it.at(self.temperature))
            return {"real": real, "made": made, "logits": logits}
        with torch.no_grad():
            made = it.networks[G](z, it.noise(size, UNIFORM))
        return {"real": real, "made": made, "z": z}

    @property
    def temperature(self) -> Schedule:
        p = self.params
        return Schedule(p.warm, p.cold, p.cools_over, p.likelihood * p.batch, GEOMETRIC)

    def likelihood(self, it: Iteration) -> Losses:
        """How unexpected real lines are: what language models minimise."""
        total = self._surprise(_writer(it, START).logits(it.noise(self.params.latent, NORMAL), it.real), it.real)
        return {"total": total, "surprise": total}

    def discriminator_losses(self, it: Iteration) -> Losses:
        p, real, made = self.params, it.shared["real"], it.shared["made"].detach()
        reader = it.networks[D]
        with it.full_precision():
            of_real, near_real = losses.r1_penalty(reader, real) if p.r1 else (reader(real), real.new_zeros(()))
            of_made, near_made = losses.r1_penalty(reader, made) if p.r1 else (reader(made), real.new_zeros(()))
        penalty = near_real + near_made
        return {"total": self._judged(of_real, of_made) + p.r1 * penalty, "r1": penalty, **_believed(of_real, of_made)}

    def _judged(self, real: Tensor, made: Tensor) -> Tensor:
        if self.params.loss == RELATIVISTIC:
            return losses.relativistic_loss(real, made)
        return losses.discriminator_loss(self.params.loss, real, made)

    def generator_losses(self, it: Iteration) -> Losses:
        made, loss = it.networks[D](it.shared["made"]).float(), self.params.loss
        if loss == RELATIVISTIC:
            total = losses.relativistic_loss(made, it.networks[D](it.shared["real"]).float())
        else:
            total = losses.generator_loss(loss, made)
        return {"total": total, **self._variety(it, it.shared["logits"].detach())}

    def followed(self, it: Iteration) -> Losses:
        """The reader of REINFORCE judges at every letter what stands so far."""
        real, made = (it.networks[D](it.shared[name]).float() for name in ("real", "made"))
        return {"total": losses.discriminator_loss(losses.NON_SATURATING, real, made), **_believed(real, made)}

    def rewarded(self, it: Iteration) -> Losses:
        """Letters that brought more than is usual at their place become likelier (Williams 1992)."""
        p, made = self.params, it.shared["made"]
        with torch.no_grad():
            reward = textnets.from_here_on(it.networks[D](made).float().sigmoid())
        logits, lines = _writer(it).logits(it.shared["z"], made), made.argmax(-1)
        advantage, usual = it.memory["usual"].beyond(reward)
        told = {"reward": reward[:, 0].mean(), "baseline": usual, **self._variety(it, logits)}
        chosen = textnets.live(lines, self.padding)
        total = textnets.averaged(textnets.surprise(logits, lines) * advantage, chosen) - p.entropy * told["entropy"]
        return {"total": total, **told}

    def _variety(self, it: Iteration, logits: Tensor) -> dict[str, Tensor]:
        made = it.shared["made"].argmax(-1)
        entropy = textnets.averaged(textnets.entropy(logits), textnets.live(made, self.padding))
        return {"entropy": entropy, "unique": textnets.unique(made), "real unique": textnets.unique(it.real)}

    # -- what is looked at ----------------------------------------------------------------------------------

    def generators(self) -> tuple[Generator, ...]:
        noise = (Latent("z", self.params.latent), Latent("luck", self.data.size, UNIFORM))
        gives = Tokens(self.data.size, self.data.vocabulary)
        if not self.params.likelihood:
            return (Generator("lines", G, noise, gives),)
        beside = Generator(START, START, noise, gives, title="Likelihood start", aside=True)
        return Generator("lines", G, noise, gives, (*self.columns, beside.title)), beside

    def grid(self, generator: Generator, examples: int = EXAMPLES) -> tuple[int, int]:
        """Lines stand below each other."""
        return examples, len(self.columns_of(generator))

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        """Real lines, and what the writers make of the same noise."""
        lines = examples.pictures
        z, luck = torch.randn(len(lines), self.params.latent), torch.rand(len(lines), self.data.size) * 2 - 1
        noise = z.to(lines.device), luck.to(lines.device)
        written = (networks[name](*noise).argmax(-1) for name in self._writers())
        pixels = (generator.gives.pixels(each.cpu().numpy()) for each in (lines, *written))
        return tuple(torch.from_numpy(each).float() / 127.5 - 1 for each in pixels)

    def figures(self, evaluation: Evaluation) -> Mapping[str, float]:
        """How unexpected held-out lines are, nats per letter; of the likelihood start too, where there was one."""
        lines = evaluation.real.pictures
        z = evaluation.random.normal(len(lines), self.params.latent)
        writers: dict[str, Any] = {name: evaluation.networks[name] for name in self._writers()}
        return {
            "nll_heldout" if name == G else f"{name}_nll_heldout": float(self._surprise(writer.logits(z, lines), lines))
            for name, writer in writers.items()
        }

    def _surprise(self, logits: Tensor, lines: Tensor) -> Tensor:
        return textnets.averaged(textnets.surprise(logits, lines), textnets.live(lines, self.padding))


def _writer(it: Iteration, name: str = G) -> Any:
    """A `textnets.Writer`, which can do more than be called."""
    return it.networks[name]


def _believed(real: Tensor, made: Tensor) -> dict[str, Tensor]:
    return {f"D({name})": each.detach().sigmoid().mean() for name, each in (("x", real), ("G(z)", made))}
