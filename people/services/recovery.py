"""Back into an account without its password: links and codes that open it once, for a new password."""

import secrets
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update

from core import audit, clock, jobs
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.limits import Limit
from core.outbox import Recipient
from core.secrecy import keyed, seal, unseal
from core.web import absolute_url
from people import mails
from people.models import AccountKey, KeyKind, Person, User
from people.services import sign_ins, tokens
from people.services.accounts import accounts_named, people_without_account, phones_meant, set_password

LIVES = timedelta(minutes=30)
INVITED_FOR = timedelta(days=7)
PURPOSE = "recovery"
ASKING, ASKING_FROM = Limit("recovery", 3, 60), Limit("recovery-from", 60, 60)
TRYING = Limit("recovery-code", 5, 30)


def ask(identifier: str, request_token: str) -> None:
    """Have whoever this is sent what opens their account; the worker looks who it is.

    So this costs the same whether anybody is known. A code counts only together with the token of the request.
    """
    jobs.enqueue("people.jobs:send_keys", sealed=seal(identifier, PURPOSE), asked=_asked(request_token))


def send(sealed: str, asked: str, *, page_of: Callable[[Person], str]) -> None:
    """Send each address one message with a key for every account it serves: links by e-mail, codes to a phone.

    Those without an account are sent the link of their page.
    """
    identifier = unseal(sealed, PURPOSE) or ""
    phones = set() if "@" in identifier else phones_meant(identifier)
    _send_keys(identifier, phones, asked)
    pages = defaultdict(list)
    for person in people_without_account(identifier):
        to = Recipient("", phone=person.phone) if person.phone in phones else mails.recipient(person)
        if to.email or to.phone:
            address = Recipient(to.email or to.phone, email=to.email, phone=to.phone, language=person.language)
            pages[address].append((person, page_of(person)))
    for address, found in pages.items():
        mails.own_pages(address, found, asked=asked)


def _send_keys(identifier: str, phones: set[str], asked: str) -> None:
    reached = defaultdict(list)
    for user in accounts_named(identifier):
        person = user.person
        if user.enabled and person.phone in phones:
            reached[KeyKind.CODE, person.phone].append(user)
        elif user.enabled and (person.email or person.phone):
            by_mail = bool(person.email)
            reached[KeyKind.LINK if by_mail else KeyKind.CODE, person.email or person.phone].append(user)
    for (kind, address), users in reached.items():
        if kind is KeyKind.LINK:
            mails.recovery_link(address, [(user.person, link_for(user)) for user in users], asked=asked)
        else:
            mails.recovery_code(address, [(user.person, _code_for(user, asked)) for user in users], asked=asked)


def link_for(
    user: User, *, kind: KeyKind = KeyKind.LINK, secret: str = "", lives: timedelta = LIVES, by: Actor = audit.SYSTEM
) -> str:
    """Return the address that opens an account once, until it ends."""
    secret = secret or secrets.token_urlsafe(32)
    _keep(user, kind, keyed("link", secret), lives, by=by)
    return absolute_url("recovery.choose", secret=secret)


def _code_for(user: User, asked: str) -> str:
    code = f"{secrets.randbelow(10**6):06d}"
    while db.session.scalar(select(AccountKey.id).filter_by(secret_hash=_of_code(asked, code))):
        code = f"{secrets.randbelow(10**6):06d}"  # two people at one phone get two codes
    _keep(user, KeyKind.CODE, _of_code(asked, code), LIVES, by=audit.SYSTEM)
    return code


def _keep(user: User, kind: KeyKind, secret_hash: str, lives: timedelta, *, by: Actor) -> None:
    moment = clock.now()
    key = AccountKey(user_id=user.id, kind=kind, secret_hash=secret_hash, made_at=moment, ends_at=moment + lives)
    db.session.add(key)
    audit.log(user, "key made", by=by, kind=kind)


def _asked(request_token: str) -> str:
    return keyed("asked", request_token)


def _of_code(asked: str, code: str) -> str:
    return keyed("code", asked, code)


def invite(user: User, *, by: Actor) -> str:
    """Return the address at which somebody chooses the first password of their account."""
    return link_for(user, kind=KeyKind.INVITATION, lives=INVITED_FOR, by=by)


def exchange(request_token: str, typed: str, secret: str) -> None:
    """Take a code from a message, once, and make the secret of a link open the same account."""
    code = "".join(letter for letter in typed if letter.isdecimal())
    key = _find(_of_code(_asked(request_token), code))
    if key is None or not _used(key):
        raise Refused(
            _("This code is not right, or it is over. Look at the message again, or ask for another code."),
            code="code-wrong",
        )
    link_for(key.user, secret=secret, lives=key.ends_at - clock.now())


def key_of(secret: str) -> AccountKey | None:
    """Return what a link opens, while it does. One query."""
    return _find(keyed("link", secret))


def _find(secret_hash: str) -> AccountKey | None:
    living = select(AccountKey).where(AccountKey.used_at.is_(None), AccountKey.ends_at > clock.now())
    found = db.session.scalar(living.where(AccountKey.secret_hash == secret_hash))
    return found if found and found.user.enabled else None


def choose_password(secret: str, password: str) -> User:
    """Give an account a new password by a link, once; it is signed out everywhere, and its other keys are over."""
    key = key_of(secret)
    if key is None or not _used(key):
        raise Refused(_("This link has been used, or it is over. Ask for another one."), code="link-over")
    set_password(key.user, password, by=key.user)
    living = update(AccountKey).where(AccountKey.user_id == key.user_id, AccountKey.used_at.is_(None))
    db.session.execute(living.values(used_at=clock.now()))
    sign_ins.end_others(key.user, "", by=key.user)
    tokens.end_all(key.user, by=key.user)
    mails.password_changed(key.user.person)
    return key.user


def _used(key: AccountKey) -> bool:
    """Use a key, in one statement: of two who come at the same moment, one."""
    first = update(AccountKey).where(AccountKey.id == key.id, AccountKey.used_at.is_(None))
    taken = db.session.execute(first.values(used_at=clock.now()))
    return bool(taken.rowcount)  # type: ignore[attr-defined]
