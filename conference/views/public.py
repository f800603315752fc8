"""What everybody may read of an edition: its home, its numbers and the lists behind them, its partners."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.models import Edition, Kind, ParticipationRole, Partner, Picture, PresentationKind, SessionKind
from conference.models.programme import COMMUNICATIONS
from conference.queries.committees import committees_of
from conference.queries.editions import all_editions, half_days_of, headline, partners_of, people_in
from conference.queries.programme import last_published, presentations_of, sessions_of
from conference.views.coverage import coverage_of
from conference.views.phases import moment_of, phases_of
from conference.views.sharing import edition_shared, place_and_days
from conference.views.shell import edition_here
from conference.words import half_day_of
from core import clock, i18n, offline, sections
from core.access import public
from core.offline import readable_offline
from core.sections import Link
from core.web import absolute_url, paged
from people.models import Council

blueprint = Blueprint("public", __name__)
HOSTS = (
    ParticipationRole.PRESIDENT,
    ParticipationRole.COORDINATOR,
    ParticipationRole.RESOURCE_PERSON,
    ParticipationRole.FACILITATOR,
)


@blueprint.get("/")
@public
@readable_offline
def home() -> ResponseReturnValue:
    """Show the editions, those to come and those that were."""
    editions, today = all_editions(), clock.now().date()
    return render_template(
        "conference/public/home.html",
        coming=[(edition, moment_of(edition)) for edition in reversed(editions) if edition.ends_on >= today],
        held=[edition for edition in editions if edition.ends_on < today],
        councils=councils_of(editions),
    )


def councils_of(editions: Iterable[Edition]) -> list[tuple[Council, Picture | None, int]]:
    """Return the councils that hold editions, each with its crest and how many there are, by name."""
    held = {edition.council: edition for edition in editions}
    counted = Counter(edition.council for edition in editions)
    found = [(council, edition.council_crest, counted[council]) for council, edition in held.items()]
    return sorted(found, key=lambda row: row[0].name)


@blueprint.get("/e/<edition>/")
@public
@readable_offline
def edition_home(edition: str) -> ResponseReturnValue:
    """Show what an edition is, what one can do now, its four numbers, and who receives."""
    here = edition_here(edition)
    return render_template(
        "conference/public/edition.html",
        edition=here,
        **(coverage_of(here) if here.kind is Kind.SCIENTIFIC_DAYS else {"headline": None}),
        phases=phases_of(here, last_published(here)),
        moment=moment_of(here),
        actions=actions_of(here),
        address=absolute_url("public.edition_home", edition=here.slug),
        hosts=people_in(here, *HOSTS),
        patrons=people_in(here, ParticipationRole.PATRON),
        committees=committees_of(here),
        ranks=ranked(partners_of(here)),
        half_days=[half_day_of(here, half_day) for half_day in half_days_of(here)],
        shared=edition_shared(here, here.name(i18n.language()), home_text(here), "public.edition_home"),
    )


def home_text(edition: Edition) -> str:
    """Return the sentence under which an edition is shared: its theme, when and where."""
    return ". ".join(filter(None, (edition.theme, place_and_days(edition))))


def actions_of(here: Edition) -> list[Link]:
    """Return what one can do now, what matters most first: once the days are over, what one takes home."""
    offered = sections.gather("now", here)
    return offered[::-1] if here.is_over else offered


def ranked(partners: Iterable[Partner]) -> list[list[Partner]]:
    """Return partners by rank: those of one rank stand in one row, the first rank is the largest."""
    return [list(row) for _rank, row in groupby(partners, key=lambda partner: partner.rank)]


@blueprint.get("/e/<edition>/manifest.webmanifest")
@public
def installed(edition: str) -> Response:
    """Tell a phone how to install an edition: its name, and its home to begin with."""
    here = edition_here(edition)
    name = here.name(offline.manifest_language())
    return offline.manifest(name, f"{here.city} {here.starts_on.year}", url_for(".edition_home", edition=here.slug))


@blueprint.get("/e/<edition>/abstracts")
@public
@readable_offline
def communications(edition: str) -> ResponseReturnValue:
    """List the communications of an edition: the list behind its first number."""
    here = edition_here(edition)
    numbers, wished = headline(here), request.args.get("specialty", "")
    chosen = next((count.specialty for count in numbers.by_specialty if count.specialty.code == wished), None)
    page = paged(presentations_of(here, COMMUNICATIONS, specialty_code=chosen.code if chosen else ""))
    return render_template(
        "conference/public/communications.html", edition=here, page=page, headline=numbers, chosen=chosen
    )


@blueprint.get("/e/<edition>/keynotes")
@public
@readable_offline
def keynotes(edition: str) -> ResponseReturnValue:
    """List the keynotes of an edition: the list behind its second number."""
    here = edition_here(edition)
    page = paged(presentations_of(here, [PresentationKind.KEYNOTE]))
    return render_template("conference/public/keynotes.html", edition=here, page=page)


@blueprint.get("/e/<edition>/symposiums")
@public
@readable_offline
def symposiums(edition: str) -> ResponseReturnValue:
    """List the symposiums of an edition: the list behind its third number."""
    here = edition_here(edition)
    found = sessions_of(here, kind=SessionKind.SYMPOSIUM)
    return render_template("conference/public/symposiums.html", edition=here, sessions=found)


@blueprint.get("/e/<edition>/specialties")
@public
@readable_offline
def specialties(edition: str) -> ResponseReturnValue:
    """List the specialties an edition reaches, and those it misses: the list behind its fourth number."""
    here = edition_here(edition)
    return render_template("conference/public/specialties.html", edition=here, **coverage_of(here, shown=None))


@blueprint.get("/e/<edition>/partners")
@public
@readable_offline
def partners(edition: str) -> ResponseReturnValue:
    """List those who stand beside an edition, and its patron, who is never inferred from money."""
    here = edition_here(edition)
    return render_template(
        "conference/public/partners.html",
        edition=here,
        ranks=ranked(partners_of(here)),
        patrons=people_in(here, ParticipationRole.PATRON),
    )
