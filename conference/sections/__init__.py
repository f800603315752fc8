"""What an edition's own package offers to shared pages: menus, figures, what waits, a person's own page."""

from collections.abc import Mapping

from conference.models import Kind, Module
from conference.sections import deeds
from conference.sections.audiences import Audience, Word, audiences, listed
from conference.sections.home import coming, contact_of, me, tasks
from conference.sections.menus import council, figures, link, nav, now, rail
from conference.sections.pending import Pending, everything_pending, held_in, pending
from conference.sections.standing import Here, here, is_running, place_name, role_place
from core.sections import Offers

__all__ = [
    "NEEDS",
    "OFFERS",
    "Audience",
    "Here",
    "Pending",
    "Word",
    "everything_pending",
    "held_in",
    "here",
    "is_running",
    "link",
    "listed",
    "place_name",
]

# What each address of an edition needs: by endpoint, or for all endpoints of a name before the point.
NEEDS: Mapping[str, Module | Kind] = {
    "programme": Module.PROGRAMME,
    "talks": Module.PROGRAMME,
    "programme_files": Module.PROGRAMME,
    "speakers": Module.PROGRAMME,
    "screens": Module.PROGRAMME,
    "ledger": Module.PROGRAMME,
    "cards.listed": Module.PROGRAMME,
    "cards.of_session": Module.PROGRAMME,
    "cards.of_half_day": Module.PROGRAMME,
    "conference_api.programme": Module.PROGRAMME,
    "conference_api.clashes": Module.PROGRAMME,
    "rooms": Module.PROGRAMME,
    "papers": Module.PROGRAMME,
    "posters": Module.PROGRAMME,
    "printed": Module.PROGRAMME,
    "timetable": Module.PROGRAMME,
    "compositions": Module.PROGRAMME,
    "sessions": Module.PROGRAMME,
    "hours": Module.PROGRAMME,
    "absences": Module.PROGRAMME,
    "committee.programme": Module.PROGRAMME,
    "committee.place": Module.PROGRAMME,
    "committee.unplace": Module.PROGRAMME,
    "imports": Module.PROGRAMME,
    "programme_versions": Module.PROGRAMME,
    "public.partners": Module.PARTNERS,
    "public.communications": Kind.SCIENTIFIC_DAYS,
    "public.keynotes": Kind.SCIENTIFIC_DAYS,
    "public.symposiums": Kind.SCIENTIFIC_DAYS,
    "public.specialties": Kind.SCIENTIFIC_DAYS,
}
OFFERS: Offers = {
    "nav": nav,
    "now": now,
    "rail": rail,
    "figures": figures,
    "pending": pending,
    "tasks": tasks,
    "coming": coming,
    "me": me,
    "contact": contact_of,
    "audiences": audiences,
    "person": deeds.person,
    "council": council,
    "merge-objections": deeds.objections,
    "role-place": role_place,
}
