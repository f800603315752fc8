"""What people offers to shared pages: the menu of a council, and why two records must not become one."""

from collections.abc import Container, Iterator

from flask import request, url_for
from flask_login import current_user

from core import i18n
from core.doctor import Invariant
from core.i18n import gettext as _
from core.sections import Group, Link, Offers, Task
from people.models import Council, Person
from people.permissions import Can
from people.queries.duplicates import have_account, left_behind
from people.queries.personal import requests_for


def link(label: str, endpoint: str, council: Council) -> Link:
    """Return an entry of a council's menu, marked when it is the page being shown."""
    return Link(label, url_for(endpoint, council=council.slug), current=request.endpoint == endpoint)


def council(council: Council, held: Container[str]) -> Iterator[Group]:
    """Offer a council's menu its people and its duplicates, to those who hold what they ask."""
    offered = [
        (Can.SEE_PEOPLE, _("People"), "people.listed"),
        (Can.EDIT_PEOPLE, _("Duplicates"), "duplicates.listed"),
        (Can.EDIT_PEOPLE, _("Structures"), "structures.listed"),
        (Can.SEE_REGISTER, _("Register of the Order"), "order_register.page"),
        (Can.GIVE_ROLES, _("Roles"), "roles.page"),
        (Can.PROTECT_DATA, _("Requests for erasure"), "notice.requests"),
        (Can.PROTECT_DATA, _("Personal data"), "notice.page"),
    ]
    items = [link(label, endpoint, council) for permission, label, endpoint in offered if permission in held]
    if items:
        yield Group(_("The council"), items)


def objections(kept: Person, gone: Person) -> Iterator[str]:
    """Object to merging two people who each sign in, or whom the Order counts as two."""
    if len(have_account((kept, gone))) > 1:
        yield _("Both have an account: one of them must be closed first.")
    numbers = {kept.order_number, gone.order_number} - {""}
    if len(numbers) > 1:
        yield _("They have different Order numbers: %(numbers)s.", numbers=", ".join(sorted(numbers)))


def tasks(person: Person) -> Iterator[Task]:
    """Offer whoever protects data in a council the requests for erasure, each until the day of its answer."""
    if not current_user.is_authenticated:
        return
    for asked in requests_for(person):
        yield Task(
            _("Answer a request for erasure: %(name)s", name=asked.person.name),
            url_for("notice.asked", council=asked.council.slug, number=asked.id),
            asked.council.short_name,
            _("until %(day)s", day=i18n.day(asked.due_at.date())),
            asked.due_at,
        )


OFFERS: Offers = {"council": council, "merge-objections": objections, "tasks": tasks}
INVARIANTS = (Invariant("nothing points at a record that was put together with another", left_behind),)
