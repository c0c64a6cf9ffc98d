"""Networks from picture to picture: their sizes by the papers, what they are told, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torchmetrics.functional.image import peak_signal_noise_ratio
from torchmetrics.functional.image import structural_similarity_index_measure as ssim

from ganstudio.core import resources
from ganstudio.core.text import PARTED
from ganstudio.engine import contrast, lite0, perception, starnets, supernets, translators
from ganstudio.engine.family import Phase
from ganstudio.engine.optimisers import ADAM, Optimiser
from ganstudio.engine.patchgan import patchgan
from ganstudio.engine.super_params import JUDGE
from ganstudio.engine.translators import ChangeTranslator, DiscoJudge, DiscoTranslator, ResnetTranslator
from tests.synthetic import losses_of, session_of

NAMES = ("black", "blond", "glasses", "smile")
KNOBS = starnets.Knobs(NAMES, (NAMES[:2],))


def numbers(network: nn.Module) -> int:
    return sum(each.numel() for each in network.parameters())


@pytest.mark.parametrize(("network", "count"), [
    (lambda: ResnetTranslator(3, 64, 9), 11_378_179), (lambda: ResnetTranslator(3, 64, 6), 7_837_699),
    (lambda: patchgan(3, 64, "plain"), 2_764_737), (lambda: ChangeTranslator(3, 24, 2), 136_292),
    (lambda: translators.small_patches(3), 166_753), (lambda: DiscoTranslator(3, 64), 5_513_856),
    (lambda: DiscoTranslator(3, 64, 100), 7_153_480), (lambda: DiscoJudge(3, 64), 2_765_568),
    (lambda: ResnetTranslator(3, 64, 6, 5, True), 8_430_528), (lambda: starnets.NamingJudge(3, 128, 5), 44_762_048),
    (lambda: supernets.SRResNet(3, 64, 16, 4), 1_549_462), (lambda: supernets.SRResNet(3, 64, 4, 4), 660_106),
    (lambda: supernets.whole_judge(3, 96), 23_565_505), (lambda: supernets.SmallEnlarger(3, 32, 6, 4), 134_992),
    (lambda: supernets.SmallEnlarger(3, 32, 5, 2), 106_092),
])  # fmt: skip
def test_that_networks_have_as_many_weights_as_published(network: type[nn.Module], count: int) -> None:
    with torch.device("meta"):
        assert numbers(network()) == count


def test_that_conditions_reach_the_result_in_spite_of_the_norm() -> None:
    torch.manual_seed(0)
    network, pictures = ResnetTranslator(3, 8, 2, 2, zero_padded=True), torch.rand(1, 3, 32, 32)
    off, on = (network(pictures, torch.full((1, 2), value)) for value in (0.0, 1.0))
    assert (off - on).abs().mean() > 1e-3


def test_that_an_untrained_enlarger_is_nearly_bicubic() -> None:
    small = torch.rand(2, 3, 12, 12)
    made = supernets.SmallEnlarger(3, 16, 3, 4).eval()(small)
    assert (made - supernets.enlarged(small, 4).clamp(0, 1)).abs().max() < 0.05


def test_that_windows_of_small_and_large_pictures_show_the_same_place() -> None:
    low = torch.rand(3, 1, 12, 12)
    high = low.repeat_interleave(4, 2).repeat_interleave(4, 3)
    small, large = supernets.windows(low, high, 5, seed=3)
    assert small.shape == (3, 1, 5, 5)
    assert torch.equal(large, small.repeat_interleave(4, 2).repeat_interleave(4, 3))
    assert not torch.equal(small, supernets.windows(low, high, 5, seed=4)[0])


def test_that_decibels_are_those_of_the_luma() -> None:
    grey = torch.full((1, 1, 8, 8), 0.5)
    assert float(supernets.psnr(grey + 0.1, grey)) == pytest.approx(20.0, abs=1e-3)


def test_that_one_knob_of_a_picture_is_turned_or_none() -> None:
    flags = torch.tensor([[1.0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 0, 1]])
    counts = set()
    for seed in range(40):
        wanted, branch = KNOBS.turned(flags, seed)
        assert torch.equal(wanted[:, :2].sum(1), torch.ones(3))
        change = KNOBS.change(flags, wanted)
        assert torch.equal(change.abs().sum(1), branch.sum(1))
        assert torch.equal(change[:, :2], change[:, :2].clamp(min=0))
        assert torch.equal(KNOBS.holding(wanted) * branch, branch)
        counts |= set(branch.sum(1).tolist())
    assert counts == {0, 1}


def test_that_a_change_is_told_and_now_and_then_what_stays() -> None:
    flags = torch.tensor([[1.0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 0, 1]])
    reminded = 0
    for seed in range(40):
        wanted, _ = KNOBS.turned(flags, seed, most=2)
        told, change = KNOBS.asked(flags, wanted, seed + 1), KNOBS.change(flags, wanted)
        assert torch.equal(torch.where(change != 0, told, change), change)
        stays = (told != 0) & (change == 0)
        assert torch.equal(told[stays], (2 * wanted - 1)[stays])
        reminded += int(stays.sum())
    assert 20 < reminded < 120


def test_that_a_group_is_turned_alone_and_others_together() -> None:
    flags = torch.tensor([[1.0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 0, 1]])
    counts = set()
    for seed in range(20):
        wanted, branch = KNOBS.turned(flags, seed, most=3)
        assert torch.equal(wanted[:, :2].sum(1), torch.ones(3))
        assert torch.equal(branch.sum(1), KNOBS.change(flags, wanted).abs().sum(1))
        assert torch.equal(branch, KNOBS.holding(wanted) * (1 - KNOBS.holding(flags)))
        of_group = branch[:, :2].sum(1) > 0
        assert torch.equal(branch[of_group].sum(1), torch.ones(int(of_group.sum())))
        counts |= set(branch.sum(1).int().tolist())
    assert counts == {0, 1, 2}


def test_that_one_group_may_be_all_there_is() -> None:
    wanted, branch = starnets.Knobs(NAMES, (NAMES,)).turned(torch.eye(4), seed=0, most=3)
    assert torch.equal(wanted.sum(1), torch.ones(4))
    assert torch.equal(branch, wanted * (1 - torch.eye(4)))


def test_that_the_penalty_is_taken_of_a_branch_that_holds() -> None:
    judge = nn.Conv2d(1, 2, 1, bias=False)
    judge.weight.data = torch.tensor([2.0, 0.0])[:, None, None, None]
    pictures = torch.rand(2, 1, 4, 4)
    steep, flat = (torch.tensor([row]).expand(2, -1) for row in ([1.0, 0.0], [0.0, 1.0]))
    assert starnets.slope(judge, pictures, steep, 0).item() == pytest.approx(2.0, rel=1e-4)
    assert starnets.slope(judge, pictures, flat, 0).item() == pytest.approx(0.0, abs=1e-4)


def test_that_branches_are_attributes_and_the_absence_of_single_ones() -> None:
    assert KNOBS.branches == 6
    assert KNOBS.holding(torch.tensor([[1.0, 0, 1, 0]])).tolist() == [[1, 0, 1, 0, 0, 1]]
    assert KNOBS.shown(torch.tensor([[1.0, 0, 1, 0]]), 1).tolist() == [[0, 1, 1, 0]]
    assert KNOBS.shown(torch.tensor([[1.0, 0, 1, 0]]), 2).tolist() == [[1, 0, 0, 0]]


def test_that_what_is_unknown_is_neither_held_nor_refused_nor_turned() -> None:
    flags = torch.tensor([[1.0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0], [1, 0, 0, 0]])
    known = torch.tensor([[1.0, 1, 0, 1], [0, 0, 1, 1], [0, 0, 0, 0], [1, 0, 0, 0]])
    assert KNOBS.holding(flags, known).tolist() == [
        [1, 0, 0, 0, 0, 1], [0, 0, 1, 0, 0, 1], [0] * 6, [1, 0, 0, 0, 0, 0]]  # fmt: skip
    assert KNOBS.refusing(flags, known).tolist() == [
        [0, 1, 0, 1, 0, 0], [0, 0, 0, 1, 1, 0], [0] * 6, [0] * 6]  # fmt: skip
    turned = torch.zeros(4, dtype=torch.bool)
    for seed in range(20):
        wanted, branch = KNOBS.turned(flags, seed, 3, known)
        assert torch.equal(wanted[known == 0], flags[known == 0])
        assert torch.equal(branch, KNOBS.holding(wanted, known) * KNOBS.refusing(flags, known))
        turned |= branch.sum(1) > 0
        assert not bool(branch[2:].any())  # of the last, half a group is known
    assert turned.tolist() == [True, True, False, False]


def test_that_nothing_changes_where_everything_is_known() -> None:
    flags = torch.tensor([[1.0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 0, 1]])
    for seed in range(10):
        for plain, known in zip(KNOBS.turned(flags, seed, 3), KNOBS.turned(flags, seed, 3, torch.ones_like(flags))):
            assert torch.equal(plain, known)
    assert torch.equal(KNOBS.holding(flags), KNOBS.holding(flags, torch.ones_like(flags)))
    assert torch.equal(KNOBS.refusing(flags), 1 - KNOBS.holding(flags))


def test_that_all_that_shall_hold_is_said_with_signs() -> None:
    wanted = torch.tensor([[1.0, 0, 1, 0], [0, 0, 1, 0]])
    assert KNOBS.signed(wanted).tolist() == [[1, 0, 1, -1], [-1, -1, 1, -1]]  # of the group the one that holds
    known = torch.tensor([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    assert KNOBS.signed(wanted * known, known).tolist() == [[1, 0, 0, 0], [0, 0, 1, -1]]
    assert KNOBS.known_with(known, 1).tolist() == [[1, 1, 0, 0], [1, 1, 0, 0]]
    assert KNOBS.known_with(known, 3).tolist() == [[0, 0, 0, 1], [0, 0, 1, 1]]


def test_that_only_the_branches_asked_for_are_judged() -> None:
    answers = torch.zeros(2, 3, 4, 4)
    answers[:, 1] = 1.0
    mask = torch.tensor([[0.0, 1, 0], [0, 1, 0]])
    assert float(starnets.of_branches(answers, mask, 1.0)) == 0
    assert float(starnets.of_branches(answers, 1 - mask, 1.0)) == 1


def test_that_a_place_is_found_again_where_nothing_has_changed() -> None:
    maps = [torch.randn(2, 4, 8, 8)]
    places = contrast.drawn_places(maps, seed=0)
    heads = contrast.PatchHeads((4,))
    same, other = heads(maps, places), heads([torch.randn(2, 4, 8, 8)], places)
    assert contrast.patch_loss(same, same).item() < contrast.patch_loss(same, other).item() / 2


def test_that_turns_are_taken() -> None:
    judges, makers = (
        Phase("x", (), lambda it: {}, Optimiser(ADAM, 1e-3), every=3, turns=turns) for turns in ((0,), (1, 2))
    )
    assert [judges.runs_at(step) for step in range(6)] == [True, False, False] * 2
    assert [makers.runs_at(step) for step in range(6)] == [False, True, True] * 2


def test_that_discogan_follows_its_turns() -> None:
    told = losses_of(session_of("discogan", "quick"), 3)
    assert ["generators.total" in each for each in told] == [False, True, True]
    assert ["discriminators.total" in each for each in told] == [True, False, False]


def test_that_the_second_stage_begins_where_the_first_ends() -> None:
    session = session_of("srgan", "quick", first_stage=3)
    losses_of(session, 3)
    faithful, sharp = (session.networks[name].state_dict() for name in ("srresnet", "srgan"))
    session.step()
    assert any(not torch.equal(faithful[name], sharp[name]) for name in faithful)
    kept = {name: weight.clone() for name, weight in faithful.items()}
    losses_of(session, 2)
    assert all(torch.equal(kept[name], weight) for name, weight in session.networks["srresnet"].state_dict().items())


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_that_enlarged_pictures_have_their_figures_under_them(precision: str) -> None:
    session = session_of("srgan", "quick", precision=precision)
    family, sample = session.family, session.sample()
    both = {name: sample.captions_of(name) for name in sample.sheets}
    assert len(both["ema"]) == len(session.examples.pictures) * 5
    assert len(both["srresnet.raw"]) == len(session.examples.pictures) * 3
    assert [bool(words) for words in both["ema"][:5]] == [False, True, True, True, False]  # small ones and originals
    assert [bool(words) for words in both["srresnet.raw"][:3]] == [True, True, False]
    assert family.captioned

    low, high = session.examples.partners["low"], session.examples.pictures
    plain = supernets.enlarged(low, 4).clamp(0, 1)
    for number, (ours, theirs) in enumerate(zip(plain, high, strict=True)):
        a, b = (supernets.luma(each[None])[..., 4:-4, 4:-4] for each in (ours, theirs))
        decibels, structure = (float(each) for each in both["ema"][5 * number + 1].split(PARTED))
        assert decibels == pytest.approx(float(peak_signal_noise_ratio(a, b, data_range=1.0)), abs=0.051)
        assert structure == pytest.approx(float(ssim(a, b, data_range=1.0)), abs=0.0051)


def test_that_equal_pictures_have_a_hundred_decibels() -> None:
    picture = torch.rand(2, 3, 32, 32)
    assert supernets.nearness(picture, picture, 4) == ("100.0 · 1.00",) * 2


def test_that_other_sheets_have_nothing_under_their_pictures() -> None:
    for key in ("cyclegan", "cgan"):
        assert session_of(key, "quick").sample().captions == {}


def test_that_features_are_the_discriminator_s_where_nothing_else_lies_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(perception, "vgg_file", lambda: None)
    monkeypatch.setattr(lite0, "weights_file", lambda: None)
    assert perception.found("vgg19") == (JUDGE, None)
    told = losses_of(session_of("srgan", "study"), 4)[-1]
    assert "generator.features of the discriminator" in told


def test_that_the_curve_names_whose_features_are_compared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    torch.save(lite0.Lite0().state_dict(), tmp_path / "weights.pth")
    monkeypatch.setattr(perception, "vgg_file", lambda: None)
    monkeypatch.setattr(lite0, "weights_file", lambda: tmp_path / "weights.pth")
    told = losses_of(session_of("srgan", "quick", perceptual="lite0"), 4)[-1]
    assert told["generator.features of EfficientNet-Lite0"] > 0


def test_that_features_tell_a_soft_photograph_from_another_one() -> None:
    """With the weights of the package: random ones do not."""
    assert lite0.weights_file() is not None
    name, network = perception.found("lite0")
    assert name == "lite0"
    assert network is not None
    cat, coffee = (photograph(each) for each in ("cat", "coffee"))
    soft = torch.nn.functional.avg_pool2d(cat, 3, 1, 1)
    apart = [float(perception.distance(network, each, cat)) for each in (cat, soft, coffee)]
    assert apart[0] == 0
    assert 1.5 * apart[1] < apart[2]


def photograph(name: str) -> torch.Tensor:
    with Image.open(resources.root() / "data" / "photographs" / f"{name}.jpg") as image:
        pixels = np.asarray(image.convert("RGB").resize((128, 128)), np.float32) / 255
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


def test_that_grey_pictures_have_features_too() -> None:
    grey, other = torch.rand(2, 2, 1, 32, 32)
    judge = supernets.whole_judge(1, 32, 8)
    assert perception.distance(perception.judged(judge), grey, other).item() > 0
    assert perception.distance(lite0.Lite0().eval(), grey, other).item() > 0
