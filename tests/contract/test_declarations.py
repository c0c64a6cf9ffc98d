"""What every family and preset declares: it explains itself, lies within bounds, and can be built."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from ganstudio.core import params
from ganstudio.core.controls import from_json
from ganstudio.core.curves import charted
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import from_json as from_json_of_output
from ganstudio.core.params import Spec
from ganstudio.core.sets import DataInfo
from ganstudio.engine import registry
from ganstudio.engine.registry import family, settings_of
from tests.contract.every import every_family, every_preset, registered, shown_size, sides_of
from tests.contract.families import EVERY, OURS
from tests.synthetic import declared_family, example_inputs, losses_of, session_of, set_for

__all__ = ["registered"]


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
            given = [value.to("meta") for value in example_inputs(generator, 2, shown_size(made, generator))]
            with torch.no_grad():
                answer = generator.gives.portable(networks[generator.network](*given))
            assert tuple(answer.shape) == generator.gives.shape(2, sides_of(generator, given))


@pytest.mark.parametrize("key", [key for key in EVERY if key not in OURS])
def test_that_every_curve_says_what_it_means(key: str) -> None:
    names = losses_of(session_of(key, registry.quickest(family(key))), 1)[0]
    lines = [line for group in charted(family(key).curves, names) for line in group.lines]
    assert {line.curve for line in lines} >= names.keys()
    assert not [line.curve for line in lines if len(line.help) < 20]
