"""What one browser is adding to the archive: files received, looked at, added, taken back.

Reading and adding run in a thread of their own: whoever asks meanwhile waits for nothing, and a page that is
closed or loaded again finds its addition going on, or what has become of it.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from index.errors import BaowenError, InputError
from index.read import LARGEST, File, too_large
from index.unpack import MOST_BYTES, MOST_FILES, safe_name, unpack, unreadable
from rag import Archive
from rag.archive import Preview, Problem
from rag.edits import Edit

_FULL = f"一次最多添加 {MOST_FILES} 个文件、{MOST_BYTES // 2**20} MB。请分几次添加。"
_UNEXPECTED = "出了意外，没有做完。已添加的文件都在，可以撤销；请再试一次，详情见服务器日志。"
_IDLE = 2 * 3600.0  # seconds after which what was sent and not added is forgotten


class Stage(StrEnum):
    """How far an intake has come."""

    EMPTY = "empty"
    READING = "reading"
    READ = "read"
    ADDING = "adding"
    ADDED = "added"


_AROUND = {Stage.READING: (Stage.EMPTY, Stage.READ), Stage.ADDING: (Stage.READ, Stage.ADDED)}


@dataclass(slots=True)
class Intake:
    """The files of one batch, and what has become of them so far."""

    folder: Path
    owner: str
    files: list[File] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    size: int = 0
    stage: Stage = Stage.EMPTY
    progress: tuple[int, int, str] = (0, 0, "")
    preview: Preview = field(default_factory=lambda: Preview(()))
    edit: Edit | None = None
    left: int = 0  # files that were not added
    seconds: float = 0.0
    error: str = ""
    stopped: threading.Event = field(default_factory=threading.Event)
    touched: float = field(default_factory=time.monotonic)

    @property
    def busy(self) -> bool:
        """Tell whether a thread is at work for it."""
        return self.stage in (Stage.READING, Stage.ADDING)


@lru_cache(maxsize=8)
def intakes_of(archive: Archive) -> Intakes:
    """Give the intakes of an archive: what is sent to an address is what the page adds."""
    return Intakes(archive)


class Intakes:
    """The intakes of all browsers, each found by its id by the browser that began it."""

    def __init__(self, archive: Archive) -> None:
        """Begin without any."""
        self._archive = archive
        self._intakes: dict[str, Intake] = {}
        self._lock = threading.Lock()

    def find(self, id: str, owner: str) -> Intake | None:
        """Give an intake to its owner."""
        found = self._intakes.get(id)
        return found if found and found.owner == owner else None

    def latest(self, owner: str) -> str:
        """Name the intake of a browser that is at work, or else the last that is read or added, or ""."""
        with self._lock:
            self._sweep()
            mine = {
                id: i for id, i in self._intakes.items() if i.owner == owner and i.stage is not Stage.EMPTY
            }
        return max(mine, key=lambda id: (mine[id].busy, mine[id].touched), default="")

    def receive(self, id: str, owner: str, *, name: str, size: int) -> Path | None:
        """Give the path to write a file of a batch to; None when it is listed as a problem instead.

        Raise InputError when the batch is another's, is closed, or would be too large.
        """
        with self._lock:
            self._sweep()
            intake = self._intakes.get(id)
            if not id or (intake and (intake.owner != owner or intake.stage is not Stage.EMPTY)):
                raise InputError("这批文件已经送完。请重新选择文件。")
            intake = intake or self._intakes.setdefault(id, _new(owner))
            if len(intake.files) >= MOST_FILES or intake.size + size > MOST_BYTES:
                raise InputError(_FULL)
            called, intake.touched = safe_name(name)[-500:], time.monotonic()
            problem = _refusal(called, size)
            if problem:
                intake.problems.append(Problem(called or "（没有名字）", problem))
                return None
            intake.size += size
            path = intake.folder / f"file-{len(intake.files)}"
            intake.files.append(File(path, called))
            return path

    def read(self, id: str, owner: str) -> None:
        """Begin to look at what a batch holds."""
        self._start(id, owner, Stage.READING, self._read)

    def add(self, id: str, owner: str) -> None:
        """Begin to add what was looked at."""
        self._start(id, owner, Stage.ADDING, self._add)

    def stop(self, id: str, owner: str) -> None:
        """Ask the work to end after the file that is being read."""
        intake = self.find(id, owner)
        if intake:
            intake.stopped.set()

    def drop(self, id: str, owner: str) -> None:
        """Forget a batch that nobody works at."""
        with self._lock:
            intake = self.find(id, owner)
            if intake is None or intake.busy:
                return
            del self._intakes[id]
        shutil.rmtree(intake.folder, ignore_errors=True)

    def _start(self, id: str, owner: str, stage: Stage, work: Callable[[Intake], None]) -> None:
        before, after = _AROUND[stage]
        with self._lock:
            self._sweep()
            intake = self.find(id, owner)
            if intake is None or intake.stage is not before:
                return
            intake.stage, intake.progress = stage, (0, 0, "")
        threading.Thread(target=_run, args=(intake, work, after), name=f"baowen-{stage}", daemon=True).start()

    def _read(self, intake: Intake) -> None:
        files = self._unpacked(intake)

        def progress(done: int, count: int, name: str) -> None:
            intake.progress = (done, count, name)
            if intake.stopped.is_set():
                raise InputError("已停止，没有添加任何文件。")

        intake.preview = self._archive.preview(files, progress=progress)
        shutil.rmtree(intake.folder, ignore_errors=True)  # what was in it is in the preview

    def _unpacked(self, intake: Intake) -> list[File]:
        files: list[File] = []
        plain = [file for file in intake.files if not _is_zip(file.name)]
        room, count = MOST_BYTES - _size(plain), MOST_FILES - len(plain)  # of the whole batch
        for file in sorted(intake.files, key=lambda file: file.name):  # they arrive in any order
            found, problems = [file], list[Problem]()
            if _is_zip(file.name):
                found, problems = _opened(file, room=room, files=count)
                room, count = room - _size(found), count - len(found) - len(problems)
            files += found
            intake.problems += problems
        return files

    def _add(self, intake: Intake) -> None:
        def progress(done: int, count: int, name: str) -> None:
            intake.progress = (done, count, name)

        since, contents = time.monotonic(), intake.preview.contents
        intake.edit = self._archive.edits.add(contents, progress=progress, stop=intake.stopped.is_set)
        intake.seconds = time.monotonic() - since
        intake.left = len(contents) - intake.edit.added - intake.edit.replaced
        intake.preview = Preview(())

    def _sweep(self) -> None:
        old = [id for id, i in self._intakes.items() if not i.busy and time.monotonic() - i.touched > _IDLE]
        for id in old:
            shutil.rmtree(self._intakes.pop(id).folder, ignore_errors=True)


def _run(intake: Intake, work: Callable[[Intake], None], after: Stage) -> None:
    """Work, and keep the reason of a failure that the user can act on; any other one goes to the log."""
    error = _UNEXPECTED
    try:
        work(intake)
        error = ""
    except BaowenError as found:
        error = str(found)
    finally:
        intake.error, intake.touched, intake.stage = error, time.monotonic(), after


def _new(owner: str) -> Intake:
    folder = Path(tempfile.mkdtemp(prefix="baowen-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Intake(folder, owner)


def _opened(file: File, *, room: int, files: int) -> tuple[list[File], list[Problem]]:
    """Unpack a zip file beside itself; give what is in it, and what of it cannot be read."""
    folder = file.path.with_name(f"{file.path.name}-unpacked")
    folder.mkdir()
    try:
        found, problems = unpack(file, folder, room=room, files=files)
    except InputError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return [], [Problem(file.name, str(error))]
    return found, [Problem(f"{file.name}：{name}", message) for name, message in problems]


def _size(files: Iterable[File]) -> int:
    return sum(file.path.stat().st_size for file in files if file.path.exists())


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _refusal(name: str, size: int) -> str:
    if not name:
        return "文件没有名字。请给它一个名字再添加。"
    if _is_zip(name):
        return ""
    return too_large(name, size) if size > LARGEST else unreadable(name)
