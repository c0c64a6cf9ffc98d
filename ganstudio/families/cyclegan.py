"""CycleGAN: from one kind of picture to another and back, without pairs (Zhu et al. 2017, arXiv 1703.10593).

With `one_sided` patches that stay recognisable stand in for the way back (CUT, Park et al. 2020, arXiv 2007.15651).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ganstudio.core.controls import ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.sets import DOMAINS
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset, Stateful
from ganstudio.engine.later import F, augment, contrast, layers, patchgan, pool, torch, translators
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import LINEAR, Schedule
from ganstudio.engine.translation_curves import CURVES
from ganstudio.engine.translation_params import CHANGE, TranslationParams

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

THERE, BACK = "there", "back"
SECOND, FIRST = "second", "first"  # what judges the kind that each way leads to
HEADS = "patches"
_JUDGE_OF = {THERE: SECOND, BACK: FIRST}


@register
class CycleGAN(Family):
    key, title, order = "cyclegan", "CycleGAN", 60
    summary = "Turns one kind of picture into another and back, from two folders that need not match."
    paper = "Zhu et al., 2017"
    need = Need(DOMAINS)
    judge = SECOND
    channels = (1, 3)
    Params = TranslationParams
    params: TranslationParams
    curves = CURVES
    presets = (
        Preset("quick", "Quick", "Paints a change over the picture: three minutes for the way there, ten for both.",
               "this project",
               {"network": CHANGE, "width": 24, "blocks": 2, "cycle": 5.0, "change": 0.05, "change_from": 2500,
                "history": 0, "r1": 0.02, "jitter": 1.0, "mirror": False, "batch": 2, "lr": 1e-3, "beta2": 0.99,
                "lr_hold": 4300, "lr_decay": 4300, "ema_half_life": 2000}, size=64),
        Preset("stable", "Stable", "The same with a longer, calmer end.", "this project",
               {"network": CHANGE, "width": 24, "blocks": 2, "cycle": 5.0, "change": 0.05, "change_from": 2500,
                "history": 0, "r1": 0.02, "jitter": 1.0, "mirror": False, "batch": 2, "lr": 1e-3, "beta2": 0.99,
                "lr_hold": 8600, "lr_decay": 8600, "ema_half_life": 3000}, size=64),
        Preset("paper", "The paper", "Its networks, 50 remembered fakes, 100 passes and 100 slower ones. Wants a GPU.",
               "Zhu et al. 2017", {}, faithful=True, size=256),
        Preset("identity", "The paper, for colours", "Also leaves alone what is right already, which keeps colours.",
               "Zhu et al. 2017, section 5.2", {"identity": 0.5}, faithful=True, size=256),
        Preset("one-sided", "One way", "No way back: patches must stay recognisable. Half the work. Wants a GPU.",
               "Park et al. 2020",
               {"one_sided": True, "identity": 1.0, "history": 0}, faithful=True, size=256),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: TranslationParams) -> tuple[int, ...]:
        return (32, 64, 128, 256)

    @property
    def ways(self) -> tuple[str, ...]:
        return (THERE,) if self.params.one_sided else (THERE, BACK)

    def networks(self) -> dict[str, Module]:
        p, channels = self.params, self.data.channels
        made = {way: self._translator() for way in self.ways}
        for way in self.ways:
            small = p.network == CHANGE
            judge = translators.small_patches(channels) if small else patchgan.patchgan(channels, 64, "plain")
            made[_JUDGE_OF[way]] = judge if small else layers.normal_init(judge)
        if p.one_sided:
            times = (1, 2, 2) if p.network == CHANGE else (1, 2, 4, 4)
            made[HEADS] = contrast.PatchHeads(tuple(p.width * each for each in times))
        return made

    def _translator(self) -> Module:
        p = self.params
        blocks = p.blocks or (6 if self.data.size <= 128 else 9)
        build = translators.ChangeTranslator if p.network == CHANGE else translators.ResnetTranslator
        return layers.normal_init(build(self.data.channels, p.width, blocks))

    def memory(self) -> Mapping[str, Stateful]:
        if not self.params.history:
            return {}
        return {_JUDGE_OF[way]: pool.ImagePool(self.params.history) for way in self.ways}

    def phases(self) -> tuple[Phase, ...]:
        p, judges = self.params, tuple(_JUDGE_OF[way] for way in self.ways)
        end = p.lr / 20 if p.network == CHANGE else 0.0
        lr = Schedule(p.lr, end, p.lr_decay, p.lr_hold, LINEAR) if p.lr_decay else p.lr
        optimiser = Optimiser(ADAM, lr, (p.beta1, p.beta2))
        trained = (*self.ways, HEADS) if p.one_sided else self.ways
        return (
            Phase("generators", trained, self.generator_losses, optimiser),
            Phase("discriminators", judges, self.discriminator_losses, optimiser),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        """Both kinds as they are used in this iteration, and what each becomes of the other."""
        first, second = (self._jittered(it, domain.pictures) for domain in it.domains)
        made = {FIRST: first, SECOND: second}
        for way, start in zip(self.ways, (first, second), strict=False):
            made[way] = it.networks[way]((start + 1) / 2).float()
        return made

    def _jittered(self, it: Iteration, pictures: Tensor) -> Tensor:
        left, top, turned = (it.seed() for _ in range(3))
        shown = augment.mirrored((pictures,), turned) if self.params.mirror else (pictures,)
        return augment.jittered(shown, round(self.data.size * self.params.jitter), top, left)[0]

    def generator_losses(self, it: Iteration) -> Losses:
        p, told = self.params, {}
        fooled = [2 * losses.generator_loss(losses.LEAST_SQUARES, it.networks[_JUDGE_OF[way]](it.shared[way]).float())
                  for way in self.ways]  # fmt: skip
        told["adversarial"] = torch.stack(fooled).sum()
        total = told["adversarial"]
        if p.one_sided:
            told["contrast"] = self._contrast(it)
            total = total + p.contrast * told["contrast"]
        else:
            told["cycle"] = _distance(it, {BACK: (THERE, FIRST), THERE: (BACK, SECOND)})
            total = total + 2 * p.cycle * told["cycle"]
            if p.identity:
                told["identity"] = _distance(it, {THERE: (SECOND, SECOND), BACK: (FIRST, FIRST)})
                total = total + 2 * p.cycle * p.identity * told["identity"]
        if p.network == CHANGE:
            starts = zip(self.ways, (FIRST, SECOND), strict=False)
            told["change"] = torch.stack([F.l1_loss(it.shared[way], it.shared[start]) for way, start in starts]).mean()
            weight = it.at(Schedule(0.0, p.change, p.change_from)) if p.change_from else p.change
            total = total + len(self.ways) * weight * told["change"]
        return {"total": total, **told}

    def _contrast(self, it: Iteration) -> Tensor:
        """Places of a translation against those of its picture; with `identity` those of pictures left alone too."""
        pairs, share = [(it.shared[FIRST], it.shared[THERE])], self.params.identity
        if share:
            pairs.append((it.shared[SECOND], it.networks[THERE]((it.shared[SECOND] + 1) / 2).float()))
        found, *alone = (
            contrast.found_again(it.networks[THERE], it.networks[HEADS], *pair, it.seed()) for pair in pairs
        )
        return (found + share * alone[0]) / (1 + share) if alone else found

    def discriminator_losses(self, it: Iteration) -> Losses:
        p, told, total = self.params, {}, torch.zeros((), device=it.real.device)
        for way in self.ways:
            name = _JUDGE_OF[way]
            judge, real, fake = it.networks[name], it.shared[name], it.shared[way].detach()
            fake = it.memory[name].mixed(fake, it.seed()) if p.history else fake
            told[name] = losses.discriminator_loss(losses.LEAST_SQUARES, judge(real).float(), judge(fake).float())
            total = total + told[name]
            if p.r1 and it.step % p.r1_every == 0:
                with it.full_precision():
                    total = total + p.r1 * p.r1_every * translators.slope(judge, real)
        return {"total": total, **told}

    @property
    def border(self) -> float:
        """Midway between the targets of least squares."""
        return 0.5

    def generators(self) -> tuple[Generator, ...]:
        channels, names = self.data.channels, self.data.classes
        multiple = 4 if self.params.network == CHANGE else 8  # an instance norm needs more than one place
        picture, gives = ImageInput("picture", channels, "picture", multiple), Picture(channels, self.data.size)
        changed = ("Change",) if self.params.network == CHANGE else ()
        again = () if self.params.one_sided else ("Back again",)
        titles = {THERE: f"{names[0]} to {names[1]}", BACK: f"{names[1]} to {names[0]}"}
        columns = ("Picture", "Changed", *changed, *again)
        return tuple(Generator(way, way, (picture,), gives, columns, titles[way]) for way in self.ways)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        picture = examples.domains[0 if generator.name == THERE else 1].pictures
        made = networks[generator.name]((picture + 1) / 2)
        shown = [picture, made]
        if self.params.network == CHANGE:
            shown.append(translators.changed_map(picture, made))
        if not self.params.one_sided:
            shown.append(networks[BACK if generator.name == THERE else THERE]((made + 1) / 2))
        return tuple(shown)


def _distance(it: Iteration, wanted: Mapping[str, tuple[str, str]]) -> Tensor:
    """How far what each way makes of something is from what it should be, mean over both ways."""
    return torch.stack([
        F.l1_loss(it.networks[way]((it.shared[given] + 1) / 2).float(), it.shared[target])
        for way, (given, target) in wanted.items()
    ]).mean()  # fmt: skip
