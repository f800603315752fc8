"""The list of laureates, as it is pinned up and read aloud."""

from flask import current_app, render_template
from flask_babel import force_locale

from abstracts.models import PrizeState
from abstracts.queries.prizes import prizes_of, results_of
from conference.models import Edition, ParticipationRole
from conference.queries.editions import people_in
from core import clock, typography
from core.documents import render_pdf

LANGUAGE = "fr"
PLACES = 3


def palmares(edition: Edition) -> bytes:
    """Return the list of laureates of an edition, A4: each prize that was awarded, its first three, its jury."""
    awarded = [prize for prize in prizes_of(edition) if prize.state is PrizeState.AWARDED]
    last = max((prize.awarded_at for prize in awarded if prize.awarded_at), default=clock.now())
    with force_locale(LANGUAGE):
        html = render_template(
            "abstracts/documents/palmares.html",
            edition=edition,
            days=typography.short_span(edition.starts_on, edition.ends_on, LANGUAGE),
            prizes=[
                (prize, [result for result in results_of(prize) if result.place and result.place <= PLACES])
                for prize in awarded
            ],
            ranks={place: typography.ordinal(place, language=LANGUAGE) for place in range(1, PLACES + 1)},
            presidents=people_in(edition, ParticipationRole.PRESIDENT),
            made_on=clock.at_place(last, edition.time_zone).date(),
        )
    return render_pdf(
        html,
        assets={},
        language=LANGUAGE,
        title=f"Palmarès, {edition.name(LANGUAGE)}",
        produced_at=last,
        allowed_base=current_app.config["BALANZAN"].base_url,
    )
