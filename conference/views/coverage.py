"""What the specialties bring, as pages show it: the first few as bars, the others together, the missing by name."""

from typing import Any

from flask import url_for

from conference.models import Edition
from conference.queries.editions import headline
from core import i18n
from core.i18n import ngettext

SHOWN = 6


def coverage_of(edition: Edition, shown: int | None = SHOWN) -> dict[str, Any]:
    """Return the numbers of an edition and its coverage, for a template; `shown` None shows every specialty apart."""
    numbers, language = headline(edition), i18n.language()
    first = numbers.reached[:shown]
    rest = numbers.reached[len(first) :]
    others = (
        ngettext("%(num)d other specialty", "%(num)d other specialties", len(rest)),
        sum(count.communications for count in rest),
        url_for("public.specialties", edition=edition.slug),
    )
    return {
        "headline": numbers,
        "brought": [
            (
                count.specialty.name(language),
                count.communications,
                url_for("public.communications", edition=edition.slug, specialty=count.specialty.code),
            )
            for count in first
        ],
        "others": others if rest else None,
        "missing": ", ".join(specialty.name(language).lower() for specialty in numbers.missing),
    }
