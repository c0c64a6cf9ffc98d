"""What every registered family keeps, in every preset, by its declaration alone."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ganstudio.core import params
from ganstudio.core.controls import Label, from_json
from ganstudio.core.curves import charted
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Finished, Stepped
from ganstudio.core.outputs import Picture
from ganstudio.core.outputs import from_json as from_json_of_output
from ganstudio.core.params import Spec
from ganstudio.core.sets import LABELLED, DataInfo
from ganstudio.engine import checkpoints, registry
from ganstudio.engine.adversarial import AdversarialFamily
from ganstudio.engine.family import Family, Generator
from ganstudio.engine.registry import family, settings_of
from ganstudio.engine.steering import Steering
from ganstudio.engine.trainer import Plan, train
from tests.contract.families import EVERY, OURS
from tests.contract.lives import LOOKED, OTHER_SEED, SAVED, Life, differing, state_of
from tests.synthetic import declared_family, example_inputs, losses_of, session_of, set_for

PRESETS = [(key, preset.key) for key, kind in EVERY.items() for preset in kind.presets]
every_preset = pytest.mark.parametrize(("key", "preset"), PRESETS, ids=["-".join(pair) for pair in PRESETS])
every_family = pytest.mark.parametrize("key", list(EVERY))
every_adversarial_family = pytest.mark.parametrize(
    "key", [key for key, kind in EVERY.items() if issubclass(kind, AdversarialFamily)]
)


@pytest.fixture(autouse=True, scope="module")
def registered() -> Iterator[None]:
    """The families of this folder are known while these tests run."""
    with pytest.MonkeyPatch.context() as patch:
        for key, kind in OURS.items():
            patch.setitem(registry._families, key, kind)
        patch.setattr("ganstudio.engine.family.grid_shape", lambda classes: (classes or 2, 3))  # small sheets
        yield


@pytest.mark.parametrize("key", [key for key in EVERY if key not in OURS])
def test_that_every_curve_says_what_it_means(key: str) -> None:
    names = losses_of(session_of(key, registry.quickest(family(key))), 1)[0]
    lines = [line for group in charted(family(key).curves, names) for line in group.lines]
    assert {line.curve for line in lines} >= names.keys()
    assert not [line.curve for line in lines if len(line.help) < 20]


@pytest.fixture(scope="module", params=PRESETS, ids=["-".join(pair) for pair in PRESETS])
def life(request: pytest.FixtureRequest, registered: None, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Every preset, with what its tests share: they are run one preset after the other."""
    return Life(*request.param, tmp_path_factory.mktemp("life"))


def weights(network: nn.Module) -> list[Tensor]:
    return [parameter.detach().clone() for parameter in network.parameters()]


def same(before: list[Tensor], after: list[Tensor]) -> list[bool]:
    return [torch.equal(a, b) for a, b in zip(before, after, strict=True)]


# -- what is declared -----------------------------------------------------------------------------------


def test_that_declaring_the_families_does_not_load_torch() -> None:
    code = "import ganstudio.engine.registry as r, sys; r.families(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@every_family
def test_that_a_family_says_what_it_is(key: str) -> None:
    kind = family(key)
    assert kind.key == key
    assert all((kind.title, kind.summary, kind.paper, kind.need.words, kind.presets))
    assert len({preset.key for preset in kind.presets}) == len(kind.presets)
    assert all(preset.title and preset.summary and preset.source for preset in kind.presets)


def every_spec() -> Iterator[tuple[str, Spec]]:
    for key, kind in EVERY.items():
        for spec in params.specs(kind.Params):
            yield key, spec


@pytest.mark.parametrize(("key", "spec"), [pytest.param(k, s, id=f"{k}-{s.name}") for k, s in every_spec()])
def test_that_a_setting_explains_itself_and_bounds_its_default(key: str, spec: Spec) -> None:
    assert spec.label
    assert spec.help.endswith(".")
    assert spec.problem(spec.default) == ""
    if spec.kind in (int, float):
        assert spec.low is not None
        assert spec.high is not None
        assert spec.low < spec.high
    if spec.only_when:
        other, values = spec.only_when
        named = {each.name: each for each in params.specs(family(key).Params)}[other]
        assert not any(named.problem(value) for value in values)


