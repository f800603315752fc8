"""The living page of components: each in every state, drawn by the macro and the style that pages use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.access import public
from core.conflicts import Pair
from core.errors import NotFound
from core.forms import Form, options
from core.search import fold

blueprint = Blueprint("styleguide", __name__)
LONG_NAME = "Aïssata Kouyaté-Ouattara-Tounkara-Sangaré-Ba"
TWO_TITLES = ("Lithiase urinaire à Ségou : 214 cas", "Lithiase urinaire à Ségou : à propos de 214 cas")
PURPOSE = re.compile(r"\A/\*\s*(.+?)\s*\*/", re.DOTALL)
REMARK = re.compile(r"\{#-?\s*(.+?)\s*-?#\}", re.DOTALL)
CALL = re.compile(r"\{% macro (.+?) -?%\}", re.DOTALL)
PEOPLE = (
    ("Dr", "Ɛssa N’Diaye dit Ŋolo", "Hôpital régional de Ségou"),
    ("Pr", LONG_NAME, "Centre de santé de référence de Markala"),
    ("Mme", "Fanta Keïta", ""),
    ("Dr", "Moussa Diallo", "CHU du Point G"),
)


class SampleForm(Form):
    """One question of each kind."""

    title = StringField("Titre", [InputRequired(), Length(max=60)])
    text = TextAreaField("Résumé")
    specialty = SelectField("Spécialité", choices=options([("", "Choisir"), ("URO", "Urologie"), ("CHI", LONG_NAME)]))
    wish = RadioField("Souhait", choices=options([("oral", "Communication orale"), ("poster", "Affiche")]))
    agreed = BooleanField("J’accepte que mon résumé paraisse dans le livre")
    sum = StringField("Montant reçu")
    wrong = StringField("Téléphone", [InputRequired("Donnez un numéro, pour que le bureau puisse vous joindre.")])


@dataclass(frozen=True)
class Component:
    """One macro: its name, what it is for, how it is called, and the template of its states."""

    name: str
    purpose: str
    call: str
    states: str | None


@blueprint.get("/styleguide")
@public
def page() -> ResponseReturnValue:
    """Show every component in every state; whoever runs it for real people has no such page."""
    if current_app.config["BALANZAN"].in_production:
        raise NotFound
    query = request.args.get("person_q", "")
    return render_template(
        "styleguide/page.html",
        components=list(components(Path(current_app.root_path))),
        form=sample(title="Lithiase urinaire à Ségou", wish="oral", sum="25000"),
        wrong=refused_form(),
        long_name=LONG_NAME,
        at=datetime(2024, 5, 15, 23, 59, tzinfo=UTC),
        query=query,
        people=people(query),
        pair=Pair("title", "Titre", *TWO_TITLES, *TWO_TITLES, is_text=True),
        thing=SimpleNamespace,
    )


def components(root: Path) -> Iterator[Component]:
    """Return every macro there is, described by its own first lines, so that this page cannot fall behind."""
    for template in sorted((root / "templates" / "ui").glob("*.html")):
        source = template.read_text(encoding="utf-8")
        states = f"styleguide/_{template.stem}.html"
        yield Component(
            name=template.stem,
            purpose=_first(PURPOSE, root / "static" / "css" / "ui" / f"{template.stem}.css")
            or " ".join(found[1].split() if (found := REMARK.search(source)) else []),
            call=" ".join(found[1].split() if (found := CALL.search(source)) else []),
            states=states if (root / "templates" / states).is_file() else None,
        )


def _first(pattern: re.Pattern[str], path: Path) -> str:
    found = pattern.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return " ".join(found[1].split()) if found else ""


def sample(**typed: str) -> SampleForm:
    """Return the sample form as somebody filled it in."""
    return SampleForm(formdata=MultiDict(typed), meta={"csrf": False})


def refused_form() -> SampleForm:
    """Return the sample form as it comes back with an error."""
    form = sample(title="Lithiase", specialty="URO", wish="oral")
    form.validate()
    return form


def people(query: str) -> list[Any]:
    """Return the invented people whose name or structure holds every word asked for."""
    rows = [
        SimpleNamespace(id=number, name=f"{title} {name}", affiliation=structure)
        for number, (title, name, structure) in enumerate(PEOPLE, start=1)
    ]
    words = fold(query).split()
    return [row for row in rows if all(word in fold(f"{row.name} {row.affiliation}") for word in words)]
