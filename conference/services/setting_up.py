"""Setting up series and editions, and who signs a council's papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from conference.models import Edition, EditionSpecialty, HalfDay, Kind, Module, Paper, Series, Signatory
from conference.queries.editions import signatory_of
from core import audit, clock, files
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.pictures import CONTENT_TYPE, Shape, redraw
from people.models import Council, Specialty

MORNING, AFTERNOON = (time(8), time(13)), (time(14, 30), time(18))
SIGNATURE = Shape(box=(480, 200), ratios=(0.5, 8), most_bytes=20_000)
MOST_DAYS = 14


@dataclass(frozen=True)
class Plan:
    """What somebody decides when they set up an edition; everything else has its usual value."""

    number: int
    kind: Kind
    city: str
    starts_on: date
    ends_on: date
    theme: str = ""
    title: str = ""
    venue: str = ""
    modules: tuple[Module, ...] = ()


def open_series(council: Council, slug: str, name_fr: str, name_en: str, *, year: int, by: Actor) -> Series:
    """Set up a series of a council; its name in addresses begins those of its editions."""
    if db.session.scalar(select(Series.id).filter_by(slug=slug)) is not None:
        raise Refused(_("Another series has this name in addresses."), code="series-taken")
    series = Series(council=council, slug=slug, name_fr=name_fr, name_en=name_en or name_fr, first_year=year)
    db.session.add(series)
    audit.log(series, "opened", by=by)
    return series


def open_edition(series: Series, plan: Plan, *, by: Actor) -> Edition:
    """Set up an edition by its council's clock and currency, with a morning and an afternoon on each of its days."""
    council = series.council
    if not plan.starts_on <= plan.ends_on < plan.starts_on + timedelta(days=MOST_DAYS):
        raise Refused(_("An edition ends on its first day or after, within two weeks."), code="edition-dates")
    slug, code = f"{series.slug}-{plan.number}", f"{council.code}-{plan.starts_on.year}"
    if db.session.scalar(select(Edition.id).filter_by(slug=slug)) is not None:
        raise Refused(_("This series has an edition with this number."), code="edition-taken")
    if db.session.scalar(select(Edition.id).filter_by(code=code)) is not None:
        code = f"{code}-{db.session.scalar(select(func.count(Edition.id)))}"
    edition = Edition(
        series=series,
        number=plan.number,
        slug=slug,
        code=code,
        kind=plan.kind,
        title=plan.title,
        theme=plan.theme,
        city=plan.city,
        venue=plan.venue,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        time_zone=council.time_zone,
        clock_place=council.clock_place,
        currency=council.currency,
        modules=[module.value for module in plan.modules],
    )
    db.session.add(edition)
    db.session.flush()
    db.session.add_all(half_days(edition))
    db.session.add_all(usual_specialties(edition))
    audit.log(edition, "opened", by=by)
    return edition


def usual_specialties(edition: Edition) -> Iterable[EditionSpecialty]:
    """Yield the specialties of the council's last edition with who speaks for each; of a first one, all there are."""
    last = (
        select(EditionSpecialty.edition_id)
        .join(Edition)
        .join(Series)
        .where(Series.council_id == edition.series.council_id)
        .order_by(Edition.starts_on.desc(), Edition.id.desc())
        .limit(1)
    )
    known = db.session.scalars(select(EditionSpecialty).where(EditionSpecialty.edition_id == last.scalar_subquery()))
    practised = {each.specialty_id: each.referent_id for each in known}
    for number, referent in (practised or dict.fromkeys(db.session.scalars(select(Specialty.id)))).items():
        yield EditionSpecialty(edition_id=edition.id, specialty_id=number, referent_id=referent)


def half_days(edition: Edition) -> Iterable[HalfDay]:
    """Yield a morning and an afternoon for each day of an edition, each worth the hours it lasts."""
    for day in edition.days:
        for is_morning, hours in ((True, MORNING), (False, AFTERNOON)):
            begins, ends = (clock.from_place(datetime.combine(day, hour), edition.time_zone) for hour in hours)
            minutes = int((ends - begins).total_seconds() // 60)
            yield HalfDay(edition_id=edition.id, starts_at=begins, ends_at=ends, is_morning=is_morning, minutes=minutes)


def sign(council: Council, paper: Paper, name: str, function: str, upload: bytes, *, by: Actor) -> Signatory:
    """Say who signs a sort of paper from now on; papers already made keep who signed them."""
    signatory = signatory_of(council, paper) or Signatory(council=council, paper=paper)
    signatory.name, signatory.function = name, function
    if upload:
        drawn = redraw(upload, SIGNATURE)
        signatory.file = files.keep(drawn.content, CONTENT_TYPE)
        signatory.width, signatory.height = drawn.width, drawn.height
    db.session.add(signatory)
    audit.log(signatory, "named", by=by, name=name)
    return signatory


def take_signature_away(signatory: Signatory, *, by: Actor) -> None:
    """Show no signature any more; the name and the function stay."""
    signatory.file, signatory.width, signatory.height = None, 0, 0
    audit.log(signatory, "signature taken away", by=by)
