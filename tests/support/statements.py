"""Counting the SQL statements that a page or a service runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

HOUSEKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SHOW ")


@dataclass
class Statements:
    """The statements that ran, in order; the same number on both databases."""

    statements: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many there were."""
        return len(self.statements)

    @property
    def reads(self) -> int:
        """Return how many of them only looked."""
        return sum(statement.upper().startswith("SELECT") for statement in self.statements)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {statement}" for number, statement in enumerate(self.statements, 1))


@contextmanager
def counted() -> Iterator[Statements]:
    """Count the statements that run inside, whichever application and connection runs them.

    What begins and ends transactions, and what sets a new connection up, is left out.
    """
    seen = Statements()

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(HOUSEKEEPING):
            seen.statements.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
