"""The help window: pages beside the work, found by where one is, by title, or by their links."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.core.settings import Settings
from ganstudio.studio import help as pages
from ganstudio.studio.help import INDEX, Page
from ganstudio.ui import theme
from ganstudio.ui.form import Field
from ganstudio.ui.help.rendering import document
from ganstudio.ui.parts import ElidedLabel, button, column, frame, row, tool

_SIZE = (860, 600)
_LIST_WIDTH = 232


def focused_setting(widget: QWidget | None) -> str:
    """The setting whose field `widget` lies in, "" for none."""
    while widget is not None and not isinstance(widget, Field):
        widget = widget.parentWidget()
    return widget.spec.name if isinstance(widget, Field) else ""


class HelpWindow(QDialog):
    """`tried` carries the Attempt of the page whose "Try it" was pressed."""

    tried = Signal(object)

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.setModal(False)
        self._settings = settings
        self._past: list[str] = []
        self._future: list[str] = []
        self.page: Page = pages.pages()[INDEX]
        self.search = QLineEdit(placeholderText="Search")
        self.search.setAccessibleName("Search the help pages")
        self.search.setClearButtonEnabled(True)
        for clear in self.search.findChildren(QToolButton):
            clear.setAccessibleName("Clear the search")
        self.search.textChanged.connect(self._list)
        self.list = QListWidget()
        self.list.setAccessibleName("Help pages")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemSelectionChanged.connect(self._choose)
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName("Help page")
        self.browser.anchorClicked.connect(self._follow)
        self.back = tool("left", self.go_back, "Back (Alt+Left)")
        self.forward = tool("right", self.go_forward, "Forward (Alt+Right)")
        self.home = tool("info", lambda: self.show_page(INDEX), "All pages")
        self.attempt = ElidedLabel(tone="dim", size=12)
        self.try_it = button("Try it", self._try, "play", "primary", "Sets the form in Train; nothing starts yet")
        self._lay_out()
        for keys, act in ((QKeySequence.StandardKey.Back, self.go_back),
                          (QKeySequence.StandardKey.Forward, self.go_forward),
                          (QKeySequence.StandardKey.Find, self.search.setFocus)):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act)
        size = settings.get("help_size")
        self.resize(*(size if isinstance(size, list) and len(size) == 2 else _SIZE))
        self.restyle()
        self._list()

    def _lay_out(self) -> None:
        side = column(self.search, self.list)
        side.setContentsMargins(theme.PADDING, theme.PADDING, theme.GAP, theme.PADDING)
        left = frame("panel", side, (theme.PADDING, theme.PADDING, theme.GAP, theme.PADDING))
        left.setFixedWidth(_LIST_WIDTH)
        head = row(self.back, self.forward, self.home, None, spacing=4)
        head.setContentsMargins(theme.PADDING, 8, theme.PADDING, 0)
        foot = row(self.attempt, self.try_it)
        foot.setStretch(0, 1)
        foot.setContentsMargins(24, theme.GAP, theme.PADDING, theme.PADDING)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(head)
        right.addWidget(self.browser, 1)
        right.addLayout(foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(left)
        layout.addLayout(right, 1)

    def restyle(self) -> None:
        """Take the colours of the present palette."""
        c = theme.colours()
        self.browser.setStyleSheet("QTextBrowser { background: transparent; border: none; padding: 8px 24px; }")
        self.list.setStyleSheet(
            f"QListWidget {{ background: transparent; border: none; outline: none; }}"
            f"QListWidget::item {{ padding: 4px 8px; border-radius: 6px; color: {c.dim}; }}"
            f"QListWidget::item:hover {{ background: {c.raised}; }}"
            f"QListWidget::item:selected {{ background: {c.raised}; color: {c.text}; }}"
            f"QListWidget::item:disabled {{ color: {c.faint}; background: transparent; }}"
        )
        for made, icon in ((self.back, "left"), (self.forward, "right"), (self.home, "info")):
            made.setIcon(theme.icon(icon))
        self.try_it.setIcon(theme.icon("play", c.on_accent))
        self._render()

    # -- finding -----------------------------------------------------------------------------------------

    def open_at(self, workspace: str, page: str = "") -> None:
        """The page named, else the one about the setting that has the focus, else about the workspace."""
        self.show_page(page or pages.page_for(workspace, focused_setting(QApplication.focusWidget())).key)
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.setFocus()

    def show_page(self, key: str) -> None:
        """Go to a page; Back returns to the one before."""
        if key != self.page.key:
            self._past.append(self.page.key)
            self._future.clear()
            self._set(key)

    def go_back(self) -> None:
        if self._past:
            self._future.append(self.page.key)
            self._set(self._past.pop())

    def go_forward(self) -> None:
        if self._future:
            self._past.append(self.page.key)
            self._set(self._future.pop())

    def _set(self, key: str) -> None:
        self.page = pages.pages()[key]
        self._render()
        self._mark()

    def _follow(self, url: QUrl) -> None:
        key = url.path().removesuffix(".md")
        if url.isRelative() and key in pages.pages():
            self.show_page(key)
        else:
            QDesktopServices.openUrl(url)

    # -- the list ----------------------------------------------------------------------------------------

    def _list(self) -> None:
        """All pages in their groups, or those that have the words that are searched for; titles first."""
        words = self.search.text().strip()
        found = [page for page in pages.pages().values() if page.mentions(words)]
        self.list.blockSignals(True)
        self.list.clear()
        if words:
            found.sort(key=lambda page: words.lower() not in page.title.lower())
        groups = [""] if words else list(dict.fromkeys(page.group for page in found))
        for group in groups:
            if group:
                self._add(group, "")
            for page in found:
                if not group or page.group == group:
                    self._add(page.title, page.key)
        self.list.blockSignals(False)
        self._mark()

    def _add(self, text: str, key: str) -> None:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setFont(theme.font(13) if key else theme.font(11))
        if not key:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _mark(self) -> None:
        self.list.blockSignals(True)
        self.list.clearSelection()
        for index in range(self.list.count()):
            item = self.list.item(index)
            if item.data(Qt.ItemDataRole.UserRole) == self.page.key:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _choose(self) -> None:
        for item in self.list.selectedItems():
            self.show_page(item.data(Qt.ItemDataRole.UserRole))

    # -- the page ----------------------------------------------------------------------------------------

    def _render(self) -> None:
        made = document(self.page.text)
        made.setParent(self.browser)
        self.browser.setDocument(made)
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))
        self.attempt.set_text(self.page.attempt.words)

    def _try(self) -> None:
        self.tried.emit(self.page.attempt)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settings.put("help_size", [self.width(), self.height()])