@every_preset
def test_that_a_preset_lies_within_bounds_and_survives_a_mapping(key: str, preset: str) -> None:
    kind = family(key)
    values = params.from_mapping(kind.Params, settings_of(kind, preset))
    assert params.problems(values) == []
    assert params.from_mapping(kind.Params, params.to_mapping(values)) == values
    assert not kind.preset(preset).size or kind.preset(preset).size in kind.sizes(values)


@every_preset
def test_that_phases_and_generators_name_networks_that_exist(key: str, preset: str) -> None:
    kind = declared_family(key, preset)
    with torch.device("meta"):
        networks = kind.networks()
    assert {name for phase in kind.phases() for name in phase.trains} == set(networks) - set(kind.frozen)
    assert {*kind.starts_as, *kind.starts_as.values()} <= set(networks)
    assert len({phase.name for phase in kind.phases()}) == len(kind.phases())
    assert {generator.network for generator in kind.generators()} <= set(networks)
    assert len({generator.name for generator in kind.generators()}) == len(kind.generators())
    for generator in kind.generators():
        assert from_json_of_output(generator.gives.described()).kind == generator.gives.kind
        assert all(from_json(control.to_json()) == control for control in generator.controls)


@every_family
def test_that_pictures_that_do_not_fit_are_refused_with_a_remedy(key: str) -> None:
    kind = family(key)
    values = params.from_mapping(kind.Params, kind.presets[0].changes)
    info = declared_family(key, kind.presets[0].key).data
    if 17 not in kind.sizes(values):
        with pytest.raises(StudioError, match="cannot make pictures of 17 pixels"):
            kind(values, DataInfo("odd", 10, 1, 17, info.classes))
    others = {"points": "text", "text": "points"}
    unlike = DataInfo("other", 10, kind.channels[-1], info.size, kind=others.get(kind.need.kind, "points"))
    with pytest.raises(StudioError, match=r"needs .*, and other has none") as refused:
        kind(values, unlike)
    assert refused.value.hint.endswith(".")


@pytest.mark.parametrize("channels", [1, 3])
@every_preset
def test_that_every_declared_size_can_be_built_and_drawn(key: str, preset: str, channels: int) -> None:
    kind = family(key)
    values = params.from_mapping(kind.Params, kind.preset(preset).changes)
    need = kind.need_of(values)
    several = channels == kind.channels[-1]  # other channels change the ends of a network, at any size
    for size in kind.sizes(values)[: 4 if several else 1]:
        found = set_for(need, size, channels, 3, 9).info
        data = replace(found, channels=channels)
        if channels not in kind.channels:
            with pytest.raises(StudioError, match="colour"):
                kind(values, data)
            continue
        made = kind(values, data)
        with torch.device("meta"), torch.no_grad():
            networks = made.networks()
        for generator in made.generators():
            given = [value.to("meta") for value in example_inputs(generator, 2, _shown_size(made, generator))]
            with torch.no_grad():
                answer = generator.gives.portable(networks[generator.network](*given))
            assert tuple(answer.shape) == generator.gives.shape(2, _sides(generator, given))


def _shown_size(kind: Family, generator: Generator) -> int:
    """Pixels of the pictures that a generator is given."""
    scale = generator.gives.scale if isinstance(generator.gives, Picture) else 1
    return kind.data.size // scale


def _sides(generator: Generator, given: list[Tensor]) -> tuple[int, int] | None:
    shown = [value for value in given if value.dim() == 4]
    return (shown[0].shape[2], shown[0].shape[3]) if shown else None


# -- what one iteration does ----------------------------------------------------------------------------


def test_that_one_iteration_gives_finite_losses(life: Life) -> None:
    unbroken = life.unbroken
    told = unbroken.told[0]
    assert {f"{phase.name}.total" for phase in unbroken.session.phases if phase.runs_at(0)} <= set(told)
    assert all(math.isfinite(value) for value in told.values())
    assert unbroken.counts == (1, unbroken.session.family.batch)


def test_that_every_parameter_gets_a_gradient_from_some_phase(life: Life) -> None:
    assert life.begun.reached == life.begun.parameters


