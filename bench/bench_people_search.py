"""Finding somebody among a hundred thousand people of one council, beside an empty page of that council, in one run.

Names are shared as they are in the field: five surnames make up a third. Each page is asked for by the secretary
general, signed in. On PostgreSQL the CPU of the server's own process counts too.
"""

import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, render_template_string
from flask_migrate import upgrade
from sqlalchemy import func, insert, select, text

from app import create_app
from bench.measuring import ask, verdict
from config import Config
from core import clock
from core.access import requires
from core.audit import SYSTEM
from core.db import db, transaction
from people.demo.names import InventedPerson, invent_people
from people.jobs import weigh_people
from people.models import Council, CouncilRecord, LikelyPair, Person, PersonWord, RegisterState, Role, Structure
from people.models.finding import words_of
from people.permissions import Can
from people.services import accounts, roles
from people.services.persons import structure_named
from people.views.council import council_here
from tests.support.postgres import Cluster, Unavailable

PEOPLE, BATCH, ROUNDS, EACH = 100_000, 5_000, 3, 5
MOST = 40
PAIRS = "/council/segou/duplicates"
EMPTY_PAGE = "/council/segou/bench/empty"
PASSWORD = "Segou-Baroueli-1"  # noqa: S105 - of an installation that is gone afterwards
VALUE = r'name="{}"[^>]*value="([^"]*)"'
EMPTY: dict[str, object] = {
    **dict.fromkeys(("title", "used_name", "known_as", "sex", "function", "search"), ""),
    **dict.fromkeys(("specialty_id", "merged_into_id"), None),
    "synthetic": True,
    "version": 1,
}
QUERIES = {
    "a surname a tenth of them has": "q=diarra",
    "names in the other order, without accents": "q=keita+fatoumata",
    "a phone": "q=76+04+20+00",
    "an address": "q=person-4242@",
    "a structure": "q=barou",
    "nobody": "q=zzyzx",
    "everybody, the last page": "page=99999",
}

blueprint = Blueprint("bench", __name__, url_prefix="/council/<council>")


@blueprint.get("/bench/empty")
@requires(Can.SEE_PEOPLE)
def empty(council: str) -> str:
    """Answer with the frame of a council's pages and nothing in it."""
    council_here(council)
    return render_template_string('{% extends "council.html" %}')


def fill() -> None:
    """Enter a hundred thousand people in the books of a council with a secretary general."""
    rng = random.Random(20240628)
    invented = list(invent_people(rng, 2000))
    with transaction() as session:
        council = Council(slug="segou", name="Ségou", short_name="Ségou", code="SEG", country="ML", city="Ségou")
        places = [structure_named(f"CSRéf {n} de {'Barouéli' if n == 7 else 'Bla'}") for n in range(200)]
        boss = Person(given_names="Yacouba", family_name="Traoré", email="sg@example.org")
        session.add_all([council, boss])
        account = accounts.open_account(boss, PASSWORD, by=SYSTEM)
        roles.give_role(account, Role.SECRETARY_GENERAL, council=council, by=SYSTEM)
        session.flush()
        for start in range(1000, 1000 + PEOPLE, BATCH):
            batch = [somebody(rng, invented, places, number) for number in range(start, start + BATCH)]
            session.execute(insert(Person), [row_of(person) for person in batch])
            words = [{"person_id": person.id, "word": word} for person in batch for word in words_of(person)]
            session.execute(insert(PersonWord), words)
            session.execute(insert(CouncilRecord), [record_of(person, council) for person in batch])
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def compare(backend: str) -> None:
    """Have the worker compare everybody, then three who changed; print how long each took."""
    for what in ("everybody", "three who changed"):
        begun = time.perf_counter()
        weigh_people()
        pairs = db.session.scalar(select(func.count()).select_from(LikelyPair))
        print(f"     {backend}: the worker compared {what} in {time.perf_counter() - begun:.1f} s; {pairs} pairs")
        with transaction() as session:
            for person in session.scalars(select(Person).order_by(Person.id.desc()).limit(3)):
                person.family_name = f"{person.family_name}-Traoré"


