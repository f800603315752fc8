"""Councils: setting one up under another, naming its first administrator, and what it says of itself."""

from dataclasses import asdict, dataclass

from sqlalchemy import or_, select

from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from people.models import Council, Person, Role, RoleHeld
from people.services import roles


@dataclass(frozen=True)
class Settings:
    """What a council says of itself: its names, where it is, its clock and money, and in whose name it writes."""

    name: str
    short_name: str
    city: str
    country: str
    time_zone: str
    clock_place: str
    currency: str
    sender_name: str = ""
    reply_to: str = ""


def set_up(slug: str, code: str, settings: Settings, *, parent: Council | None, by: Actor) -> Council:
    """Set a council up, under another or under none; its name in addresses and its code are its own."""
    taken = select(Council.id).where(or_(Council.slug == slug, Council.code == code))
    if db.session.scalar(taken.limit(1)) is not None:
        raise Refused(_("Another council has this name in addresses, or this code."), code="council-taken")
    council = Council(slug=slug, code=code, parent=parent, **asdict(settings))
    db.session.add(council)
    audit.log(council, "set up", by=by, name=council.name)
    return council


def change(council: Council, settings: Settings, *, by: Actor) -> None:
    """Change what a council says of itself."""
    for name, value in asdict(settings).items():
        setattr(council, name, value)
    audit.log(council, "settings changed", by=by)


def name_administrator(council: Council, person: Person, *, by: Actor) -> RoleHeld:
    """Give a council that nobody administers yet its first administrator, and invite whoever has no account."""
    first = select(RoleHeld.id).filter_by(council_id=council.id, role=Role.ADMINISTRATOR, edition_id=None)
    if council.id is not None and db.session.scalar(first.limit(1)) is not None:
        raise Refused(_("This council has an administrator, who gives its roles."), code="council-administered")
    return roles.appoint(person, Role.ADMINISTRATOR, council=council, place=council.name, by=by)
