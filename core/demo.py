"""Demonstration data: every package builds its part, once, from a fixed seed."""

import random
from dataclasses import dataclass, field
from pkgutil import resolve_name
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from core.db import Counter, db, next_number, transaction

SEED = 20240628
MARK = "demo/built"


@dataclass(frozen=True)
class Account:
    """A demonstration account: who it is, how to sign in, and where to begin."""

    persona: str
    name: str
    identifier: str
    password: str
    begin_at: str


@dataclass(frozen=True)
class Scene:
    """What the steps hand on to one another: the dice, and the things already made, by name."""

    rng: random.Random
    things: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Script:
    """Who builds the demonstration, in order, and who keeps it fresh: dotted names, since serving needs none of them.

    A step takes the scene; `days_behind` returns how far the demonstration has fallen behind today, and each
    renewal is given that; `accounts` returns who can sign in.
    """

    steps: tuple[str, ...]
    days_behind: str
    renewals: tuple[str, ...]
    accounts: str


def build(app: Flask) -> bool:
    """Fill an empty database with the demonstration, wholly or not at all; return whether there was anything to do."""
    with app.app_context():
        if is_built():
            return False
        scene = Scene(random.Random(SEED))
        with transaction():
            for step in script(app).steps:
                resolve_name(step)(scene)
            next_number(MARK)
        return True


def is_built() -> bool:
    """Tell whether the demonstration is in the database already."""
    found = db.session.scalar(select(Counter).filter_by(name=MARK)) is not None
    db.session.rollback()  # leave no snapshot open: what is built next must be seen
    return found


def renew(app: Flask) -> None:
    """Move what must lie ahead of today, when the demonstration has grown old."""
    with app.app_context():
        if behind := resolve_name(script(app).days_behind)():
            with transaction():
                for renewal in script(app).renewals:
                    resolve_name(renewal)(behind)


def install(app: Flask, demonstration: Script) -> None:
    """Hand an application the script of its demonstration."""
    app.extensions["demo"] = demonstration


def script(app: Flask) -> Script:
    """Return the script of an application's demonstration."""
    found: Script = app.extensions["demo"]
    return found


def accounts() -> list[Account]:
    """Return who can sign in to the demonstration."""
    found: list[Account] = resolve_name(script(current_app).accounts)()
    return found
