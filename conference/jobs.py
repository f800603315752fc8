"""What the worker does for editions: preparing the messages to many, laying out papers, composing programmes."""

import time

from sqlalchemy import select

from conference import mails
from conference.models import Edition, Mailing, MailingState, Release
from conference.permissions import Can
from conference.queries.engagements import to_tell
from conference.queries.plans import plan_of
from conference.queries.programme import find_release, latest_release
from conference.queries.published import EMPTY
from conference.services import compositions, mailings, printing
from conference.timetable.searching import searching
from conference.timetable.tasks import Task
from core import jobs, outbox
from core.db import db, transaction
from core.outbox import Circumstances

TOGETHER = 200  # messages in one transaction


def prepare_mailing(mailing_id: int) -> None:
    """Write the message of each recipient, so many in a transaction, then have them leave.

    Stopped in the middle, it goes on: whoever has their message is passed over, by the key of the two.
    """
    mailing = db.session.get_one(Mailing, mailing_id)
    ids, words = mailings.reach_of(mailing).ids, mailings.words_used(mailing)
    for begins in range(0, len(ids), TOGETHER):
        with transaction():
            if (present := _still_wanted(mailing_id)) is None:
                return
            mailings.prepare(present, words, ids[begins : begins + TOGETHER])
            jobs.note(done=min(len(ids), begins + TOGETHER), total=len(ids))
    with transaction():
        if (present := _still_wanted(mailing_id)) is not None:
            mailings.begin_leaving(present)


def _still_wanted(mailing_id: int) -> Mailing | None:
    """Return the message to many unless somebody stopped it; nobody stops it before this transaction is over."""
    statement = select(Mailing).filter_by(id=mailing_id, state=MailingState.PREPARING).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def print_paper(edition_id: int, paper: str) -> None:
    """Lay out a paper of the published programme, and keep it."""
    from conference import documents  # noqa: PLC0415 - loading the renderer takes a second that letters do not wait for

    edition = db.session.get_one(Edition, edition_id)
    release = latest_release(edition)
    assert release is not None  # noqa: S101 - nothing is asked for before there is one
    facts = printing.made_of_release(edition, release)
    content = documents.paper(edition, release, paper)
    with transaction():
        printing.keep(edition, paper, facts, content)


def tell_release(release_id: int) -> None:
    """Write to each of those for whom a version changed something one message of all of it, then have them leave.

    Stopped in the middle, it goes on: whoever has their message is passed over, by the key of the two.
    """
    release = db.session.get_one(Release, release_id)
    before = find_release(release.edition, release.told_since).content if release.told_since else EMPTY
    around = Circumstances(scope=release.scope, area=Can.SCHEDULE, batch=release.batch)
    concerned = to_tell(before, release.content)
    for begins in range(0, len(concerned), TOGETHER):
        with transaction():
            some = concerned[begins : begins + TOGETHER]
            outbox.post_many("programme-changed", mails.programme_changed(release, some), around)
            jobs.note(done=begins + len(some), total=len(concerned))
    with transaction():
        jobs.enqueue("core.outbox:deliver_batch", key=f"deliver-{release.batch}", batch=release.batch)


def compose(composition_id: int) -> None:
    """Search a programme in a process of its own and keep each better one, until the time is over or it is stopped."""
    with transaction():
        composition = compositions.wanted(composition_id)
        if composition is None:
            return
        compositions.begin(composition)
        seconds = composition.seconds
        task = Task(
            plan_of(composition.edition),
            seconds=seconds,
            seed=composition.seed,
            now=compositions.begun_by(composition.edition),
            is_repair=composition.is_repair,
        )
        jobs.note(done=0, total=seconds)
    began = time.monotonic()
    with searching(task) as search:
        for found in search.found(every=1):
            with transaction():
                present = compositions.wanted(composition_id)
                if present is None:
                    return
                if found is not None:
                    compositions.keep(present, found)
                jobs.note(done=min(int(time.monotonic() - began), seconds), total=seconds)
    with transaction():
        if (present := compositions.wanted(composition_id)) is not None:
            compositions.finish(present)
            jobs.note(done=seconds, total=seconds)
