"""Somebody at the real window: reads what it shows, presses, types, drops files. For the tour and the journeys.

Whatever is looked for is looked for as a screen reader names it, and only among what can be seen; whatever is done is
done by events that the system could have sent. So what works here works by hand, and what nobody can find is a fault.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

PATIENCE = 120.0  # seconds until something that should appear counts as missing, also on a busy machine
GLANCE = 20  # milliseconds between two looks
GLANCES = 250  # looks until something counts as out of reach


Seen = TypeVar("Seen", bound=QWidget)


class NotSeen(AssertionError):
    """What should be on the screen is not; the text tells what was looked for and what there is."""


class Person:
    """Sits before one window. Every wait is for something to be seen, never for a time to pass."""

    def __init__(self, window: QWidget, album: Path | None = None) -> None:
        """`album` is the folder for photographs, which may hold earlier ones; without it none are taken."""
        self.window, self._album = window, album

    # -- reading -----------------------------------------------------------------------------------

    def reads(self) -> list[str]:
        """Everything legible on the screen now, from the front window."""
        return [text for widget in self._visible(QWidget) if (text := _text_of(widget))]

    def sees(self, *texts: str) -> bool:
        """Whether all these texts stand somewhere, as parts of what is legible."""
        legible = "\n".join(self.reads())
        return all(text in legible for text in texts)

    def waits_for(self, *texts: str, patience: float = PATIENCE) -> None:
        """Until all these texts can be seen."""
        self.waits_until(lambda: self.sees(*texts), f"to see {texts}", patience)

    def waits_until(self, seen: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Until something is the case."""
        end = time.monotonic() + patience
        while not seen():
            if time.monotonic() > end:
                raise NotSeen(f"waited {patience} s {what}; the screen says {self.reads()}")
            QTest.qWait(GLANCE)

    def has(self, kind: type[QWidget]) -> bool:
        """Whether a widget of this kind can be seen."""
        return bool(self._visible(kind))

    def can_press(self, name: str) -> bool:
        """Whether a button of this name is there and enabled."""
        return any(button.isEnabled() for button in self._buttons(name))

    def rows_asked(self) -> list[int]:
        """Numbers of the rows of the sheet that there are fields for."""
        names = [edit.accessibleName() for edit in self._visible(QLineEdit)]
        return [int(name.removeprefix("Row ")) for name in names if name.startswith("Row ")]

    # -- doing -------------------------------------------------------------------------------------

    def presses(self, name: str, patience: float = PATIENCE) -> None:
        """Click the button of this name, once it is enabled. The first one, where several are called so."""
        self.waits_until(lambda: self.can_press(name), f"to press {name!r}", patience)
        button = next(button for button in self._buttons(name) if button.isEnabled())
        self._brings_into_view(button)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, button.rect().center())

    def types(self, field: str, text: str) -> None:
        """Type into the field of this name, in place of what it holds."""
        self.waits_until(lambda: bool(self._fields(field)), f"to type into {field!r}")
        edit = self._fields(field)[0]
        self._brings_into_view(edit)
        QTest.mouseClick(edit, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, edit.rect().center())
        edit.selectAll()
        QTest.keyClicks(edit, text)

    def has_typed(self, field: str) -> str:
        """What stands in a field."""
        return self._fields(field)[0].text()

    def drops(self, paths: Iterable[Path], on: type[QWidget]) -> None:
        """Drag files over the one visible widget of a kind and let go."""
        self.waits_until(lambda: bool(self._visible(on)), f"for a {on.__name__}")
        target, data = self._visible(on)[0], QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        middle = target.rect().center()
        held = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, QDragEnterEvent(middle, *held))
        QApplication.sendEvent(target, QDropEvent(QPointF(middle), *held))

    @contextlib.contextmanager
    def chooses(self, path: Path) -> Iterator[None]:
        """Answer the file dialog that the body opens (it blocks there) with this path."""
        answered: list[str] = []
        timer = QTimer()
        timer.setInterval(GLANCE)
        timer.timeout.connect(lambda: _answer_file_dialog(path, answered))
        timer.start()
        try:
            yield
            self.waits_until(lambda: bool(answered), f"to be asked for a file, to choose {path.name}")
        finally:
            timer.stop()

    def photographs(self, name: str) -> None:
        """Keep what the screen shows, numbered in order of the visit."""
        if self._album is None:
            return
        QTest.qWait(120)
        self._album.mkdir(parents=True, exist_ok=True)
        number = len(list(self._album.glob("*.png"))) + 1
        self._front().grab().save(str(self._album / f"{number:02}-{name}.png"))

    # -- inside ------------------------------------------------------------------------------------

    def _front(self) -> QWidget:
        """The dialog that is up, or the window itself."""
        modal = QApplication.activeModalWidget()
        return modal if isinstance(modal, QDialog) else self.window

    def _visible(self, kind: type[Seen]) -> list[Seen]:
        return [widget for widget in self._front().findChildren(kind) if widget.isVisible()]

    def _buttons(self, name: str) -> Sequence[QAbstractButton]:
        return [button for button in self._visible(QAbstractButton) if _name_of(button) == name]

    def _fields(self, name: str) -> Sequence[QLineEdit]:
        return [edit for edit in self._visible(QLineEdit) if edit.accessibleName() == name]

    def _brings_into_view(self, widget: QWidget) -> None:
        """Scroll as one does to reach something further down; a page that has just grown may take a moment."""
        for _ in range(GLANCES):
            parent = widget.parentWidget()
            while parent is not None:
                if isinstance(parent, QScrollArea):
                    parent.ensureWidgetVisible(widget)
                    QTest.qWait(1)
                parent = parent.parentWidget()
            if widget.window().rect().contains(widget.mapTo(widget.window(), QPoint(widget.width() // 2, 1))):
                return
            QTest.qWait(GLANCE)
        raise NotSeen(f"{_name_of(widget)!r} lies outside the window")


def _name_of(widget: QWidget) -> str:
    """As a screen reader would say it: its own name, or the words on it without the & of a shortcut."""
    words = widget.text() if isinstance(widget, QAbstractButton | QPushButton) else ""
    return (widget.accessibleName() or words).replace("&", "")


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return widget.text() or widget.accessibleName()
    if isinstance(widget, QLineEdit):
        return ""  # what a person typed is no word of the window
    if isinstance(widget, QAbstractItemView):
        return "\n".join(_rows_of(widget))
    return _name_of(widget)


def _rows_of(view: QAbstractItemView) -> list[str]:
    """The rows of a list, as they are read out."""
    model = view.model()
    if model is None:
        return []
    cells = [model.index(row, 0) for row in range(model.rowCount())]
    roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
    return [str(next((text for role in roles if (text := cell.data(role))), "")) for cell in cells]


def _answer_file_dialog(path: Path, answered: list[str]) -> None:
    dialog = QApplication.activeModalWidget()
    if answered or not isinstance(dialog, QFileDialog):
        return
    answered.append(str(path))
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    if edit is not None:
        edit.setText(str(path))
    dialog.done(QDialog.DialogCode.Accepted) if dialog.fileMode() == QFileDialog.FileMode.Directory else dialog.accept()
