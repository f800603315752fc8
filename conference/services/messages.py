"""What people do with messages: correct them before they leave, drop them, resend them, send them by hand."""

import re
from dataclasses import dataclass

from conference.models import Edition, MessageTemplate
from core import audit, clock, outbox
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.outbox import Channel, Message, MessageState, Recipient, SuppressedAddress, Text
from core.search import search_text
from core.typography import plain_line
from people.models import Council

_LINK = re.compile(r"https?://\S+")
TO_GIVE = (MessageState.WAITING, MessageState.SCHEDULED, MessageState.FAILED, MessageState.SUPPRESSED)


@dataclass(frozen=True)
class Wording:
    """A message as somebody corrected it."""

    address: str
    subject: str
    body: str
    sms: str


def rewrite(message: Message, wording: Wording, *, by: Actor) -> None:
    """Change a message that has not begun to leave."""
    _hold(message)
    if not message.may_be_changed:
        raise Refused(_("This message is leaving or has left: it can only be resent."), code="left-already")
    before = said_in(message)
    message.to_address, message.subject = wording.address.strip(), plain_line(wording.subject)
    message.body, message.sms = wording.body, plain_line(wording.sms)
    if message.channel is Channel.SMS:
        message.phone = message.to_address
    message.search = search_text(message.to_name, message.to_address, message.phone, message.subject)
    audit.log(message, "rewritten", by=by, old=before, new=said_in(message))


def said_in(message: Message) -> dict[str, str]:
    """Return a message's texts as the log keeps them: links open people's pages, so they are left out."""
    return {name: _LINK.sub("[…]", text) for name, text in (("body", message.body), ("sms", message.sms))}


def drop(message: Message, *, by: Actor) -> None:
    """Keep a message from leaving, for good; it stays readable."""
    _hold(message)
    if not message.may_be_changed:
        raise Refused(_("This message is leaving or has left: it cannot be dropped any more."), code="left-already")
    message.state, message.fault = MessageState.DROPPED, None
    audit.log(message, "dropped", by=by)


def resend(message: Message, wording: Wording, *, by: Actor) -> Message:
    """Send a message once more: a new one, that names the first."""
    if message.may_be_changed or message.state is MessageState.LEAVING:
        raise Refused(_("This message has not left yet: correct it instead."), code="not-left")
    is_sms = message.channel is Channel.SMS
    to = Recipient(
        name=message.to_name,
        email="" if is_sms else wording.address.strip(),
        phone=wording.address.strip() if is_sms else message.phone,
        language=message.language,
        person_id=message.person_id,
    )
    text = Text(plain_line(wording.subject), wording.body, plain_line(wording.sms))
    again = outbox.post(
        message.kind,
        to,
        text,
        scope=message.scope,
        area=message.area,
        reply_to=message.reply_to,
        resends_id=message.id,
    )
    audit.log(again, "resent", by=by, first=message.id)
    return again


def note_sent_by_hand(message: Message, *, by: Actor) -> None:
    """Write down that somebody gave a message to its reader by a telephone of their own, or in person."""
    _hold(message)
    if message.state not in TO_GIVE:
        raise Refused(_("This message is leaving, or needs nobody any more."), code="not-to-give")
    message.state, message.fault, message.by_hand, message.sent_at = MessageState.SENT, None, True, clock.now()
    audit.log(message, "sent-by-hand", by=by)


def try_again(place: Edition | Council, *, by: Actor) -> None:
    """Have everything of an edition, or of a council as a whole, that waits and has a road tried now."""
    outbox.resume(place.scope)
    audit.log(place, "messages tried again", by=by)


def lift(held_back: SuppressedAddress, *, by: Actor) -> None:
    """Let messages be sent to an address again; what was held back meanwhile is resent one by one."""
    held_back.lifted_at = clock.now()
    audit.log(held_back, "lifted", by=by, address=held_back.address, answer=held_back.answer)


def _hold(message: Message) -> None:
    """Read a message as it is now, and let no worker take it until this is over."""
    db.session.refresh(message, with_for_update=True)


# ── The texts a council keeps ───────────────────────────────────────────────────────────────────────────────────────


def keep_template(council: Council, name: str, texts: dict[str, str], *, by: Actor) -> MessageTemplate:
    """Add a text to those a council keeps."""
    template = MessageTemplate(council_id=council.id, council=council, name=plain_line(name), **texts)
    db.session.add(template)
    audit.log(template, "kept", by=by, name=template.name)
    return template


def change_template(template: MessageTemplate, name: str, texts: dict[str, str], *, by: Actor) -> None:
    """Change a text that a council keeps; what was written from it stays as it was."""
    template.name = plain_line(name)
    for key, text in texts.items():
        setattr(template, key, text)
    audit.log(template, "changed", by=by)


def remove_template(template: MessageTemplate, *, by: Actor) -> None:
    """Take a text away from those a council keeps."""
    audit.log(template, "removed", by=by, old=template.texts() | {"name": template.name})
    db.session.delete(template)
