"""The second factor: codes of an application on the phone, each taken once, and ten codes on paper for a lost phone."""

import hmac
import time
from collections.abc import Collection

import pyotp
from sqlalchemy import delete, func, select, update

from core import audit, clock
from core.audit import Actor
from core.codes import ALPHABET
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.limits import Limit
from core.secrecy import keyed, seal, unseal
from people import mails
from people.models import RecoveryCode, SecondFactor, SignIn, User
from people.services import sign_ins, tokens

PURPOSE = "second-factor"
SECONDS, DIGITS = 30, 6
CODES, CODE_LENGTH = 10, 10
ENROLLING = 3600  # seconds for which a secret that is shown can still be confirmed
TRYING = Limit("second-factor", 10, 15)


def offer(user: User) -> str:
    """Return a new secret for an account, sealed: nothing is kept before a code proves that a phone has it."""
    return seal(f"{user.id} {pyotp.random_base32()}", PURPOSE)


def secret_of(user: User, sealed: str) -> str:
    """Return the secret that was offered to an account within the last hour."""
    whose, _space, secret = (unseal(sealed, PURPOSE, within=ENROLLING) or "").partition(" ")
    if whose != str(user.id):
        raise Refused(_("This page was open for too long. Begin anew with the new picture."), code="offer-over")
    return secret


def address_of(user: User, secret: str) -> str:
    """Return what the QR code says to the application on the phone."""
    person = user.person
    name = person.email or person.phone or person.order_number or person.name
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Balanzan")


def factor_of(user: User) -> SecondFactor | None:
    """Return an account's second factor, if it has one. One query."""
    return db.session.scalar(select(SecondFactor).filter_by(user_id=user.id))


def enrol(user: User, sealed: str, typed: str, codes: list[str], *, present: SignIn, new_secret: str) -> None:
    """Give an account its second factor: from now on its password alone opens nothing. Its other browsers end."""
    if factor_of(user) is not None:
        raise Refused(_("This account has its second factor already."), code="second-factor-there")
    secret = secret_of(user, sealed)
    if (step := step_of(secret, typed)) is None:
        raise _wrong()
    db.session.add(SecondFactor(user_id=user.id, secret=seal(secret, PURPOSE), last_step=step, since=clock.now()))
    _keep_codes(user, codes)
    audit.log(user, "second factor enrolled", by=user)
    sign_ins.end_others(user, "", by=user)
    sign_ins.confirm(present, new_secret)


def step_of(secret: str, typed: str) -> int | None:
    """Return the half minute for which a code is right: this one, the one before or the one after."""
    code, now = "".join(typed.split()), int(time.time()) // SECONDS
    if not code.isascii():
        return None
    shown = pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS)
    right = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(shown.generate_otp(step), code)]
    return right[0] if right else None


def check(user: User, typed: str) -> None:
    """Take a code of the phone or of the paper, once; refuse any other."""
    if not (_taken_from_phone(user, typed) or _taken_from_paper(user, typed)):
        raise _wrong()


def _taken_from_phone(user: User, typed: str) -> bool:
    factor = factor_of(user)
    secret = unseal(factor.secret, PURPOSE) if factor else None
    step = step_of(secret, typed) if secret else None
    if step is None:
        return False
    newer = update(SecondFactor).where(SecondFactor.user_id == user.id, SecondFactor.last_step < step)
    return bool(db.session.execute(newer.values(last_step=step)).rowcount)  # type: ignore[attr-defined]


def _taken_from_paper(user: User, typed: str) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.user_id == user.id,
        RecoveryCode.code_hash == _code_hash(user, typed),
        RecoveryCode.used_at.is_(None),
    )
    taken = db.session.execute(unused.values(used_at=clock.now())).rowcount  # type: ignore[attr-defined]
    if taken:
        audit.log(user, "recovery code used", by=user)
    return bool(taken)


def confirm(present: SignIn, typed: str, new_secret: str) -> None:
    """Sign a browser in that has given its password, by a code."""
    check(present.user, typed)
    sign_ins.confirm(present, new_secret)


def codes_from(seed: str) -> list[str]:
    """Return ten codes that follow from a secret seed: a form that arrives twice is shown the same."""
    digests = (bytes.fromhex(keyed("recovery-codes", seed, place)) for place in range(CODES))
    letters = ("".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CODE_LENGTH]) for digest in digests)
    return [f"{code[:5]}-{code[5:]}" for code in letters]


def renew_codes(user: User, typed: str, codes: list[str]) -> None:
    """Replace the codes on paper, for who has the phone."""
    check(user, typed)
    _keep_codes(user, codes)
    audit.log(user, "recovery codes renewed", by=user)


def codes_left(user: User) -> int:
    """Return how many codes on paper an account has left. One query."""
    left = select(func.count(RecoveryCode.id)).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(left) or 0


def take_off(user: User, *, by: Actor) -> None:
    """Take an account's second factor away: its phone is lost, or another one comes."""
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    audit.log(user, "second factor taken off", by=by)


def take_off_lost(user: User, *, by: Actor) -> None:
    """Take the second factor off for somebody who lost phone and paper; they are told, in case they did not."""
    take_off(user, by=by)
    sign_ins.end_others(user, "", by=by)
    tokens.end_all(user, by=by)
    mails.second_factor_off(user.person, by=by.actor_name)


def enrolled(numbers: Collection[int]) -> set[int]:
    """Return which of some accounts have a second factor. One query."""
    return set(db.session.scalars(select(SecondFactor.user_id).where(SecondFactor.user_id.in_(numbers))))


def _keep_codes(user: User, codes: list[str]) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=_code_hash(user, code)) for code in codes)


def _code_hash(user: User, code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return keyed("recovery-code", user.id, plain)


def _wrong() -> Refused:
    return Refused(
        _("This code is not right. Wait for the next one on your phone: each is taken once."), code="code-wrong"
    )
