"""Who is on the other side of this browser: an account signed in, the holder of a personal link, or a stranger.

A stranger who submits or registers keeps, in this browser only, the right to what was made in it.
"""

from flask import Flask, Request, Response, current_app, g, session
from flask_login import LoginManager, current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import DBAPIError

from core import limits
from core.audit import Actor
from core.callers import is_program, shows_itself, token_shown
from core.db import db, is_conflict, transaction
from core.errors import Unknown
from core.i18n import gettext as _
from core.web import absolute_url, peer
from people.models import Person, SignIn, Token, User
from people.services import sign_ins, tokens
from people.services.persons import kept

LINK_DAYS = 200
SECRET, PERSON, HOLDS = "sid", "person", "holds"
MOST_HELD = 20
login_manager = LoginManager()


@login_manager.request_loader
def account_here(_request: Request) -> User | None:
    """Return whose token a program shows, or who is signed in in this browser, unless that was ended meanwhile."""
    if is_program():
        token = present_token()
        return token.user if token else None
    present = present_sign_in()
    return present.user if present and not present.awaits_code else None


def present_sign_in() -> SignIn | None:
    """Return what this browser began when a password was given in it, while it lasts; asked once a request."""
    if "sign_in" not in g:
        secret = session.get(SECRET)
        g.sign_in = sign_ins.found(secret) if secret else None
    present: SignIn | None = g.sign_in
    return present


def present_token() -> Token | None:
    """Return the token that a program shows, while it opens anything; asked once a request."""
    if "token" not in g:
        secret = token_shown()
        g.token = tokens.found(secret) if secret else None
    token: Token | None = g.token
    return token


def receive_program() -> None:
    """Count what a program asks by the token it shows; one that opens nothing is refused wherever it is shown."""
    if not shows_itself():
        return
    if token := present_token():
        limits.take((tokens.ASKING, str(token.id)))
        return
    limits.take((tokens.GUESSING, peer()))
    raise Unknown(_("This token opens nothing: it is not whole, it was ended, or its last day has passed."))


def is_trusted() -> bool:
    """Tell whether powers are awake here: the second factor was given in this browser, or for this token.

    Where none is required they always are.
    """
    if not current_app.config["BALANZAN"].requires_second_factor:
        return True
    if token := present_token():
        return token.confirmed
    present = present_sign_in()
    return present is not None and present.confirmed_at is not None


def note_seen(answer: Response) -> Response:
    """Write down, at most once a minute, that this browser or this token was seen.

    A busy database has more important things.
    """
    present, token = g.get("sign_in"), g.get("token")
    if answer.status_code >= 500:
        return answer
    try:
        if present is not None and sign_ins.is_due(present):
            with transaction(of_form=False):
                sign_ins.note_seen(present)
        if token is not None and tokens.is_due(token):
            with transaction(of_form=False):
                tokens.note_used(token)
    except DBAPIError as error:
        if not is_conflict(error):
            raise
    return answer


def current_person() -> Person | None:
    """Return the person this browser speaks for, or None for a stranger."""
    if current_user.is_authenticated:
        person: Person = current_user.person
        return person
    if PERSON not in session:
        return None
    if "linked_person" not in g:
        g.linked_person = _present(session[PERSON])
    linked: Person | None = g.linked_person
    return linked


def current_actor() -> Actor:
    """Return who acts: the account, or the person of the link."""
    if current_user.is_authenticated:
        user: User = current_user._get_current_object()  # noqa: SLF001 - the way LocalProxy documents
        return user
    person = current_person()
    assert person is not None, "this view is open to strangers: pass the person it concerns"  # noqa: S101
    return person


def _links() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="personal-link")


def personal_link(person: Person) -> str:
    """Return the address that opens a person's own page without a password: sent to them only."""
    return absolute_url("me.arrive", token=_links().dumps(person.id))


def person_of_link(token: str) -> Person | None:
    """Return the person a personal link speaks for, or None when it is forged or too old."""
    try:
        person_id = _links().loads(token, max_age=LINK_DAYS * 24 * 3600)
    except BadSignature:
        return None
    return _present(person_id)


def _present(person_id: int) -> Person | None:
    """Return a person by number, or who they are now if two records of theirs were put together; nobody once erased."""
    person = db.session.get(Person, person_id)
    return kept(person) if person and not person.erased_at else None


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS X", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


def browser_of(agent: str) -> str:
    """Return a browser and what it runs on, « Firefox, Android », from how it calls itself; nothing it does not say."""
    named = (next((name for sign, name in known if sign in agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, named))


def hold(thing: str) -> None:
    """Let this browser come back to something that was made in it."""
    session[HOLDS] = [*(held for held in session.get(HOLDS, []) if held != thing), thing][-MOST_HELD:]


def holds(thing: str) -> bool:
    """Tell whether something was made in this browser."""
    return thing in session.get(HOLDS, [])


def held_numbers(prefix: str) -> list[int]:
    """Return the numbers of things of one sort that were given to this browser, the latest first."""
    held = (thing.removeprefix(prefix) for thing in reversed(session.get(HOLDS, [])) if thing.startswith(prefix))
    return [int(number) for number in held if number.isdecimal()]


def install(app: Flask) -> None:
    """Have an application recognise accounts."""
    login_manager.init_app(app)
    app.before_request(receive_program)
    app.after_request(note_seen)
