"""The call on one page, set up without code: what it asks, more time for everybody, and who is let in late."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from abstracts.forms.call import (
    CopyForm,
    ExtendForm,
    InviteForm,
    PrepareForm,
    after,
)
from abstracts.mails import invited_text
from abstracts.models import Call, Invitation
from abstracts.permissions import Can
from abstracts.queries.abstracts import call_of, find_call, funnel
from abstracts.queries.calls import drafters_of, find_invitation, invitations_of, other_calls
from abstracts.services import calls
from conference.models import Edition
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import requires
from core.db import transaction
from core.forms import Form, options
from core.history import history_of
from core.i18n import gettext as _
from core.i18n import ngettext
from core.outbox import whatsapp
from core.typography import parse_phone
from people.recognition import current_actor
from people.services.persons import Introduction

blueprint = Blueprint("call", __name__, url_prefix="/e/<edition>/committee/call")


@blueprint.get("/")
@requires(Can.SET_UP_CALL)
def page(edition: str) -> ResponseReturnValue:
    """Show the call on one page: what is set, what can be done now, who was let in late."""
    here = edition_here(edition)
    call = call_of(here)
    return overview(here, call) if call else unprepared(here, prepare_form(here))


@blueprint.post("/prepare")
@requires(Can.SET_UP_CALL)
def prepare(edition: str) -> ResponseReturnValue:
    """Set the call up for the first time."""
    here = edition_here(edition)
    form = prepare_form(here)
    if form.validate_on_submit():
        like = next((call for call in other_calls(here) if call.id == form.like.data), None)
        with form.effect():
            calls.prepare(here, form.window(), by=current_actor(), like=like)
        if form.had_effect:
            flash(_("The call is set up. Look at its form before it opens."))
            return redirect(url_for(".page", edition=here.slug))
    return unprepared(here, form), form.status


def prepare_form(here: Edition) -> PrepareForm:
    """Return the form that sets a call up, with the rules of an earlier one or the usual ones."""
    form = PrepareForm(None, here.time_zone)
    names = ((call.id, call.edition.name(i18n.language())) for call in other_calls(here))
    earlier = ((number, _("As for %(edition)s", edition=name)) for number, name in names)
    form.like.choices = options([(0, _("The usual ones")), *earlier])
    return form


def unprepared(here: Edition, form: PrepareForm) -> str:
    """Return the page of an edition without a call."""
    return render_template("abstracts/call/prepare.html", edition=here, form=form)


@dataclass
class Shown:
    """The forms of the page, one of which may hold what was refused."""

    extend: ExtendForm
    invite: InviteForm
    copy: CopyForm


def overview(here: Edition, call: Call, **refused: Form) -> str:
    """Return the page of the call."""
    others = other_calls(here)
    shown = Shown(**{"extend": ExtendForm(formdata=None), "invite": InviteForm(formdata=None),
                     "copy": CopyForm(formdata=None)} | refused)  # fmt: skip
    shown.copy.offer(others, i18n.language())
    invitations = invitations_of(call)
    now = clock.now()
    return render_template(
        "abstracts/call/page.html",
        edition=here,
        call=call,
        rules=call.rules,
        forms=shown,
        form=next(iter(refused.values()), None),
        others=others,
        is_open=call.is_open(now),
        is_over=now >= call.closes_at,
        drafters=len(drafters_of(call)),
        counted=funnel(here).by_state,
        invitations=[(each, each.is_good(now), handed(each)) for each in invitations],
        done=history_of(call, *invitations, time_zone=here.time_zone),
    )


def handed(invitation: Invitation) -> str:
    """Return the address that opens WhatsApp with somebody's invitation."""
    return whatsapp(invited_text(invitation).sms)


# ── More time ───────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.post("/extend")
@requires(Can.SET_UP_CALL)
def extend(edition: str) -> ResponseReturnValue:
    """Give more time, or open the call again; those who have a draft are told."""
    here = edition_here(edition)
    call, form = find_call(here), ExtendForm()
    if form.validate_on_submit():
        with form.effect():
            told = calls.extend(call, after(form.day.data, form.hour.data, here.time_zone), by=current_actor())
        if form.had_effect:
            when = i18n.moment(call.deadline, here.time_zone, here.clock_place)
            flash(_("Abstracts are accepted until %(when)s.", when=when))
            if told:
                flash(ngettext("%(num)d author with a draft is told.", "%(num)d authors with a draft are told.", told))
            return redirect(url_for(".page", edition=here.slug))
    return overview(here, call, extend=form), form.status


@blueprint.post("/invite")
@requires(Can.SET_UP_CALL)
def invite(edition: str) -> ResponseReturnValue:
    """Let one person send one abstract after the deadline."""
    here = edition_here(edition)
    call, form = find_call(here), InviteForm()
    if form.validate_on_submit():
        who = Introduction(
            given_names=form.given_names.data or "",
            family_name=form.family_name.data or "",
            email=form.email.data or "",
            phone=parse_phone(form.phone.data or "", "ML") or "",
        )
        with form.effect():
            until = after(form.last_day.data, form.last_hour.data, here.time_zone)
            invitation = calls.invite(call, who, until, by=current_actor())
        if form.had_effect:
            flash(_("%(name)s may send one abstract.", name=invitation.person.name))
            return redirect(url_for(".page", edition=here.slug, _anchor="invitations"))
    return overview(here, call, invite=form), form.status


@blueprint.post("/invitations/<int:number>/end")
@requires(Can.SET_UP_CALL)
def end_invitation(edition: str, number: int) -> ResponseReturnValue:
    """Let nobody in by an invitation any more."""
    here = edition_here(edition)
    invitation = find_invitation(find_call(here), number)
    if Form().validate_on_submit():
        with transaction():
            calls.end_invitation(invitation, by=current_actor())
        flash(_("This invitation is ended."))
    return redirect(url_for(".page", edition=here.slug, _anchor="invitations"))
