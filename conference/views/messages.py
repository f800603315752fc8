"""The outbox of an edition or a council: every message read before it leaves, corrected, dropped, resent."""

from collections.abc import Iterator

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from conference.forms.messages import WordingForm
from conference.permissions import Can
from conference.queries.messages import (
    Wanted,
    count_messages,
    find_held_back,
    find_message,
    held_back_in,
    messages_of,
    resent_as,
)
from conference.services import messages
from conference.services.messages import TO_GIVE, Wording
from conference.views.outbox import at, of_council, of_edition, outbox_here
from conference.words import OUTBOX
from core import jobs, sms
from core.access import held, may, requires
from core.db import transaction
from core.forms import EmptyForm
from core.history import history_of
from core.i18n import gettext as _
from core.outbox import Channel, Message, MessageState
from core.sections import Link
from core.typography import gsm_text
from core.web import paged, this_address
from people.recognition import current_actor

blueprints = (of_edition, of_council)


@at("")
@requires(Can.READ_OUTBOX)
def listed(**address: str) -> ResponseReturnValue:
    """List the messages that one may read, filtered by state, road, batch and words."""
    here = outbox_here(address)
    wanted = asked_for()
    config = current_app.config["BALANZAN"]
    return render_template(
        "conference/committee/messages.html",
        outbox=here,
        page=paged(messages_of(here.scope, held(), wanted)),
        wanted=wanted,
        state_tabs=list(state_tabs(count_messages(here.scope, held(), batch=wanted.batch), wanted)),
        has_mail_server=bool(config.smtp_url),
        held_back=len(held_back_in(here.scope, held())),
        can_write=may(Can.WRITE_MESSAGES),
    )


def asked_for() -> Wanted:
    """Return which messages the address asks for; what it says wrongly it does not say."""
    said = request.args.get
    return Wanted(
        state=next((state for state in MessageState if state == said("state")), None),
        channel=next((channel for channel in Channel if channel == said("channel")), None),
        batch=said("batch", "")[:60],
        search=said("q", "").strip()[:200],
    )


def state_tabs(counts: dict[MessageState, int], wanted: Wanted) -> Iterator[Link]:
    """Yield the states in which messages stand as tabs, each with how many."""
    yield Link(_("All"), this_address(state="", page=1), sum(counts.values()), current=wanted.state is None)
    for state in MessageState:
        if counts.get(state) or wanted.state is state:
            address = this_address(state=state.value, page=1)
            yield Link(str(OUTBOX[state]), address, counts.get(state, 0), current=wanted.state is state)


@at("/<int:number>")
@requires(Can.READ_OUTBOX)
def show(number: int, **address: str) -> ResponseReturnValue:
    """Show one message in its three shapes, where it stands, and what can be done with it."""
    here = outbox_here(address)
    message = find_message(here.scope, held(), number)
    can_write = may(Can.WRITE_MESSAGES)
    return render_template(
        "conference/committee/message.html",
        outbox=here,
        message=message,
        count=sms.count(message.sms),
        next_try=next_try(message),
        resent=resent_as(message),
        form=EmptyForm(),
        can_change=can_write and message.may_be_changed,
        can_resend=can_write and not message.may_be_changed and message.state is not MessageState.LEAVING,
        can_give=can_write and message.state in TO_GIVE,
        done=history_of(message, time_zone=here.place.time_zone),
    )


def next_try(message: Message) -> jobs.Job | None:
    """Return the job that will try a message again, when one did not succeed."""
    job = jobs.find(message.job_key) if message.state is MessageState.WAITING and message.tries else None
    return job if job and job.is_under_way else None


@at("/<int:number>/edit", "GET", "POST")
@requires(Can.WRITE_MESSAGES)
def edit(number: int, **address: str) -> ResponseReturnValue:
    """Correct a message that has not begun to leave."""
    here = outbox_here(address)
    message = find_message(here.scope, held(), number)
    form = wording_form(message)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(message, said_now(message))
            messages.rewrite(message, wording(form), by=current_actor())
        if form.had_effect:
            flash(_("The message is corrected."))
            return redirect(here.url("show", number=number))
    page = render_template("conference/committee/message_form.html", outbox=here, message=message, form=form)
    return page, form.status


