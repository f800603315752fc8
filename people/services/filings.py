"""What a council files with the authority that protects data in its country."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from core import audit, jobs
from core.audit import Actor
from core.db import db
from people.models import Council, Filing
from people.queries.personal import filing_of

SHEET = "2026-11"  # rises when the sheet says something else of the same facts
MALI, SENEGAL = "ML", "SN"
# Who protects data in each country, and by which law.
AUTHORITIES = {
    MALI: ("Autorité de protection des données à caractère personnel (APDP)", "loi n° 2013-015 du 21 mai 2013"),
    SENEGAL: ("Commission de protection des données personnelles (CDP)", "loi n° 2008-12 du 25 janvier 2008"),
    "BF": ("Commission de l'informatique et des libertés (CIL)", "loi n° 001-2021/AN"),
    "BJ": ("Autorité de protection des données à caractère personnel (APDP)", "loi n° 2017-20"),
    "CI": ("Autorité de régulation des télécommunications (ARTCI)", "loi n° 2013-450 du 19 juin 2013"),
    "NE": ("Haute autorité de protection des données à caractère personnel (HAPDP)", "loi n° 2022-59"),
    "TG": ("Instance de protection des données à caractère personnel (IPDCP)", "loi n° 2019-014"),
}


@dataclass(frozen=True)
class Statement:
    """What a council says it has filed."""

    authority: str = ""
    number: str = ""
    filed_on: date | None = None
    contact: str = ""
    email: str = ""
    phone: str = ""
    hosting: str = ""


def authority_of(council: Council) -> tuple[str, str]:
    """Return the authority of a council's country and its law; nothing for a country we do not know."""
    return AUTHORITIES.get(council.country, ("", ""))


def new_filing(council: Council) -> Filing:
    """Return what a council has filed, or what it begins with: the authority of its country and nothing else."""
    known = filing_of(council.id)
    return known or Filing(
        council_id=council.id,
        authority=authority_of(council)[0],
        number="",
        contact="",
        email="",
        phone="",
        hosting="",
        sheet_of="",
        version=1,
    )


def file(council: Council, statement: Statement, *, by: Actor) -> Filing:
    """Write down what a council has filed; its notice and its sheet say so from now on."""
    filing = filing_of(council.id)
    if filing is None:
        filing = Filing(council=council)
        db.session.add(filing)
    for name, value in asdict(statement).items():
        setattr(filing, name, value)
    audit.log(filing, "filed", by=by)
    return filing


def fingerprint(council: Council, filing: Filing) -> str:
    """Return what changes whenever the council's facts on the sheet do."""
    said = [SHEET, council.name, council.city, filing.authority, filing.number, str(filing.filed_on), filing.contact,
            filing.email, filing.phone, filing.hosting]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def have_sheet_made(council: Council, *, by: Actor) -> None:
    """Have the worker lay out the sheet that is filed with the authority."""
    filing = filing_of(council.id) or file(council, Statement(authority=authority_of(council)[0]), by=by)
    db.session.flush()
    jobs.enqueue("people.jobs:render_sheet", key=sheet_key(council, filing), filing_id=filing.id)


def sheet_key(council: Council, filing: Filing) -> str:
    """Return the key of the job that makes the present sheet."""
    return f"sheet-{council.id}-{fingerprint(council, filing)[:40]}"
