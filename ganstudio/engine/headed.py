"""Adversarial families whose discriminator has a second head: its answer is a row, the logit of being real first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.engine import losses
from ganstudio.engine.adversarial import AdversarialFamily
from ganstudio.engine.family import Iteration, Losses

if TYPE_CHECKING:
    from torch import Tensor


class HeadedFamily(AdversarialFamily):
    """Subclasses take the rows apart in `_judged`."""

    def _penalised(self, it: Iteration, fake: Tensor, labels: Tensor | None) -> Losses:
        """As of one head: the penalty is on the slope of the first column alone."""
        answers: list[Tensor] = []

        def logit(pictures: Tensor) -> Tensor:
            answers.append(self.discriminate(it, pictures, it.labels))
            return answers[-1][:, :1]

        p = self.params
        with it.full_precision():
            _, r1 = losses.r1_penalty(logit, self.real(it))
            judged = dict(self._judged(answers[-1], self.discriminate(it, fake.float(), labels)))
        return {**judged, "total": judged["total"] + p.r1 * p.r1_every * r1, "r1": r1}
