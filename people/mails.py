"""How every message is put together, and the messages about accounts: one function, one folder of texts."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_babel import force_locale

from core import outbox
from core.outbox import Recipient, Text
from core.placeholders import harmless
from core.typography import gsm_text, plain_line
from core.web import absolute_url
from people.models import ErasureRequest, Person, RoleHeld, Token
from people.permissions import Can
from people.words import ROLES, said_of


def recipient(person: Person) -> Recipient:
    """Return how somebody can be reached."""
    return Recipient(
        name=plain_line(person.name),
        email=person.email,
        phone=person.phone,
        language=person.language,
        person_id=person.id,
    )


def compose(folder: str, language: str, **facts: Any) -> Text:
    """Return a message in its three shapes, from `subject.txt`, `body.txt` and `sms.txt` of its folder."""
    with force_locale(language):
        parts = {name: render_template(f"{folder}/{name}.txt", **facts) for name in ("subject", "body", "sms")}
    return Text(
        subject=plain_line(parts["subject"]), body=parts["body"].strip() + "\n", sms=gsm_text(plain_line(parts["sms"]))
    )


# ── Messages about accounts ─────────────────────────────────────────────────────────────────────────────────────────
# What opens somebody's account is filed under nobody: no council reads it, nor does who holds their personal link.

PRIVATE = ""
MOST_OF_A_NAME = 80


def recovery_link(address: str, keys: Sequence[tuple[Person, str]], *, asked: str) -> None:
    """Send to one e-mail address a link for each account it serves."""
    named = [(plainly(person), link) for person, link in keys]
    text = compose("people/mail/recovery-link", keys[0][0].language, keys=named)
    to = Recipient(name=named[0][0] if len(named) == 1 else address, email=address)
    outbox.post("recovery-link", to, text, scope=PRIVATE, key=f"recovery-{asked[:40]}-{address}"[:160])


def recovery_code(phone: str, keys: Sequence[tuple[Person, str]], *, asked: str) -> None:
    """Send to one phone a code for each account it serves."""
    named = [(plainly(person), code) for person, code in keys]
    text = compose("people/mail/recovery-code", keys[0][0].language, keys=named)
    to = Recipient(name=named[0][0] if len(named) == 1 else phone, phone=phone)
    outbox.post("recovery-code", to, text, scope=PRIVATE, key=f"recovery-{asked[:40]}-{phone}"[:160])


def password_changed(person: Person) -> None:
    """Tell somebody that their password was changed, in case it was not them."""
    to = recipient(person)
    text = compose("people/mail/password-changed", to.language, name=plainly(person), link=absolute_url("recovery.ask"))
    outbox.post("password-changed", to, text, scope=PRIVATE)


def second_factor_off(person: Person, *, by: str) -> None:
    """Tell somebody that their password alone signs them in from now on, in case they had not asked for it."""
    to = recipient(person)
    facts = {"name": plainly(person), "by": by, "link": absolute_url("second_factor.page")}
    text = compose("people/mail/second-factor-off", to.language, **facts)
    outbox.post("second-factor-off", to, text, scope=PRIVATE)


def token_made(token: Token) -> None:
    """Tell somebody that a program can read in their name from now on, in case it was not them."""
    person = token.user.person
    to, facts = recipient(person), {"name": plainly(person), "token": harmless(token.name), "last_day": token.last_day}
    facts["link"] = absolute_url("tokens.page")
    outbox.post("token-made", to, compose("people/mail/token-made", to.language, **facts), scope=PRIVATE)


def role_given(held: RoleHeld, *, place: str, by: str) -> None:
    """Tell somebody what they may do now."""
    _post_of_role("role-given", held, place=place, by=by, link=absolute_url("sign_in.form"))


def role_ended(held: RoleHeld, *, place: str, by: str) -> None:
    """Tell somebody that a role was taken back, and that what they did stays."""
    _post_of_role("role-ended", held, place=place, by=by)


def _post_of_role(kind: str, held: RoleHeld, **facts: str) -> None:
    to = recipient(held.user.person)
    text = compose(f"people/mail/{kind}", to.language, **_facts_of(held, **facts))
    outbox.post(kind, to, text, scope=held.council.scope, area=Can.GIVE_ROLES)


def invited(held: RoleHeld, *, place: str, by: str, link: str) -> None:
    """Tell somebody who never signed in what they may do now, and where they choose their password."""
    to = recipient(held.user.person)
    facts = _facts_of(held, place=place, by=by, link=link)
    outbox.post("invited", to, compose("people/mail/invited", to.language, **facts), scope=PRIVATE)


def _facts_of(held: RoleHeld, **facts: str) -> dict[str, Any]:
    person = held.user.person
    return {"name": plainly(person), "role": said_of(person, ROLES[held.role]), "last_day": held.last_day, **facts}


# ── Messages about somebody's data ──────────────────────────────────────────────────────────────────────────────────


def contact_changed(before: Recipient, person: Person) -> None:
    """Tell somebody, where they were reached until now, that they are reached elsewhere, in case it was not them."""
    text = compose("people/mail/contact-changed", before.language, name=plainly(person))
    outbox.post("contact-changed", before, text, scope=PRIVATE)


def email_to_confirm(email: str, language: str, link: str) -> None:
    """Send the link by which an address becomes somebody's; it names nobody, for the address may be a stranger's."""
    text = compose("people/mail/email-to-confirm", language, link=link)
    outbox.post("email-to-confirm", Recipient(name=email, email=email, language=language), text, scope=PRIVATE)


def email_asked(person: Person) -> None:
    """Tell somebody, where they are reached until now, that another e-mail was given for them."""
    to = recipient(person)
    outbox.post("email-asked", to, compose("people/mail/email-asked", to.language, name=plainly(person)), scope=PRIVATE)


def own_pages(address: Recipient, pages: Sequence[tuple[Person, str]], *, asked: str) -> None:
    """Send to one address the link of the page of each person without an account whom it reaches."""
    named = [(plainly(person), link) for person, link in pages]
    text = compose("people/mail/own-pages", address.language, pages=named)
    key = f"pages-{asked[:40]}-{address.email or address.phone}"[:160]
    outbox.post("own-pages", address, text, scope=PRIVATE, key=key)


def erasure_asked(request: ErasureRequest) -> None:
    """Tell somebody that their request has arrived, and until when it is answered."""
    _post("erasure-asked", request)


def erasure_refused(request: ErasureRequest) -> None:
    """Tell somebody why what is held on them is not erased."""
    _post("erasure-refused", request)


def erasure_done(request: ErasureRequest) -> None:
    """Tell somebody that what was held on them is erased; this letter itself is emptied a week later."""
    _post("erasure-done", request)


def _post(kind: str, request: ErasureRequest) -> None:
    to, council = recipient(request.person), request.council
    facts = {"name": plainly(request.person), "council": council.name, "due": request.due_at, "reason": request.reason}
    facts["notice"] = absolute_url("notice.page", council=council.slug)
    outbox.post(
        kind, to, compose(f"people/mail/{kind}", to.language, **facts), scope=council.scope, area=Can.PROTECT_DATA
    )


def plainly(person: Person) -> str:
    """Return a name as a message may say it: on one line, not endless, and nothing in it that becomes a link."""
    return harmless(person.name)[:MOST_OF_A_NAME]
