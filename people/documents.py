"""What people prints: the sheet of processing that a council files with the authority. Imported by the worker only."""

from flask import current_app, render_template
from flask_babel import force_locale

from core import clock
from core.documents import render_pdf
from core.personal import all_processing, all_rules
from people.models import Filing

LANGUAGE = "fr"


def sheet(filing: Filing, *, law: str) -> bytes:
    """Return the sheet of a council, A4, in French: who, why, which data, how long, for whose eyes, how protected."""
    with force_locale(LANGUAGE):
        html = render_template(
            "people/documents/sheet.html",
            filing=filing,
            council=filing.council,
            law=law,
            processing=all_processing(),
            rules=all_rules(),
            made_on=clock.now().date(),
        )
    return render_pdf(
        html,
        assets={},
        language=LANGUAGE,
        title=f"Fiche de traitement, {filing.council.short_name}",
        produced_at=clock.now(),
        allowed_base=current_app.config["BALANZAN"].base_url,
    )
