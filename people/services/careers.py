"""Functions and titles, one after the other: what somebody is now stands on their record, the rest is kept."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from people.models import Person, Post, Structure


@dataclass(frozen=True)
class Position:
    """A function, a title, or both, at a structure, from a day to a day."""

    title: str = ""
    function: str = ""
    structure: Structure | None = None
    since: date | None = None
    until: date | None = None


def hold(person: Person, position: Position, *, by: Actor) -> Post:
    """Write down a function or a title of a person; one without an end is what they are now."""
    if not (position.title or position.function or position.structure):
        raise Refused(_("Say at least a function, a title or a structure."), code="empty-post")
    if position.since and position.until and position.until < position.since:
        raise Refused(_("The last day comes before the first."), code="ends-before-it-begins")
    if position.until is None:
        _end_present(person, position.since)
        _become(person, position)
    post = Post(
        person=person,
        title=position.title,
        function=position.function,
        structure=position.structure,
        since=position.since,
        until=position.until,
    )
    db.session.add(post)
    audit.log(person, "post added", by=by, new=said_of_post(post))
    return post


def forget(post: Post, *, by: Actor) -> None:
    """Take a function or title off a person's list, when it was written there by mistake."""
    audit.log(post.person, "post removed", by=by, old=said_of_post(post))
    db.session.delete(post)


def said_of_post(post: Post) -> str:
    """Return a post in one line, for the log."""
    days = f"{post.since or ''}–{post.until or ''}" if post.since or post.until else ""
    return ", ".join(filter(None, (post.title, post.function, post.structure.name if post.structure else "", days)))


def present_post(person: Person) -> Post | None:
    """Return what a person is now, if it was written with its days. One query."""
    living = select(Post).where(Post.person_id == person.id, Post.until.is_(None))
    return db.session.scalar(living.order_by(Post.since.desc(), Post.id.desc()))


def correct_present(person: Person) -> None:
    """Have the present post say what the person's record says, when that was corrected."""
    if (post := present_post(person)) is not None:
        post.function, post.structure = person.function, person.structure
        post.title = person.title if post.title else ""


def _end_present(person: Person, day: date | None) -> None:
    """End what a person was until now; if it was on their record only, it is written down first."""
    post = present_post(person)
    if post is None and (person.function or person.structure):
        post = Post(person=person, function=person.function, structure=person.structure, title=person.title)
        db.session.add(post)
    if post is not None:
        began = post.since is None or day is None or post.since <= day
        post.until = (day if began else post.since) or date.max
    db.session.flush()


def _become(person: Person, position: Position) -> None:
    person.title = position.title or person.title
    if position.function or position.structure:
        person.function, person.structure = position.function, position.structure
