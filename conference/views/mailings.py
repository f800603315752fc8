"""Writing to many: choosing people, writing with placeholders, looking at it as one of them, letting it leave."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference.forms.messages import LeavingForm, MailingForm, TemplateForm
from conference.models import Edition, Mailing, MailingState, MessageTemplate
from conference.permissions import Can
from conference.queries.messages import (
    count_batches,
    count_messages,
    find_mailing,
    find_template,
    mailings_of,
    people_of,
    templates_of,
)
from conference.sections.audiences import EVERYBODYS_WORDS, Audience, Word, audiences_for, chosen, sizes
from conference.services import mailings, messages
from conference.services.mailings import Plan, Reach
from conference.views.shell import edition_here
from core import clock, i18n, sms, typography
from core.access import held, may, requires
from core.db import transaction
from core.errors import NotFound, Refused
from core.forms import EmptyForm, options
from core.i18n import gettext as _
from core.i18n import ngettext
from core.progress import Progress, Stage, asks_for_progress
from core.web import paged
from people.models import Person
from people.recognition import current_actor, current_person

blueprint = Blueprint("mailings", __name__, url_prefix="/e/<edition>/committee/messages")
MOST_NAMED = 100
DAYS_AHEAD = 120


@blueprint.get("/to-many")
@requires(Can.READ_OUTBOX)
def listed(edition: str) -> ResponseReturnValue:
    """List the messages to many of an edition, with how far each is."""
    here = edition_here(edition)
    page = paged(mailings_of(here, held()))
    return render_template(
        "conference/committee/mailings.html",
        edition=here,
        page=page,
        counts=count_batches([mailing.batch for mailing in page.items]),
        can_write=may(Can.WRITE_MESSAGES),
    )


@blueprint.route("/to-many/new", methods=["GET", "POST"])
@requires(Can.WRITE_MESSAGES)
def new(edition: str) -> ResponseReturnValue:
    """Begin a message to many, from a text of the council or from nothing."""
    here = edition_here(edition)
    form = mailing_form(here, **beginning(here))
    if form.validate_on_submit():
        with form.effect():
            mailing = mailings.write(here, plan(form), by=current_actor(), held=held())
        if form.had_effect:
            return redirect(url_for(".show", edition=here.slug, number=mailing.id))
    return form_page(here, form, None), form.status


def beginning(edition: Edition) -> dict[str, Any]:
    """Return what the form of a new message says at first: the text asked for, and who gets the answers."""
    person = current_person()
    values: dict[str, Any] = {"reply_to": person.email if person else ""}
    if number := request.args.get("template", type=int):
        values |= find_template(edition.council, number).texts()
    return values


@blueprint.route("/to-many/<int:number>/edit", methods=["GET", "POST"])
@requires(Can.WRITE_MESSAGES)
def edit(edition: str, number: int) -> ResponseReturnValue:
    """Change a message to many that has not been confirmed."""
    here = edition_here(edition)
    mailing = find_mailing(here, held(), number)
    form = mailing_form(here, **present(mailing), version=mailing.version)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(mailing, mailing.texts())
            mailings.rewrite(mailing, plan(form), by=current_actor(), held=held())
        if form.had_effect:
            return redirect(url_for(".show", edition=here.slug, number=number))
    return form_page(here, form, mailing), form.status


def present(mailing: Mailing) -> dict[str, Any]:
    """Return what the form of a message to many would say if it were opened now."""
    return mailing.texts() | {
        "audiences": mailing.audiences,
        "by_sms": "y" if mailing.by_sms else "",
        "plain_sms": mailing.plain_sms,
        "reply_to": mailing.reply_to,
    }


def mailing_form(edition: Edition, **values: Any) -> MailingForm:
    """Return the form of a message to many, which offers the people one may write to."""
    form = MailingForm(**values)
    form.audiences.choices = options((each.key, each.label) for each in audiences_for(edition, held()))
    return form


def plan(form: MailingForm) -> Plan:
    """Return what a form says."""
    return Plan(
        audiences=form.audiences.data or [],
        texts=form.texts(),
        by_sms=form.by_sms.data == "y",
        plain_sms=form.plain_sms.data,
        reply_to=form.reply_to.data or "",
    )


def form_page(edition: Edition, form: MailingForm, mailing: Mailing | None) -> str:
    """Return the page on which a message to many is written; groups in which nobody is are not offered."""
    offered = audiences_for(edition, held())
    numbers = sizes(offered)
    shown = [each for each in offered if numbers[each.key] or each.key in (form.audiences.data or [])]
    return render_template(
        "conference/committee/mailing_form.html",
        edition=edition,
        form=form,
        mailing=mailing,
        groups=list(grouped(shown)),
        sizes=numbers,
        words_of_all=EVERYBODYS_WORDS,
        words_of_some=list(words_of_some(offered)),
        templates=templates_of(edition.council),
    )


def grouped(offered: list[Audience]) -> Iterator[tuple[str, list[Audience]]]:
    """Yield the people one may write to under their headings, in the order in which they were offered."""
    for group in dict.fromkeys(audience.group for audience in offered):
        yield group, [audience for audience in offered if audience.group == group]


def words_of_some(offered: list[Audience]) -> Iterator[tuple[Word, str]]:
    """Yield the placeholders that only some people have, with the headings of these people."""
    for word in dict.fromkeys(word for audience in offered for word in audience.words):
        yield word, ", ".join(dict.fromkeys(audience.group for audience in offered if word in audience.words))


@blueprint.get("/to-many/<int:number>")
@requires(Can.READ_OUTBOX)
def show(edition: str, number: int) -> ResponseReturnValue:
    """Show a message to many: before it is confirmed as one of them would read it, then how far it is."""
    here = edition_here(edition)
    mailing = find_mailing(here, held(), number)
    progress = progress_of(mailing)
    if asks_for_progress():
        return progress.told()
    return page_of(here, mailing, leaving_form(here), progress)


def page_of(here: Edition, mailing: Mailing, form: LeavingForm, progress: Progress) -> str:
    """Return the page of a message to many."""
    reach = mailings.reach_of(mailing) if mailing.state is MailingState.DRAFT else None
    reader = reader_of(reach) if reach else None
    text = mailings.preview(mailing, reader) if reader else None
    return render_template(
        "conference/committee/mailing.html",
        edition=here,
        mailing=mailing,
        to=chosen(here, mailing.audiences),
        reach=reach,
        unreachable=people_of(reach.unreachable[:MOST_NAMED]) if reach else [],
        readers=sorted(people_of(reach.ids[:MOST_NAMED]), key=lambda person: person.list_name) if reach else [],
        reader=reader,
        text=text,
        count=sms.count(text.sms) if text else None,
        counts=count_messages(here.slug, held(), batch=mailing.batch),
        progress=progress,
        form=form,
        button=EmptyForm(),
        can_write=may(Can.WRITE_MESSAGES),
        has_sms=bool(current_app.config["BALANZAN"].sms_url),
    )


def reader_of(reach: Reach) -> Person | None:
    """Return the person as whom one looks at a message: the one asked for, else the first."""
    asked = request.args.get("as", type=int)
    wanted = asked if asked in reach.ids else next(iter(reach.ids), None)
    return next(iter(people_of([wanted])), None) if wanted else None


def leaving_form(edition: Edition) -> LeavingForm:
    """Return the form that lets a message leave: its days and hours are those of the place."""
    form = LeavingForm()
    today = clock.at_place(clock.now(), edition.time_zone).date()
    days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    form.day.choices = options((day.isoformat(), i18n.day(day)) for day in days)
    hours = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    form.hour.choices = options((at.isoformat("minutes"), typography.clock_time(at, i18n.language())) for at in hours)
    return form


def progress_of(mailing: Mailing) -> Progress:
    """Return how far the preparation of the messages is."""
    job = mailings.preparing(mailing)
    if job is None:
        return Progress(Stage.UNASKED, "")
    if job.is_under_way:
        return Progress(Stage.UNDER_WAY, _("One message is written for each of them."), job.done, max(1, job.total))
    return Progress(Stage.DONE, _("The messages are written."), job.total, job.total)


@blueprint.post("/to-many/<int:number>/send")
@requires(Can.WRITE_MESSAGES)
def send(edition: str, number: int) -> ResponseReturnValue:
    """Let a message to many leave, at once or at an hour of the place."""
    here = edition_here(edition)
    mailing = find_mailing(here, held(), number)
    form = leaving_form(here)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(mailing, {})
            mailings.confirm(mailing, leaves_at=hour_of(here, form), by=current_actor())
        if form.had_effect:
            flash(_("The messages are being written. You can leave this page."))
            return redirect(url_for(".show", edition=here.slug, number=number))
    return page_of(here, mailing, form, progress_of(mailing)), form.status


def hour_of(edition: Edition, form: LeavingForm) -> datetime | None:
    """Return the moment a form asks for, or None for now."""
    if request.form.get("when") != "later":
        return None
    return clock.from_place(datetime.combine(form.day.data, form.hour.data), edition.time_zone)


@blueprint.post("/to-many/<int:number>/stop")
@requires(Can.WRITE_MESSAGES)
def stop(edition: str, number: int) -> ResponseReturnValue:
    """Keep back what has not left of a message to many."""
    here = edition_here(edition)
    mailing = find_mailing(here, held(), number)
    with transaction():
        kept = mailings.stop(mailing, by=current_actor())
    flash(ngettext("Stopped: %(num)d message does not leave.", "Stopped: %(num)d messages do not leave.", kept))
    return redirect(url_for(".show", edition=here.slug, number=number))


# ── The texts a council keeps ───────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/texts")
@requires(Can.WRITE_MESSAGES)
def templates(edition: str) -> ResponseReturnValue:
    """List the texts the council keeps, to begin a message from one of them."""
    here = edition_here(edition)
    return render_template(
        "conference/committee/templates.html",
        edition=here,
        templates=templates_of(here.council),
        can_keep=may_keep(here),
    )


def may_keep(edition: Edition) -> bool:
    """Tell whether somebody may change the council's texts: they serve all its editions."""
    council = {"council": edition.council.slug}
    return Can.WRITE_MESSAGES in current_app.extensions["authority"].permissions(current_user, council)


