"""How long messages to many take to be written and to leave, beside the same letters sent with bare smtplib.

One process prepares and sends them, as one worker does, to a mail server on this machine. Both sides send the same
letters to the same server in the same run; what the application adds is its database, which knows after each letter
that it has left.
"""

import asyncio
import smtplib
import sys
import tempfile
import threading
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app import create_app
from bench.measuring import demonstration_in, verdict
from conference.models import Edition, Participation, ParticipationRole
from conference.permissions import Can
from conference.services import mailings
from conference.services.mailings import Plan
from config import Config
from core import jobs, outbox
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Message
from people.models import Person

MANY = 2_000
WRITTEN, PER_SECOND, RATIO = 5.0, 50.0, 8.0
TEXTS = {
    "subject_fr": "{édition} : votre attestation",
    "body_fr": "{nom complet},\n\nvotre page, sans mot de passe :\n{lien}\n\n{conseil}",
    "sms_fr": "Votre page : {lien}",
}


class Sink:
    """The plainest mail server there is: it says yes to everything and counts the letters."""

    def __init__(self) -> None:
        self.letters = 0
        self.port = 0
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True).start()
        ready.wait()

    async def _serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self.letters += 1
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            await writer.drain()
        writer.close()


def people_of(app: Flask) -> int:
    """Bring in so many people beside the demonstration; return the number of a message to all, confirmed."""
    names = [{"given_names": "Awa", "family_name": f"n° {n}", "email": f"awa-{n}@example.org"} for n in range(MANY)]
    with app.app_context():
        with transaction() as session:
            edition = session.scalars(select(Edition).filter_by(slug="atelier-kaolack-2021")).one()
            people = [Person(**name) for name in names]
            session.add_all(people)
            session.flush()
            patron = ParticipationRole.PATRON
            session.add_all(Participation(edition_id=edition.id, person_id=each.id, role=patron) for each in people)
            session.flush()
            plan = Plan(audiences=["part-patron"], texts=TEXTS)
            mailing = mailings.write(edition, plan, by=SYSTEM, held=frozenset({Can.READ_ALL_MESSAGES}))
            mailings.confirm(mailing, leaves_at=None, by=SYSTEM)
            return mailing.id


def timed(key: str) -> float:
    """Run one job to its end; return the seconds it took."""
    job = jobs.find(key)
    assert job is not None  # noqa: S101 - a bench that measures nothing must not say so
    begun = time.monotonic()
    assert jobs.perform(job.id)  # noqa: S101 - the same
    return time.monotonic() - begun


def bare(messages: list[Message], port: int) -> float:
    """Make and send the same letters with smtplib alone, on one connection; return the seconds."""
    begun = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for message in messages:
            connection.send_message(outbox.as_email(message))
    return time.monotonic() - begun


def measure(folder: Path) -> bool:
    """Print the figures and tell whether every target was met."""
    sink = Sink()
    with demonstration_in(folder):
        pass
    smtp_url = f"smtp://127.0.0.1:{sink.port}"
    app = create_app(Config(environment="demo", instance=folder, base_url="http://localhost", smtp_url=smtp_url))
    mailing_id = people_of(app)
    with app.app_context():
        written = timed(f"prepare-mailing-{mailing_id}")
        db.session.rollback()
        mine = select(Message).filter_by(batch=f"mailing-{mailing_id}")
        alone = bare(list(db.session.scalars(mine)), sink.port)
        db.session.rollback()
        left = timed(f"deliver-mailing-{mailing_id}")
    assert sink.letters == 2 * MANY  # noqa: S101 - the same
    print(f"     smtplib alone: {MANY / alone:.0f} letters a second; here: {MANY / left:.0f}")
    return all(
        [
            verdict(f"{MANY} messages are written after", written, WRITTEN, " s"),
            verdict("one worker takes for a letter", left / MANY * 1000, 1000 / PER_SECOND, " ms"),
            verdict("times as long as smtplib alone", left / alone, RATIO),
        ]
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        sys.exit(0 if measure(Path(name)) else 1)
