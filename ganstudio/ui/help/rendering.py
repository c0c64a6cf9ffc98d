"""A help page as a document in the window's type and colours."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from ganstudio.core import resources
from ganstudio.ui import theme

_SIZES = {1: 20, 2: 15}  # px of headings
_LINE_HEIGHT = 150.0  # percent
_INDENT, _CODE_INDENT = 20, 12  # px
_FENCE = QTextFormat.Property.BlockCodeFence


def document(text: str) -> QTextDocument:
    """`text` is GitHub's Markdown; its pictures lie beside the pages."""
    made = QTextDocument()
    made.setBaseUrl(QUrl.fromLocalFile(f"{resources.path('help')}/"))
    made.setDocumentMargin(0)
    made.setDefaultFont(theme.font(13))
    made.setIndentWidth(_INDENT)
    made.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    for block in _blocks(made):
        _dress(block)
    for frame in made.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame)
    return made


def _blocks(made: QTextDocument) -> Iterator[QTextBlock]:
    block = made.begin()
    while block.isValid():
        yield block
        block = block.next()


def _dress(block: QTextBlock) -> None:
    cursor = QTextCursor(block)
    level = block.blockFormat().headingLevel()
    is_code = block.blockFormat().hasProperty(_FENCE) or block.blockFormat().nonBreakableLines()
    shape = QTextBlockFormat()
    if not _is_picture(block):  # it would grow by half its height
        shape.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setTopMargin({1: 0, 2: 20}.get(level, 0))
    listed = block.textList() is not None and block.next().textList() is not None
    shape.setBottomMargin({1: 12, 2: 4}.get(level, 4 if listed else 12))
    if is_code:
        shape.setLeftMargin(_CODE_INDENT)
        shape.setBottomMargin(0 if _is_code(block.next()) else 12)
    cursor.mergeBlockFormat(shape)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    if level or is_code:  # set, not merged: Markdown's own sizes would win over these
        cursor.setCharFormat(_type_of(level))
    else:
        _dress_words(block)


def _type_of(level: int) -> QTextCharFormat:
    """The type of a heading, or of code (0)."""
    made = QTextCharFormat()
    made.setForeground(QColor(theme.colours().text if level else theme.colours().accent))
    if level:
        made.setFont(theme.font(_SIZES.get(level, 13), QFont.Weight.DemiBold))
    else:
        made.setFontFamilies(["DejaVu Sans Mono", "Menlo", "Consolas", "monospace"])
        made.setProperty(QTextFormat.Property.FontPixelSize, 12)
    return made


def _is_picture(block: QTextBlock) -> bool:
    iterator = block.begin()
    return not iterator.atEnd() and iterator.fragment().charFormat().isImageFormat()


def _is_code(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().hasProperty(_FENCE)


def _dress_words(block: QTextBlock) -> None:
    """Links in the colour of links, and bold words in the bold that the font has."""
    pieces = []
    iterator = block.begin()
    while not iterator.atEnd():
        pieces.append(iterator.fragment())
        iterator += 1
    for position, length, shape in [(each.position(), each.length(), each.charFormat()) for each in pieces]:
        cursor = QTextCursor(block)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        change = QTextCharFormat()
        if shape.isAnchor():
            change.setForeground(QColor(theme.colours().rival))
            change.setFontUnderline(False)
        if shape.fontWeight() > QFont.Weight.DemiBold:
            change.setFontWeight(QFont.Weight.DemiBold)
        cursor.mergeCharFormat(change)


def _dress_table(table: QTextTable) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderBrush(QColor(theme.colours().line))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderCollapse(True)
    shape.setCellPadding(6)
    shape.setCellSpacing(0)
    shape.setTopMargin(4)
    shape.setBottomMargin(16)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
    for row in range(table.rows()):
        for column in range(table.columns()):
            block = table.cellAt(row, column).firstCursorPosition()
            inside = QTextBlockFormat()
            inside.setBottomMargin(0)
            block.mergeBlockFormat(inside)
