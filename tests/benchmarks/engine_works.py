"""The works that are measured, each with every tool in turn; what came back is compared, and restic judges ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.engine_data import KINDS, MONTHS, Data
from tests.benchmarks.engine_measure import Command, Figure, bytes_below, measure, touch_memory, warm
from tests.benchmarks.engine_peers import SECRET, TOOLS, Layer, Program, Tool, restic_finds_no_fault
from tests.benchmarks.engine_results import Results
from vault.crypto.recovery_code import RecoveryCode


class Works:
    """All works over one folder."""

    def __init__(self, folder: Path, data: Data, results: Results, tools: Sequence[type[Tool]] = TOOLS) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._data = data
        self._results = results
        self._tools = [tool(folder / tool.name) for tool in tools]

    @property
    def program(self) -> Program:
        """The one that is measured alone where the others have nothing to compare with."""
        return next(tool for tool in self._tools if isinstance(tool, Program))

    def zip(self, rounds: int) -> None:
        """The media as a zip, and next month's."""
        for tool in self._in_turn("zip", rounds):
            self._cycle(tool, "zip", self._data.zip, keep=True)
            if tool.checks:
                self._next(tool)
            tool.clear()

    def media_folder(self, rounds: int) -> None:
        """The media as a folder."""
        self._plain("folder", self._data.tree, rounds)

    def one_file(self, rounds: int) -> None:
        """One big file."""
        self._plain("one file", self._data.one_file, rounds)

    def small_files(self, rounds: int) -> None:
        """Many small files."""
        self._plain("small files", self._data.small_files, rounds)

    def text(self, rounds: int) -> None:
        """A chat without photos."""
        self._plain("text", self._data.text, rounds)

    def remove_aside(self) -> None:
        """Have the room again that Tool.put_aside took."""
        shutil.rmtree(self._folder / "aside", ignore_errors=True)

    def months(self) -> None:
        """Twelve exports of one chat, one after the other into the same store."""
        for kind in KINDS:
            exports = [self._data.month(kind, number) for number in range(MONTHS)]
            self._results.counts["distinct"] = _distinct(exports)
            work = f"twelve months, {kind} times"
            for tool in self._in_turn(work, 1):
                if tool.checks and not isinstance(tool, Program):
                    self._series(tool, work, exports)

    def _plain(self, work: str, source: Path, rounds: int) -> None:
        for tool in self._in_turn(work, rounds):
            self._cycle(tool, work, source)
            if source.is_dir():
                tool.put_aside(tool.folder)
            tool.clear()

    def _in_turn(self, work: str, rounds: int) -> Iterator[Tool]:
        """Every tool in every round, each round begun by another one."""
        for number in range(rounds):
            for tool in (*self._tools[number:], *self._tools[:number]):
                sys.stderr.write(f"{work}, round {number + 1}: {tool.name}\n")
                yield tool

    def _cycle(self, tool: Tool, work: str, source: Path, *, keep: bool = False) -> None:
        """Store, check, bring back, compare."""
        size = bytes_below(source)
        tool.prepare()
        warm(source)
        figure = self._writing(tool.backup(source, "first"), size)
        self._results.note(f"{work}: first backup", tool.name, figure, size, tool.stored)
        if isinstance(tool, Layer):
            self._results.note(f"{work}: first backup", "bare", self._writing(tool.bare_backup(source), size), size)
            tool.clear_back()
        if keep and tool.checks:
            tool.keep()
        warm(tool.store)  # ours goes past the system's memory on the way in, the others' does not
        self._results.note(f"{work}: restore", tool.name, self._writing(tool.restore(source), size), size)
        _compare(source, tool.restored(source))
        if source.is_dir():
            tool.put_aside(tool.back)
        tool.clear_back()
        if tool.checks:
            self._results.note(f"{work}: check", tool.name, measure(tool.check()), size)
        if isinstance(tool, Layer):
            self._results.note(f"{work}: check", "bare", measure(tool.bare_check()), size)
        _judge(tool)

    def _writing(self, command: Command, size: int) -> Figure:
        """Measure what writes at most about so many bytes."""
        os.sync()
        touch_memory(self._folder, size + size // 8)
        return measure(command)

    def _next(self, tool: Tool) -> None:
        """Next month's export, with both kinds of times, each beside the first one alone."""
        for kind in KINDS:
            source = self._data.next(kind)
            tool.go_back()
            warm(source)
            before = tool.stored
            size = source.stat().st_size
            figure = self._writing(tool.backup(source, "next"), size)
            self._results.note(f"next month, {kind} times", tool.name, figure, size, tool.stored - before)
            if isinstance(tool, Layer):
                again = float(tool.judge("again", self._data.zip, source))
                self._results.counts[f"again {kind}"] = again
                tool.judge("whole", self._data.zip, source)
            _judge(tool)

    def _series(self, tool: Tool, work: str, exports: Sequence[Path]) -> None:
        tool.prepare()
        size = sum(export.stat().st_size for export in exports)
        for number, export in enumerate(exports):
            warm(export)
            figure = self._writing(tool.backup(export, f"{number}"), export.stat().st_size)
            self._results.add(work, tool.name, figure, size, tool.stored)
        if isinstance(tool, Layer):
            tool.judge("whole", *exports)
        _judge(tool)
        tool.clear()


def _compare(source: Path, back: Path) -> None:
    """Byte for byte. CalledProcessError where anything is different."""
    subprocess.run(["diff", "-rq", source, back], check=True)


def _judge(tool: Tool) -> None:
    """The real restic reads every byte of what we wrote, with the key of ours."""
    if isinstance(tool, Program):
        code = RecoveryCode.parse(tool.sheet.read_text(encoding="utf-8").splitlines()[0])
        restic_finds_no_fault(tool, code.password)
    elif isinstance(tool, Layer):
        restic_finds_no_fault(tool, SECRET)


def _distinct(exports: Sequence[Path]) -> int:
    """Bytes of all members, each distinct one once, packed as its zip has it."""
    packed: dict[tuple[int, int], int] = {}
    for export in exports:
        with zipfile.ZipFile(export) as archive:
            packed.update({(info.CRC, info.file_size): info.compress_size for info in archive.infolist()})
    return sum(packed.values())
