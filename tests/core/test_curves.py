"""Charts follow from what a run logs, and from what its family says about it."""

from __future__ import annotations

from ganstudio.core.curves import DEFAULTS, PARTS, TONES, Group, Line, charted

GAN = ["discriminator.total", "discriminator.D(x)", "discriminator.D(G(z))", "generator.total"]
NORMS = ["discriminator.gradient norm", "generator.gradient norm"]


def texts(groups: tuple[Group, ...]) -> dict[str, list[str]]:
    return {group.title: [line.text for line in group.lines] for group in groups}


def test_that_a_run_without_numbers_announces_what_most_have() -> None:
    assert texts(charted((), [])) == {
        "Losses": ["discriminator", "generator"],
        "D’s belief": ["D(x)", "D(G(z))"],
        "Gradients": ["D", "G"],
    }


def test_that_a_plain_gan_has_three_charts_and_one_more_with_a_penalty() -> None:
    assert texts(charted((), [*GAN, *NORMS])) == texts(charted((), []))
    assert texts(charted((), [*GAN, *NORMS, "discriminator.r1"]))["Parts of the losses"] == ["r1"]


def test_that_everything_logged_is_drawn_exactly_once() -> None:
    names = [*GAN, *NORMS, "generator.l1", "generator.hints", "generator.kl", "encoder.total", "encoder.odd thing",
             "generator_ab.total", "generator_ab.gradient norm", "lonely"]  # fmt: skip
    drawn = [line.curve for group in charted((), names) for line in group.lines]
    assert sorted(drawn) == sorted(names)


def test_that_other_networks_are_called_by_their_names() -> None:
    groups = texts(charted((), ["generator_ab.total", "generator_ba.total", "encoder.gradient norm", "d_a.D(x)",
                                "d_b.D(x)", "generator_ab.cycle"]))  # fmt: skip
    assert groups == {
        "Losses": ["generator ab", "generator ba"],
        "D’s belief": ["d a D(x)", "d b D(x)"],
        "Gradients": ["encoder"],
        "Parts of the losses": ["cycle"],
    }


def test_that_a_chart_that_will_hardly_come_is_left_out_and_late_ones_are_waited_for() -> None:
    assert [*texts(charted((), ["generator.total"]))] == ["Losses", "Gradients"]


def test_that_the_same_scalar_of_two_phases_is_told_apart() -> None:
    assert texts(charted((), ["a_b.l1", "encoder.l1"]))["Parts of the losses"] == ["a b l1", "encoder l1"]


def test_that_lines_keep_their_colours_while_others_come() -> None:
    before = {line.curve: line.tone for group in charted((), GAN) for line in group.lines}
    after = {line.curve: line.tone for group in charted((), ["encoder.total", *GAN]) for line in group.lines}
    assert after.items() >= before.items()
    losses = charted((), ["encoder.total", *GAN])[0].lines
    assert len({line.tone for line in losses}) == 3


def test_that_no_colour_is_given_away_twice_while_there_are_others() -> None:
    many = [f"generator.{number}" for number in range(len(TONES))]
    (parts,) = (group for group in charted((), many) if group.title == PARTS.title)
    assert {line.tone for line in parts.lines} == set(TONES)
    assert all(line.tone for group in charted((), [f"x.{n}" for n in range(40)]) for line in group.lines)


def test_that_a_family_has_charts_of_its_own_before_the_gradients() -> None:
    code = Group("Code", (Line("*.information", "information", "What the code tells."),), (0.0, 3.0))
    groups = charted((code,), [*GAN, "q.information", "generator.l1"])
    assert [group.title for group in groups] == ["Losses", "D’s belief", "Code", "Gradients", "Parts of the losses"]
    assert [line.curve for line in groups[2].lines] == ["q.information"]
    assert [line.curve for line in groups[4].lines] == ["generator.l1"]


def test_that_a_family_may_say_a_usual_chart_otherwise() -> None:
    losses = Group("Losses", (Line("*.total", "{phase} alone"), Line("*.distance", "distance")))
    groups = charted((losses,), ["critic.total", "critic.distance"])
    assert texts(groups)["Losses"] == ["critic alone", "distance"]
    assert [group.title for group in groups].count("Losses") == 1


def test_that_everything_with_words_is_explained() -> None:
    assert [line.curve for group in DEFAULTS for line in group.lines if line.text and not line.help] == []