def test_that_a_phase_changes_only_its_own_networks(life: Life) -> None:
    session = life.born()
    for phase in session.phases:
        session.phases = (phase,)
        session.step_count = phase.first_step
        before = {name: weights(network) for name, network in session.networks.items()}
        losses_of(session, 2)  # what is behind a layer that begins as 0 moves from the second on
        for name, network in session.networks.items():
            equal = same(before[name], weights(network))
            if name in session.family.starts_as and name not in phase.trains:
                continue  # it follows another until a phase of its own begins
            if name in phase.trains:
                assert not any(equal) or sum(equal) <= len(equal) // 2, f"{name} hardly changed"
            else:
                assert all(equal), f"{phase.name} changed {name}"


@every_adversarial_family
def test_that_k_updates_of_the_discriminator_are_exactly_k(key: str) -> None:
    session = session_of(key, family(key).presets[0].key, k=3)
    counts = dict.fromkeys(session.optimisers, 0)

    def count(name: str) -> None:
        counts[name] += 1

    for name, optimiser in session.optimisers.items():
        optimiser.register_step_post_hook(lambda *_, name=name: count(name))  # type: ignore[misc]
    losses_of(session, 4)
    assert counts == {"discriminator": 12, "generator": 4}


@every_adversarial_family
@pytest.mark.parametrize("loss", ["non_saturating", "saturating", "least_squares", "hinge"])
def test_that_every_loss_trains_every_family(key: str, loss: str) -> None:
    session = session_of(key, registry.quickest(family(key)), loss=loss, r1=1.0, r1_every=2)
    assert all(math.isfinite(value) for told in losses_of(session, 3) for value in told.values())


@pytest.mark.parametrize(("key", "kind"), [
    *((key, kind) for key, each in EVERY.items() if hasattr(each.Params, "augment") for kind in ("diff", "ada")),
    ("r3gan", "rising"),
])  # fmt: skip
def test_that_every_family_of_noise_learns_from_few_pictures(key: str, kind: str, tmp_path: Path) -> None:
    preset = "quick" if any(each.key == "quick" for each in family(key).presets) else family(key).presets[0].key
    check_resuming(Life(key, preset, tmp_path, augment=kind, input_noise=0.1, **_penalised_often(key)))


def _penalised_often(key: str) -> dict[str, int]:
    return {"r1_every": 2} if hasattr(family(key).Params, "r1_every") else {}


# -- the same again -------------------------------------------------------------------------------------


def test_that_the_same_seed_gives_the_same_losses(life: Life) -> None:
    other = losses_of(life.born(OTHER_SEED), 1)
    assert life.begun.told == life.unbroken.told[:SAVED]
    assert other != life.unbroken.told[:1]


def check_resuming(life: Life) -> None:
    session, told = life.continued
    assert [*life.begun.told, *told] == life.unbroken.told
    assert differing(state_of(life.unbroken.session), state_of(session)) == []


def test_that_resuming_continues_the_same_losses(life: Life) -> None:
    check_resuming(life)


def test_that_resuming_continues_the_same_losses_in_half_precision(tmp_path: Path) -> None:
    check_resuming(Life("cgan", "quick", tmp_path, "bf16"))


@every_family
def test_that_it_trains_in_half_precision(key: str) -> None:
    quickest = min(family(key).presets, key=lambda preset: preset.key != "quick")
    told = losses_of(session_of(key, quickest.key, precision="bf16"), 2)
    assert all(math.isfinite(value) for value in told[-1].values()), told


def test_that_looking_does_not_change_the_run(life: Life) -> None:
    assert life.seen.told == life.unbroken.told[:LOOKED]
    assert differing(life.unbroken.looked, state_of(life.seen.session)) == []


# -- what is shown and kept -----------------------------------------------------------------------------


def test_that_every_generator_takes_its_controls_and_gives_its_shape(life: Life) -> None:
    session = life.unbroken.session
    preset = family(life.key).preset(life.preset)
    data = session.family.data
    for generator in session.family.generators():
        network = session.networks[generator.network].eval()
        assert all(control.classes == data.classes for control in generator.controls if isinstance(control, Label))
        for count in (1, 2, 5):
            given = example_inputs(generator, count, _shown_size(session.family, generator))
            with torch.no_grad():
                answer = network(*given)
            assert tuple(generator.gives.portable(answer).shape) == generator.gives.shape(
                count, _sides(generator, given)
            )
            assert torch.isfinite(answer).all()
            if isinstance(generator.gives, Picture) and not preset.faithful:
                low, high = generator.gives.value_range
                assert low <= answer.min().item() <= answer.max().item() <= high


