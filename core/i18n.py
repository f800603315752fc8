"""Languages: French first, English complete; dates, sums and spaces as each language writes them."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as plain_gettext
from flask_babel import ngettext as plain_ngettext
from flask_babel.speaklater import LazyString

from core import clock, typography
from core.callers import is_program

LANGUAGES = ("fr", "en")
NAMES = {"fr": "Français", "en": "English"}
COOKIE = "lang"
YEAR = 365 * 24 * 3600


def chosen_language() -> str:
    """Return the language asked for in this address, else the one this browser chose before, else the default."""
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    for wished in (request.args.get(COOKIE), "" if is_program() else request.cookies.get(COOKIE)):
        if wished in LANGUAGES:
            return wished
    return str(current_app.config["BABEL_DEFAULT_LOCALE"])


def language() -> str:
    """Return the language being written: 'fr' or 'en'."""
    locale = get_locale()
    return locale.language if locale else "fr"


def keep_choice(answer: Response) -> Response:
    """Remember in this browser the language asked for in an address."""
    wished = request.args.get(COOKIE)
    if wished in LANGUAGES and request.cookies.get(COOKIE) != wished and not is_program():
        answer.set_cookie(COOKIE, wished, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


@lru_cache(maxsize=4096)
def _french(text: str) -> str:
    return typography.french(text)


def set_well(text: str) -> str:
    """Return one of our own sentences with the spaces its language asks for; people's texts are never touched."""
    return _french(text) if language() == "fr" else text


def _speaking(translate: Callable[..., str]) -> Callable[..., str]:
    def speak(*args: Any, **values: Any) -> str:
        return set_well(translate(*args, **values))

    return speak


gettext = _speaking(plain_gettext)
ngettext = _speaking(plain_ngettext)


def lazy_gettext(text: str) -> LazyString:
    """Return a sentence that is translated each time it is shown, for what is said once for all readers."""
    return LazyString(gettext, text)


def day(value: date) -> str:
    """Return « vendredi 28 juin 2024 »."""
    return typography.day_in_words(value, language())


def short_day(value: date) -> str:
    """Return « 28 juin 2024 »."""
    return typography.short_day(value, language())


def half_day(value: date, *, is_morning: bool) -> str:
    """Return « vendredi 28 juin 2024, matin »."""
    part = gettext("morning") if is_morning else gettext("afternoon")
    return f"{day(value)}, {part}"


def span(start: date, end: date) -> str:
    """Return « vendredi 28 et samedi 29 juin 2024 »."""
    return typography.span_in_words(start, end, language())


def capitalize_first(text: str) -> str:
    """Return a text that begins a line: its first letter is a capital, the others stay."""
    return text[:1].upper() + text[1:]


def clock_time(value: datetime, time_zone: str = "UTC") -> str:
    """Return « 14 h 30 », as the clocks of the place show it."""
    return typography.clock_time(clock.at_place(value, time_zone), language())


def moment(value: datetime, time_zone: str, place: str) -> str:
    """Return « mercredi 15 mai 2024 à 23 h 59, heure de Bamako »."""
    return typography.moment_in_words(clock.at_place(value, time_zone), place, language())


def short_moment(value: datetime, time_zone: str) -> str:
    """Return « 28 juin 2024, 14 h 30 », as the clocks of the place show it."""
    local = clock.at_place(value, time_zone)
    return f"{short_day(local.date())}, {typography.clock_time(local, language())}"


def number(value: int) -> str:
    """Return « 3 930 »: a whole number with its thousands apart."""
    return typography.number(value, language())


def decimal(value: float) -> str:
    """Return « 15,3 »: one digit after the mark of the language."""
    return format_decimal(value, format="0.0", locale=language())


def money(amount: int, currency: str = "XOF") -> str:
    """Return « 50 000 F CFA »."""
    return typography.money(amount, currency, language())


def money_in_words(amount: int, currency: str = "XOF") -> str:
    """Return « cinquante mille francs CFA »."""
    return typography.money_in_words(amount, currency, language())


def install(app: Flask) -> None:
    """Teach an application its languages, and its templates their filters."""
    app.config["BABEL_DEFAULT_LOCALE"] = app.config["BALANZAN"].default_language
    Babel(app, locale_selector=chosen_language)
    app.after_request(keep_choice)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["language"] = language
    said = (day, short_day, span, clock_time, moment, capitalize_first, short_moment, decimal, money, money_in_words)
    app.jinja_env.filters.update({say.__name__: say for say in (*said, typography.phone, typography.hours)})
    app.jinja_env.filters["typeset"] = set_well
