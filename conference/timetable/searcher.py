"""The search as a program of its own, with limits, which may be ended at any moment: what it found is told already.

It reads a task, writes every better programme as it finds one, and knows no database.
"""

import os
import pickle
import resource
import sys
from typing import BinaryIO

from conference.timetable.composing import compose
from conference.timetable.repairing import repair
from conference.timetable.tasks import Found, Task

GIGABYTE = 1024**3
MEMORY, POLITENESS = 4 * GIGABYTE, 10


def main(given: BinaryIO, told: BinaryIO) -> None:
    """Search as the task says, and write down what is found."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(POLITENESS)
    task: Task = pickle.load(given)  # noqa: S301 - written by our own process a moment ago

    def tell(found: Found) -> None:
        pickle.dump(found, told)
        told.flush()

    tell((repair if task.is_repair else compose)(task, tell))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
