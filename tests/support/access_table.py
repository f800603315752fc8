"""The table of who may call what: one line a method and rule, its declared access, the roles that hold it.

The table is kept in tests/house/access_table.txt. After a change that is meant, write it anew with

    .venv/bin/python -m tests.support.access_table

and read the difference: it is what the change opens and closes.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from core.access import access_of
from tests.support.addresses import rules
from tests.support.installation import ROOT, Installation, open_app, sqlite_url

FILE = ROOT / "tests" / "house" / "access_table.txt"
COMMAND = ".venv/bin/python -m tests.support.access_table"
HEAD = f"""\
# Who may call what. Each line: method, address, what it declares, and for a permission the roles that hold it.
# Written by `{COMMAND}`; read the difference before keeping it.
"""


@dataclass(frozen=True)
class Line:
    """One method of one address, what it declares, and who may call it."""

    method: str
    rule: str
    access: str
    roles: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.method:5} {self.rule:60} {self.access:32} {', '.join(self.roles)}".rstrip()

    @classmethod
    def read(cls, text: str) -> "Line":
        """Return what a line of the file says."""
        method, rule, access, *roles = text.replace(",", " ").split()
        return cls(method, rule, access, tuple(roles))


def declared(app: Flask) -> list[Line]:
    """Return the table as the application declares it now."""
    return [_line(app, method, rule.rule, rule.endpoint) for method, rule in rules(app)]


def _line(app: Flask, method: str, rule: str, endpoint: str) -> Line:
    access = access_of(app, endpoint)
    assert access is not None, f"{rule} declares no access"
    if access.permission is None:
        return Line(method, rule, str(access.policy))
    from people.models import Role  # noqa: PLC0415 - a reader of the file needs no tables

    authority = app.extensions["authority"]
    holders = tuple(sorted(role.value for role in Role if access.permission in authority.permissions_of(role)))
    return Line(method, rule, str(access.permission), holders)


def kept() -> list[Line]:
    """Return the table as it was last kept."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [Line.read(line) for line in lines if line and not line.startswith("#")]


def write(app: Flask) -> None:
    """Keep the table as the application declares it now."""
    FILE.write_text(HEAD + "".join(f"{line}\n" for line in declared(app)), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write(open_app(Installation(sqlite_url(Path(folder)), Path(folder))))
    print(f"written: {FILE.relative_to(ROOT)}")