def test_that_sampled_grids_are_the_same_each_time(life: Life) -> None:
    session, first, again = life.seen.session, life.seen.first, life.seen.again
    kinds = ("ema", "raw") if session.averages else ("raw",)
    shown = [each for each in session.family.generators() if each.is_shown]
    names = [kind if each == shown[0] else f"{each.name}.{kind}" for each in shown for kind in kinds]
    assert list(first.sheets) == names
    for kind, sheet in first.sheets.items():
        rows, columns = first.shape_of(kind)
        assert sheet.shape[0] % rows == sheet.shape[1] % columns == 0
        assert sheet.shape[2] in (1, session.family.data.channels)
        assert len(np.unique(sheet)) > 1
        assert (sheet == again.sheets[kind]).all()


@every_family
def test_that_training_stops_within_one_step(key: str, tmp_path: Path) -> None:
    session = session_of(key, family(key).presets[0].key)
    control = Steering()
    step = session.step

    def stopping_step(measure: bool = False) -> dict[str, Tensor]:
        if session.step_count == 2:
            control.stop()
        return step(measure)

    session.step = stopping_step  # type: ignore[method-assign]
    *_, last = train(session, Plan(tmp_path, total_steps=100), control)
    assert isinstance(last, Finished)
    assert (last.step, last.reason) == (3, "stopped")
    assert [checkpoint.step for checkpoint in checkpoints.listed(tmp_path)] == [3]


@every_family
def test_that_a_plan_in_steps_is_kept_exactly(key: str, tmp_path: Path) -> None:
    session = session_of(key, family(key).presets[0].key)
    events = list(train(session, Plan(tmp_path, total_steps=7), Steering()))
    assert isinstance(events[-1], Finished)
    assert (events[-1].step, events[-1].reason) == (7, "budget")
    told = [step for event in events if isinstance(event, Stepped) for step in range(event.first, event.last + 1)]
    assert told == list(range(1, 8))


# -- an iteration is whole ----------------------------------------------------------------------------------

CONDITIONAL = [key for key, kind in EVERY.items() if kind.need.kind == LABELLED or kind.need.takes_labels]


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("classes", ["real", "uniform"])
@pytest.mark.parametrize("key", CONDITIONAL)
def test_that_a_fake_is_judged_with_its_own_label(key: str, classes: str, shared: bool, k: int) -> None:
    settings = {spec.name for spec in params.specs(family(key).Params)}
    changes = {"k": k, "share_fakes": shared, "r1": 0.0, "concatenate": False, "fake_classes": classes}
    session = session_of(key, **{name: value for name, value in changes.items() if name in settings})
    made: dict[int, tuple[Tensor, Tensor]] = {}
    judged: list[tuple[Tensor, Tensor]] = []
    session.networks["generator"].register_forward_hook(
        lambda _module, given, fakes: made.__setitem__(fakes.data_ptr(), (given[1].clone(), fakes))
    )
    session.networks["discriminator"].register_forward_pre_hook(
        lambda _module, given: judged.append((made[given[0].data_ptr()][0], given[1].clone()))
        if given[0].data_ptr() in made else None
    )  # fmt: skip
    for _ in range(3):
        made.clear()
        session.step()
    assert len(judged) == 3 * ((k if "k" in settings else 1) + 1)
    assert all(torch.equal(own, told) for own, told in judged)


def test_that_presets_say_what_they_are_to_a_stranger() -> None:
    names = re.compile(r"team 24|cs419|sgn|columbia|a study|lab\b|radford|keras", re.IGNORECASE)
    for kind in registry.families().values():
        titles = [preset.title for preset in kind.presets]
        assert len(set(titles)) == len(titles), kind.key
        for preset in kind.presets:
            assert not names.search(preset.title), preset.title
            assert len(preset.title) <= 24
            assert (preset.source in preset.words) == preset.faithful
        network = next((spec for spec in params.specs(kind.Params) if spec.name == "network"), None)
        assert network is None or not any(names.search(text) for text in network.choice_labels)
