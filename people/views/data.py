"""What is held on somebody, on their own page: read it, take it away, correct it, agree to uses, ask for erasure."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import access, i18n, limits
from core.access import known, public
from core.forms import EmptyForm, options
from core.i18n import gettext as _
from core.limits import Limit
from core.personal import held_on
from core.typography import parse_phone
from people.exports import own_file
from people.forms import ConsentFields, EraseForm, OwnDataForm, field_of
from people.models import Council, Person, Use
from people.queries.personal import agreed_by, books_with, requests_by
from people.recognition import current_actor, current_person
from people.services import addresses, consents, erasing, persons
from people.services.accounts import account_of
from people.services.persons import Details

USUAL_COUNTRY = "ML"
SEEN = ("audit_entry", "sign_in", "message")  # long lists stay folded
GIVING = Limit("e-mail", 5, 60)
View = Callable[..., ResponseReturnValue]
blueprint = Blueprint("data", __name__, url_prefix="/me/data")


def surely(view: View) -> View:
    """Let whoever has an account sign in first: a link in a message, which others may see, shows nothing here."""

    @wraps(view)
    def shown(**values: Any) -> ResponseReturnValue:
        person = own_person()
        if not current_user.is_authenticated and account_of(person) is not None:
            return access.to_sign_in()
        return view(**values)

    return shown


def own_person() -> Person:
    """Return whose page this is."""
    person = current_person()
    assert person is not None, "the guard lets nobody else in"  # noqa: S101
    return person


@blueprint.get("/")
@known
@surely
def page() -> ResponseReturnValue:
    """Show somebody all that is held on them, what they agreed to, and what they may ask."""
    return _page()


@blueprint.get("/balanzan.zip")
@known
@surely
def take() -> ResponseReturnValue:
    """Give somebody all that is held on them in one file: to be read, and to be used by another program."""
    answer = Response(own_file(own_person(), i18n.language()), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="balanzan.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/correct", methods=["GET", "POST"])
@known
@surely
def correct() -> ResponseReturnValue:
    """Correct how one is called and reached."""
    person = own_person()
    form = _opened(person)
    if form.validate_on_submit():
        if (form.email.data or "").strip().lower() != person.email:
            limits.take((GIVING, str(person.id)))  # a letter leaves to wherever one says
        with form.effect():
            form.refuse_if_stale(person, _opened(person, formdata=None).answers())
            awaited = persons.correct_own(person, _details(form, person), by=current_actor())
        if form.had_effect:
            told = _(
                "A message has left to %(email)s. Open its link there: until then nothing goes there.", email=awaited
            )
            corrected = _("Corrected. It shows everywhere from now on, but on papers that were issued already.")
            flash(told if awaited else corrected)
            return redirect(url_for(".page"))
    return render_template("people/me/correct.html", form=form, person=person), form.status


@blueprint.route("/email/<sealed>", methods=["GET", "POST"])
@public
def confirm_email(sealed: str) -> ResponseReturnValue:
    """Let whoever opened the link in a message make its address theirs. Looking changes nothing: mail programs look."""
    form, found = EmptyForm(), addresses.meant(sealed)
    if form.validate_on_submit():
        with form.effect():
            person = addresses.confirm(sealed)
        if form.had_effect:
            flash(_("Messages go to %(email)s from now on.", email=person.email))
            return redirect(url_for("me.page"))
    return render_template("people/public/confirm_email.html", form=form, found=found), form.status


@blueprint.post("/consents/<int:council_id>")
@known
@surely
def agree(council_id: int) -> ResponseReturnValue:
    """Keep what somebody agrees to, and what they take back."""
    person, form = own_person(), ConsentFields()
    council = _councils(person).get(council_id)
    if council is not None and form.validate_on_submit():
        with form.effect():
            consents.say(person, council, form.agreed(), where=consents.OWN_PAGE, by=current_actor())
        if form.had_effect:
            flash(_("Your choices are kept."))
    return redirect(url_for(".page", _anchor="consents"))


@blueprint.route("/erasure", methods=["GET", "POST"])
@known
@surely
def erase() -> ResponseReturnValue:
    """Show what an erasure would take and what would stay, and ask for it."""
    person, form = own_person(), EraseForm()
    councils = _councils(person)
    form.council.choices = options((council.id, council.name) for council in councils.values())
    if len(councils) == 1 and form.council.data is None:
        form.council.data = next(iter(councils))
    if form.validate_on_submit():
        with form.effect():
            erasing.ask(person, councils[form.council.data], by=current_actor())
        if form.had_effect:
            flash(_("Your request has left. You see here how it stands, and a message tells you the answer."))
            return redirect(url_for(".page", _anchor="erasure"))
    page = render_template(
        "people/me/erasure.html",
        form=form,
        several=len(councils) > 1,
        known_to=list(councils.values()),
        held=[each for each in held_on(person) if each.items],
        objections=erasing.objections(person),
    )
    return page, form.status


def _page() -> str:
    person = own_person()
    agreed, councils = agreed_by(person), _councils(person)
    return render_template(
        "people/me/data.html",
        person=person,
        held=held_on(person),
        folded=SEEN,
        choices=[(council, _boxes(agreed.get(council.id, set()))) for council in councils.values()],
        requests=requests_by(person),
    )


def _boxes(agreed: set[Use]) -> ConsentFields:
    return ConsentFields(formdata=None, data={field_of(use): use in agreed for use in Use})


def _councils(person: Person) -> dict[int, Council]:
    return {record.council_id: record.council for record in books_with(person)}


def _opened(person: Person, **more: Any) -> OwnDataForm:
    values = {name: getattr(person, name) for name in OwnDataForm.NAMES}
    structure = person.structure.name if person.structure else ""
    return OwnDataForm(USUAL_COUNTRY, data={**values, "structure": structure, "version": person.version}, **more)


def _details(form: OwnDataForm, person: Person) -> Details:
    said = {name: form[name].data or "" for name in (*OwnDataForm.NAMES, "structure")}
    said["phone"] = parse_phone(said["phone"], USUAL_COUNTRY) or ""
    present = asdict(Details("", ""))
    kept = {name: getattr(person, name) for name in present if name not in said and name != "structure"}
    return Details(**{**kept, **said})
