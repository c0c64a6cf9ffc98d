"""Between the easel and the models: what changed is asked about soon, and the newest answer is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.marks import HINTS, LINE
from ganstudio.export.colouring import working_size
from ganstudio.studio.colouring import MAIN, Colouring
from ganstudio.studio.inference import Answer, ColourRequest
from ganstudio.studio.keeping import looked_at
from ganstudio.ui.colour.exporting import ink_at
from ganstudio.ui.surface.easel import Easel

_SOON_MS = 15  # several changes of one moment are one question


class Live(QObject):
    """`told` carries the milliseconds of an answer that is shown now, or None when there is nothing to colour.

    `settled` comes when the answer shown is that of the drawing as it is, or when none will come.
    """

    told = Signal(object)
    settled = Signal()
    switched = Signal()  # on or off, or what is shown

    def __init__(self, easel: Easel, colouring: Colouring) -> None:
        super().__init__()
        self._easel, self._colouring = easel, colouring
        self.answer: Answer | None = None
        self.shows_seen, self.on = False, True
        self._regions_switched, self._regions_looked_at = False, False
        self._over = False
        self._put_off = False  # until the answer before is there: a stroke grows, so that it would be asked in vain
        self._answered: object = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._ask)
        easel.live_changed.connect(self.ask)
        easel.drawing_changed.connect(self.ask)
        colouring.answered.connect(self._show)
        colouring.model_changed.connect(self.ask)
        colouring.params_changed.connect(self.ask)
        colouring.joined.connect(self.ask)
        colouring.inference.unanswered.connect(self._note)
        colouring.inference.busy_changed.connect(self._catch_up)
        easel.stroke_finished.connect(self._ask_at_once)  # one that was given up is not coloured any more
        colouring.book.leaving.connect(self._leave)

    def ask(self) -> None:
        """Ask again soon; not put off by further changes, so that long strokes are answered too."""
        if self.on and not self._over and not self._soon.isActive():
            self._soon.start(_SOON_MS)

    def _ask_at_once(self) -> None:
        if self.on and not self._over:
            self._soon.start(0)

    def switch(self, on: bool) -> None:
        """Colour while the pen moves, or leave the result as it is."""
        self.on = on
        if on:
            self.ask()
        else:
            self._soon.stop()
            self._put_off = False
            self._colouring.inference.forget()
        self._settle()
        self.switched.emit()

    def shut_down(self) -> None:
        """No question is asked any more."""
        self._soon.stop()
        self._over, self._put_off = True, False
        self._settle()

    def _catch_up(self, busy: bool) -> None:
        if self._put_off and not busy and self.on and not self._over:
            self._ask()

    def _ask(self) -> None:
        network = self._colouring.network
        self._put_off = self._easel.drawing_now and self._colouring.inference.lets_wait
        if self._put_off:
            return
        drawing, painter = self._easel.drawing, self._easel.painter
        if network is None:
            self._settle()
            return
        if self._is_bare():
            self.answer = None
            self._easel.set_result(None)
            self.told.emit(None)
            self._settle()
            return
        every = [network, *self._colouring.others.values()]
        detail = self._colouring.params.detail
        sizes = [working_size(each, (drawing.height, drawing.width), detail) for each in every]
        height, width = max(sizes)
        kept = self._colouring.params.keeps_in
        if kept:  # at a size whose edges are good to look at
            width, height = max((width, height), looked_at(drawing.width, drawing.height))
        ink = ink_at(painter, width, height)
        wanted = (self._colouring.takes_hints or kept) and self._is_hinted()
        hints = painter.scaled(HINTS, width, height) if wanted else None
        self._colouring.show(ink, hints, drawing.width / width, self._easel.drawing_now)

    @property
    def is_settled(self) -> bool:
        """Whether no better answer is on its way."""
        colouring = self._colouring
        if self._over or not self.on or self._is_bare() or (colouring.network is None and not colouring.loading):
            return True
        waits = self._soon.isActive() or self._put_off or colouring.loading
        return not waits and self._answered == self._wanted()

    def when_settled(self, then: Callable[[], object]) -> None:
        """`then` as soon as the result is that of the drawing as it is now."""
        if self.is_settled:
            then()
        else:
            self.settled.connect(then, Qt.ConnectionType.SingleShotConnection)

    def _wanted(self) -> object:
        """What an answer has to be of to be the newest."""
        colouring = self._colouring
        return colouring.shown, colouring.params, colouring.network

    def _note(self, request: ColourRequest) -> None:
        """`request` has been answered, or will never be."""
        if request.name == MAIN:
            self._answered = request.serial, request.params, request.network
        self._settle()

    def _settle(self) -> None:
        if self.is_settled:
            self.settled.emit()

    def _leave(self) -> None:
        """Another drawing comes: what was answered is not its result."""
        self.settled.emit()
        self.answer = None

    def _is_bare(self) -> bool:
        """Whether there is nothing to colour."""
        layers = self._easel.painter.layers
        return not layers[LINE].marks and not layers[HINTS].marks and not self._easel.drawing_now

    def _is_hinted(self) -> bool:
        return bool(self._easel.painter.layers[HINTS].marks) or self._easel.live_layer == HINTS

    def _show(self, answer: Answer) -> None:
        if not self._is_bare():  # else it was cleared meanwhile
            self.answer = answer
            self.show()
            self.told.emit(answer.milliseconds)
        if answer.kept.is_last:
            self._note(answer.request)

    def show(self) -> None:
        """Put the newest answer, or what the network was shown for it, on the easel."""
        if self.answer is not None:
            self._easel.set_result(self._picture(self.answer))

    def _picture(self, answer: Answer) -> Pixels:
        if self.shows_seen:
            return answer.request.drawing.picture
        if self.shows_regions and answer.regions is not None:
            return answer.regions.check
        return answer.colours

    @property
    def shows_regions(self) -> bool:
        """Each region in a colour of its own, to see where lines do not close."""
        return self._regions_switched or self._regions_looked_at

    def show_regions(self, on: bool) -> None:
        """Show them until that is switched off."""
        self._regions_switched = on
        self.show()
        self.switched.emit()

    def look_at_regions(self, on: bool) -> None:
        """Show them as long as they are worked on."""
        if on != self._regions_looked_at:
            self._regions_looked_at = on
            self.show()
            self.switched.emit()

    def show_seen(self, on: bool) -> None:
        self.shows_seen = on
        self.show()
        self.switched.emit()
