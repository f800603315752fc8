"""Who may do what under a council: who holds which role, giving one, taking one back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference.models import Edition
from conference.permissions import Can as Conference
from conference.queries.editions import editions_of
from core import i18n
from core.access import may, requires
from core.db import db, transaction
from core.errors import NotFound
from core.forms import options
from core.i18n import gettext as _
from core.typography import phone
from people.forms import RoleForm
from people.models import Council, Person, Role, RoleHeld
from people.permissions import Can, roles_to_give
from people.queries.people import find_record, people_of
from people.queries.roles import find_role, roles_held_in
from people.recognition import current_actor
from people.services import roles, second_factor
from people.views.council import council_here
from people.views.second_factor import signed_in_user
from people.words import ROLES, role_name, said_of

blueprint = Blueprint("roles", __name__, url_prefix="/council/<council>/roles")
WHOLE = "council"
MOST_FOUND = 12
TOO_LARGE = 10**9  # for a number that every database compares
ORDER = {role: place for place, role in enumerate(Role)}


@dataclass(frozen=True)
class Here:
    """A council, its editions, and which roles whoever is here may give in it."""

    council: Council
    editions: list[Edition]
    givable: frozenset[Role]

    @classmethod
    def of(cls, slug: str) -> "Here":
        """Return the council of an address, as it is to whoever asks."""
        council = council_here(slug)
        return cls(council, editions_of(council), roles_to_give(signed_in_user(), council))

    def places(self) -> list[tuple[str, str]]:
        """Return the whole council, then each of its editions, by the value sent and in words."""
        editions = [(str(edition.id), edition.name(i18n.language())) for edition in self.editions]
        return [(WHOLE, _("The whole council")), *editions]

    def place(self, where: str) -> str:
        """Return the council's name, or that of one of its editions."""
        return self.council.name if where == WHOLE else dict(self.places())[where]


@dataclass(frozen=True)
class Holding:
    """One role that somebody holds, as the page shows it."""

    held: RoleHeld
    role: str
    can_end: bool
    has_phone: bool


@blueprint.get("")
@requires(Can.GIVE_ROLES)
def page(council: str) -> ResponseReturnValue:
    """Show who holds what over a council and over each of its editions, and look for whom to give a role."""
    here = Here.of(council)
    return _page(here, _form(here, _found(here.council), formdata=None))


@blueprint.post("")
@requires(Can.GIVE_ROLES)
def give(council: str) -> ResponseReturnValue:
    """Give somebody in the council's books a role; who has no account is invited to open one."""
    here = Here.of(council)
    chosen = _chosen(here.council)
    form = _form(here, [chosen] if chosen else _found(here.council))
    if chosen is not None and form.validate_on_submit():
        with form.effect():
            held = roles.hand_over(
                chosen,
                Role(form.role.data),
                council=here.council,
                edition_id=None if form.where.data == WHOLE else int(form.where.data),
                until=_end_of(form.until.data),
                place=here.place(form.where.data),
                by=signed_in_user(),
            )
        if form.had_effect:
            said = said_of(chosen, ROLES[held.role])
            flash(_("%(name)s: %(role)s. A message tells them.", name=chosen.name, role=said))
            return redirect(url_for(".page", council=here.council.slug))
    return _page(here, form), form.status


@blueprint.post("/<int:number>/end")
@requires(Can.GIVE_ROLES)
def end(council: str, number: int) -> ResponseReturnValue:
    """Take a role back; its holder loses access at the next request."""
    here = Here.of(council)
    held = find_role(here.council, number)
    place = here.place(WHOLE if held.edition_id is None else str(held.edition_id))
    with transaction():
        roles.take_back(number, council=here.council, place=place, by=signed_in_user())
    flash(_("%(name)s no longer holds this role, and a message says so.", name=held.user.person.name))
    return redirect(url_for(".page", council=here.council.slug))


@blueprint.post("/<int:number>/phone")
@requires(Can.ADMINISTER)
def take_phone_off(council: str, number: int) -> ResponseReturnValue:
    """Take the second factor off the account of somebody who lost phone and paper, and tell them."""
    here = council_here(council)
    held = find_role(here, number)
    with transaction():
        second_factor.take_off_lost(held.user, by=current_actor())
    flash(_("%(name)s signs in by the password alone until another phone is enrolled.", name=held.user.person.name))
    return redirect(url_for(".page", council=here.slug))


def _query() -> str:
    return request.args.get("q", "").strip()[:200]


def _found(here: Council) -> list[Person]:
    """Return the first people in the council's books who answer to what is looked for; nobody before one looks."""
    if not _query():
        return []
    records = db.session.scalars(people_of(here, _query()).limit(MOST_FOUND))
    return [record.person for record in records.unique()]


def _chosen(here: Council) -> Person | None:
    person_id = request.form.get("person", 0, type=int)
    try:
        return find_record(here, person_id).person if 0 < person_id < TOO_LARGE else None
    except NotFound:
        return None


def _form(here: Here, people: list[Person], **more: None) -> RoleForm:
    form = RoleForm(**more)
    form.person.choices = options((person.id, _described(person)) for person in people)
    offered = sorted(here.givable, key=ORDER.__getitem__)
    form.role.choices = options([("", "—"), *((role.value, role_name(role)) for role in offered)])
    form.where.choices = options(here.places())
    return form


def _described(person: Person) -> str:
    """Return a name with what tells it from the same name: where they work, what they do, how they are reached."""
    reached = phone(person.phone) if person.phone else person.email
    told = (person.formal_name, person.affiliation, person.function, person.order_number, reached)
    return " · ".join(filter(None, told))


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day + timedelta(days=1), time(), UTC) if day else None


def _page(here: Here, form: RoleForm) -> str:
    held = sorted(roles_held_in([here.council.id]), key=lambda each: (ORDER[each.role], each.user.person.list_name))
    phones = second_factor.enrolled({each.user_id for each in held}) if may(Can.ADMINISTER) else set()
    holdings = [
        Holding(
            each,
            said_of(each.user.person, ROLES[each.role]),
            can_end=each.role in here.givable,
            has_phone=each.user_id in phones and each.user_id != current_user.id,
        )
        for each in held
    ]
    places = [(here.council.name, [each for each in holdings if each.held.edition_id is None])]
    places += [
        (edition.name(i18n.language()), [each for each in holdings if each.held.edition_id == edition.id])
        for edition in here.editions
    ]
    places = [(place, found) for place, found in places if found]
    return render_template(
        "conference/council/roles.html",
        council=here.council,
        form=form,
        query=_query(),
        places=places,
        can_read_history=may(Conference.READ_HISTORY),
    )