def signed_in(app: Flask) -> str:
    """Return the cookie of the secretary general."""
    visitor = app.test_client()
    page = visitor.get("/sign-in").get_data(as_text=True)
    keys = {name: VALUE.format(name) for name in ("csrf_token", "form_key")}
    sent = {name: re.findall(pattern, page)[0] for name, pattern in keys.items()}
    visitor.post("/sign-in", data={**sent, "identifier": "sg@example.org", "password": PASSWORD})
    cookie = visitor.get_cookie("balanzan")
    if cookie is None:
        raise SystemExit("not measured: nobody could sign in")
    return f"balanzan={cookie.value}"


def somebody(rng: random.Random, invented: list[InventedPerson], places: list[Structure | None], number: int) -> Person:
    """Return somebody with the names of two invented people."""
    given, family, place = rng.choice(invented), rng.choice(invented), rng.choice(places)
    return Person(
        id=number,
        title="Dr",
        given_names=given.given_names,
        family_name=family.family_name,
        email=f"person-{number}@example.org",
        phone=f"+22376{number:06d}",
        order_number=f"{number:06d}" if number % 2 else "",
        structure_id=place.id if place else None,
    )


def row_of(person: Person) -> dict[str, object]:
    """Return what is written of a person."""
    given = {column.name: getattr(person, column.name) for column in Person.__table__.columns}
    return EMPTY | {name: value for name, value in given.items() if value is not None}


def record_of(person: Person, council: Council) -> dict[str, object]:
    """Return that a person is in a council's books."""
    return {
        "person_id": person.id,
        "council_id": council.id,
        "section": "",
        "state": RegisterState.UNKNOWN,
        "since": clock.now(),
        "sort_name": person.sort_name,
        "version": 1,
    }


def milliseconds(action: Callable[[], object], server: Callable[[], float]) -> float:
    """Return the CPU of an action, here and in the database's own process: the best of several rounds."""
    action()
    taken = []
    for _round in range(ROUNDS):
        begun = time.process_time() + server()
        for _time in range(EACH):
            action()
        taken.append((time.process_time() + server() - begun) / EACH * 1000)
    return min(taken)


def server_cpu(pids: list[int]) -> float:
    """Return the seconds of CPU that some processes of PostgreSQL have used; SQLite is in our own."""
    used = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += sum(map(int, fields[11:13]))
    return used / os.sysconf("SC_CLK_TCK")


def servers(app: Flask) -> list[int]:
    """Return the processes of PostgreSQL that answer this application."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return []
        named = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return list(db.session.scalars(named))


def measure(app: Flask, backend: str) -> bool:
    """Print what each search costs beside the empty page, and tell whether every target was met."""
    with app.app_context():
        upgrade()
        fill()
        db.session.remove()
    cookie = signed_in(app)
    paths = {name: f"/council/segou/people?{query}" for name, query in QUERIES.items()}
    paths["pairs that may be one person"] = PAIRS
    with app.app_context():
        compare(backend)
    for path in (EMPTY_PAGE, *paths.values()):
        if ask(app, path, cookie=cookie)[0] != HTTPStatus.OK:
            raise SystemExit(f"not measured: {path} does not answer")
    server = partial(server_cpu, servers(app))
    bare = milliseconds(partial(ask, app, EMPTY_PAGE, cookie=cookie), server)
    print(f"     {backend}: {PEOPLE} people, an empty page {bare:.2f} ms")
    met = []
    for name, path in paths.items():
        taken = milliseconds(partial(ask, app, path, cookie=cookie), server)
        met.append(verdict(f"{backend}: {name}, × an empty page ({taken:.1f} ms)", taken / bare, MOST))
    with app.app_context():
        db.engine.dispose()
    return all(met)


def application(url: str, folder: Path) -> Flask:
    """Return the application on a database of its own."""
    app = create_app(Config(environment="demo", instance=folder, base_url="http://localhost", database_url=url))
    app.register_blueprint(blueprint)
    return app


if __name__ == "__main__":
    results = []
    with tempfile.TemporaryDirectory() as folder:
        results.append(measure(application(f"sqlite:///{folder}/people.sqlite", Path(folder)), "sqlite"))
    with tempfile.TemporaryDirectory() as folder:
        try:
            cluster = Cluster.start()
        except Unavailable as reason:
            print(f"     not measured on PostgreSQL: {reason}")
        else:
            results.append(measure(application(cluster.create("people"), Path(folder)), "postgresql"))
            cluster.stop()
    sys.exit(0 if all(results) else 1)
