"""Starting the search as a program of its own, hearing what it finds, and ending it when nobody wants it any more."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from conference.timetable.tasks import Found, Task

ROOT = Path(__file__).parents[2]


class Search:
    """A search under way in its own process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.heard: Queue[Found | None] = Queue()
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()

    def end(self) -> None:
        """End the search at once; what it told before is kept by whoever heard it."""
        self.process.kill()
        self.process.wait()
        self.listener.join()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _listen(self) -> None:
        try:
            while True:
                self.heard.put(pickle.load(self.process.stdout))  # type: ignore[arg-type]  # noqa: S301 - our own child
        except (EOFError, pickle.UnpicklingError):
            self.heard.put(None)

    def found(self, every: float) -> Iterator[Found | None]:
        """Yield each better programme, and nothing every so many seconds in between, until the search is over."""
        while True:
            try:
                found = self.heard.get(timeout=every)
            except Empty:
                yield None
                continue
            if found is None:
                return
            yield found


@contextmanager
def searching(task: Task) -> Iterator[Search]:
    """Have a search under way; it is over when this is left, finished or not."""
    process = subprocess.Popen(
        [sys.executable, "-m", "conference.timetable.searcher"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None  # noqa: S101 - asked for above
    search = Search(process)
    try:
        pickle.dump(task, process.stdin)
        process.stdin.close()
        yield search
    finally:
        search.end()
