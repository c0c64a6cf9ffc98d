"""The well-known sets: what can be downloaded, and how to get what cannot."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from ganstudio.data.download import fetching
from ganstudio.data.download import known as downloads
from ganstudio.data.download.known import Download
from ganstudio.studio.pictures import Pictures
from ganstudio.ui import theme
from ganstudio.ui.parts import button, column, frame, label, row, wrapped


class DownloadsDialog(QDialog):
    """Cards of known sets; a click downloads one and opens it in Data."""

    def __init__(self, parent: QWidget, pictures: Pictures) -> None:
        super().__init__(parent)
        self.setWindowTitle("Well-known sets")
        self._pictures = pictures
        self.rows: dict[str, QFrame] = {}
        inner = QWidget()
        content = QVBoxLayout(inner)
        content.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        content.setSpacing(theme.GAP)
        for entry in downloads.known().values():
            self.rows[entry.key] = self._row(entry)
            content.addWidget(self.rows[entry.key])
        content.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        words = wrapped("Fetched from their own servers. Nothing is sent, and an interrupted download goes on later.")
        foot = row(words, button("Close", self.reject))
        foot.setStretch(0, 1)
        foot.setContentsMargins(theme.PADDING, 8, theme.PADDING, 12)
        layout = column(scroll, spacing=0)
        layout.addLayout(foot)
        self.setLayout(layout)
        self.resize(620, 560)

    def _row(self, entry: Download) -> QFrame:
        folder = fetching.folder_of(entry.key, self._pictures.places.data)
        size = f"{entry.size / 1024**2:,.0f} MB" if entry.size else ""
        title = label(entry.title, weight=QFont.Weight.DemiBold)
        text = downloads.instructions(entry, folder) if entry.manual else entry.note
        act = button("Rescan" if entry.manual else "Download", lambda: self._fetch(entry), tip=entry.title)
        open_ = button("Open folder", lambda: self._open(entry), "folder", tip=f"Where {entry.title} goes")
        open_.setVisible(bool(entry.manual))
        words = column(title, spacing=3)
        if text:
            words.addWidget(wrapped(text))
        words.addWidget(wrapped(" · ".join(part for part in (size, entry.licence) if part), "faint", 11))
        inside = row(spacing=12)
        inside.addLayout(words, 1)
        inside.addWidget(open_)
        inside.addWidget(act)
        return frame("card", inside, (12, 10, 12, 10))

    def _fetch(self, entry: Download) -> None:
        self.accept()
        self._pictures.fetch(entry)

    def _open(self, entry: Download) -> None:
        folder = fetching.folder_of(entry.key, self._pictures.places.data)
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
