"""C01: the last minute before the deadline: nothing is lost, nothing late accepted, nothing early refused.

Several processes serve, many connections send, some before the last second is over and some after. What counts is when
a request arrives: whoever waits behind the others is not late.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from abstracts.models import Abstract, Call
from core import clock
from core.db import db, transaction
from tests.acceptance.thread import EDITION, SECTIONS, option_named
from tests.support.forms import Form
from tests.support.live import live_visitor

TITLE = "Envoyé à la dernière minute, numéro"


@dataclass
class Sending:
    """One abstract, typed and ready: when it is to leave, when it did, and whether it was accepted."""

    title: str
    visitor: object
    form: Form
    due: float
    left: float = 0.0
    took: float = 0.0
    is_accepted: bool = False

    def go(self):
        """Wait for the moment, send, and read the answer."""
        time.sleep(max(0, self.due - time.time()))
        self.left = time.time()
        answer = self.visitor.client.open(self.form.action, method="POST", **self.form.sent())
        self.took = time.time() - self.left
        assert answer.status_code in (302, 409), answer.status
        self.is_accepted = answer.status_code == 302 and answer.headers["Location"].endswith("/receipt")


def typed(visitor, number):
    """Return the form of the call with a whole abstract of somebody new typed in it."""
    address = f"{EDITION}/submit/?lang=fr"
    page = visitor.get(address)
    form = Form(page.one("main form[method=post]"), address)
    author = {"given_names": "Awa", "family_name": f"Minute-{number}", "email": f"minute{number}@courriel.example"}
    answers = SECTIONS | {f"authors-0-{name}": said for name, said in author.items()} | {
        "title": f"{TITLE} {number:03d}", "specialty": option_named(page, "specialty", "Pédiatrie"),
        "template": "original", "keywords": "un, deux, trois", "presenter": "1", "declares_consent": True,
    }  # fmt: skip
    for name, value in answers.items():
        form.fill(name, value)
    form.press("Envoyer")
    return form


def close_in(app, seconds):
    """Have the call close in so many seconds; return the moment."""
    with app.app_context(), transaction():
        call = db.session.scalars(select(Call).join(Call.edition).filter_by(slug="js-segou-8")).one()
        call.closes_at = clock.now() + timedelta(seconds=seconds)
        return call.closes_at.timestamp()


@pytest.mark.slow
@pytest.mark.prove
def test_c01_the_last_minute_loses_nothing_and_takes_nothing_late(demo_app, demo_installation, server, at_size):
    number, connections = at_size(small=16, full=300), at_size(small=8, full=100)
    minute = at_size(small=3, full=60)
    url = server(demo_installation, workers=2).url
    visitors = [live_visitor(demo_app, url) for _connection in range(connections)]
    for visitor in visitors:
        visitor.get(f"{EDITION}/submit/")  # the key of its forms is in its cookie before two of them are read at once
    with ThreadPoolExecutor(4) as readers:
        forms = list(readers.map(lambda place: typed(visitors[place % connections], place), range(number)))

    deadline = close_in(demo_app, minute)
    sendings = [
        Sending(
            f"{TITLE} {place:03d}", visitors[place % connections], form, deadline + minute * (1.15 * place / number - 1)
        )
        for place, form in enumerate(forms)
    ]
    with ThreadPoolExecutor(connections) as senders:
        list(senders.map(Sending.go, sendings))

    with demo_app.app_context():
        kept = select(Abstract.title, Abstract.submitted_at).where(Abstract.title.startswith(TITLE))
        sent = {
            title: moment.timestamp() for title, moment in db.session.execute(kept.where(Abstract.state != "draft"))
        }
    assert set(sent) == {each.title for each in sendings if each.is_accepted}, "none lost, none twice"
    assert max(sent.values()) < deadline
    assert [each.title for each in sendings if each.is_accepted and each.left >= deadline] == [], "none late accepted"
    on_the_way = max(each.took for each in sendings)  # before a process takes it up, a request may wait as long
    early = [each for each in sendings if not each.is_accepted and each.left < deadline - on_the_way]
    assert [f"{each.title}: {deadline - each.left:.2f} s before" for each in early] == [], "none early refused"
    assert 0 < len(sent) < number