@at("/<int:number>/resend", "GET", "POST")
@requires(Can.WRITE_MESSAGES)
def resend(number: int, **address: str) -> ResponseReturnValue:
    """Send a message once more, with its address or its words corrected."""
    here = outbox_here(address)
    message = find_message(here.scope, held(), number)
    form = wording_form(message)
    if form.validate_on_submit():
        with form.effect():
            again = messages.resend(message, wording(form), by=current_actor())
        if form.had_effect:
            flash(_("The message leaves once more, as a new one."))
            return redirect(here.url("show", number=again.id))
    page = render_template(
        "conference/committee/message_form.html", outbox=here, message=message, form=form, is_resent=True
    )
    return page, form.status


def wording_form(message: Message) -> WordingForm:
    """Return the form of a message's wording, as it is now."""
    is_plain = gsm_text(message.sms) == message.sms
    form = WordingForm(**said_now(message), plain_sms=is_plain, version=message.version)
    form.channel = message.channel
    return form


def said_now(message: Message) -> dict[str, object]:
    """Return what the form of a message would say if it were opened now."""
    return {"address": message.to_address, "subject": message.subject, "body": message.body, "sms": message.sms}


def wording(form: WordingForm) -> Wording:
    """Return what a form says of a message."""
    typed = form.sms.data or ""
    return Wording(
        address=form.address.data or "",
        subject=form.subject.data or "",
        body=(form.body.data or "").replace("\r\n", "\n"),
        sms=gsm_text(typed) if form.plain_sms.data else typed,
    )


@at("/<int:number>/drop", "POST")
@requires(Can.WRITE_MESSAGES)
def drop(number: int, **address: str) -> ResponseReturnValue:
    """Keep a message from leaving."""
    here = outbox_here(address)
    message = find_message(here.scope, held(), number)
    with transaction():
        messages.drop(message, by=current_actor())
    flash(_("The message is dropped: it does not leave."))
    return redirect(here.url("show", number=number))


@at("/<int:number>/by-hand", "POST")
@requires(Can.WRITE_MESSAGES)
def by_hand(number: int, **address: str) -> ResponseReturnValue:
    """Write down that somebody gave a message to its reader by hand."""
    here = outbox_here(address)
    message = find_message(here.scope, held(), number)
    with transaction():
        messages.note_sent_by_hand(message, by=current_actor())
    flash(_("The message is noted as sent by hand."))
    return redirect(here.url("show", number=number))


@at("/again", "POST")
@requires(Can.WRITE_MESSAGES)
def again(**address: str) -> ResponseReturnValue:
    """Have everything that waits and has a road tried now."""
    here = outbox_here(address)
    with transaction():
        messages.try_again(here.place, by=current_actor())
    flash(_("What waits is tried again now."))
    return redirect(here.url("listed"))


@at("/held-back")
@requires(Can.READ_OUTBOX)
def held_back(**address: str) -> ResponseReturnValue:
    """List the addresses to which nothing is sent, and why."""
    here = outbox_here(address)
    return render_template(
        "conference/committee/held_back.html",
        outbox=here,
        addresses=held_back_in(here.scope, held()),
        form=EmptyForm(),
        can_write=may(Can.WRITE_MESSAGES),
    )


@at("/held-back/<int:number>/lift", "POST")
@requires(Can.WRITE_MESSAGES)
def lift(number: int, **address: str) -> Response:
    """Let messages be sent to an address again."""
    here = outbox_here(address)
    found = find_held_back(here.scope, held(), number)
    with transaction():
        messages.lift(found, by=current_actor())
    flash(_("Messages are sent to %(address)s again.", address=found.address))
    return redirect(here.url("held_back"))