@blueprint.route("/texts/new", methods=["GET", "POST"])
@requires(Can.WRITE_MESSAGES)
def new_template(edition: str) -> ResponseReturnValue:
    """Add a text to those the council keeps."""
    here = edition_here(edition)
    if not may_keep(here):
        raise NotFound
    form = TemplateForm()
    if form.validate_on_submit():
        with form.effect():
            refuse_taken(here, form, None)
            messages.keep_template(here.council, form.title.data or "", form.texts(), by=current_actor())
        if form.had_effect:
            flash(_("The text is kept."))
            return redirect(url_for(".templates", edition=here.slug))
    return template_page(here, form, None), form.status


@blueprint.route("/texts/<int:number>", methods=["GET", "POST"])
@requires(Can.WRITE_MESSAGES)
def template(edition: str, number: int) -> ResponseReturnValue:
    """Change a text the council keeps."""
    here = edition_here(edition)
    found = find_template(here.council, number)
    if not may_keep(here):
        raise NotFound
    said = found.texts() | {"title": found.name}
    form = TemplateForm(**said, version=found.version)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(found, said)
            refuse_taken(here, form, found)
            messages.change_template(found, form.title.data or "", form.texts(), by=current_actor())
        if form.had_effect:
            flash(_("The text is kept."))
            return redirect(url_for(".templates", edition=here.slug))
    return template_page(here, form, found), form.status


def refuse_taken(edition: Edition, form: TemplateForm, present_one: MessageTemplate | None) -> None:
    """Refuse a name that another text of the council has."""
    taken = [each for each in templates_of(edition.council) if each.name == form.title.data and each is not present_one]
    if taken:
        raise Refused(_("Another text has this name already."), code="name-taken")


def template_page(edition: Edition, form: TemplateForm, found: MessageTemplate | None) -> str:
    """Return the page of a text the council keeps."""
    offered = audiences_for(edition, held())
    return render_template(
        "conference/committee/template.html",
        edition=edition,
        form=form,
        template=found,
        words_of_all=EVERYBODYS_WORDS,
        words_of_some=list(words_of_some(offered)),
        button=EmptyForm(),
    )


@blueprint.post("/texts/<int:number>/remove")
@requires(Can.WRITE_MESSAGES)
def remove_template(edition: str, number: int) -> ResponseReturnValue:
    """Take a text away from those the council keeps."""
    here = edition_here(edition)
    found = find_template(here.council, number)
    if not may_keep(here):
        raise NotFound
    with transaction():
        messages.remove_template(found, by=current_actor())
    flash(_("The text is taken away; what was written from it stays."))
    return redirect(url_for(".templates", edition=here.slug))
