"""Drafts: kept while one types, found again by their author alone, gone once the form had its effect."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db, transaction
from core.drafts import KEPT_FOR, MOST_CHARACTERS, Draft
from tests.support import trial
from tests.support.pages import parse

FORM = "/trial/long"
SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def app(empty_app):
    empty_app.register_blueprint(trial.blueprint)
    return empty_app


class Writer:
    """Somebody with a browser who types in the long form of the trial."""

    def __init__(self, app):
        self.client = app.test_client()
        self.client.set_cookie("lang", "en")
        self.open()

    def open(self, query=""):
        """Open the form, and return what stands in its title."""
        self.page = parse(self.client.get(FORM + query).get_data(as_text=True))
        return self.page.xpath("//main//textarea[@name='title']")[0].text.strip()

    def hidden(self, name):
        return self.page.xpath(f"//form//input[@name='{name}']")[0].get("value")

    @property
    def token(self):
        return self.page.xpath("//*[@data-draft]")[0].get("data-draft")

    def keep(self, **fields):
        """Send what is typed as the page does by itself."""
        keys = {"csrf_token": self.hidden("csrf_token"), "draft": self.token, "draft_key": self.hidden("form_key")}
        return self.client.post("/drafts/", data=keys | {"time_zone": "Africa/Bamako"} | fields)

    def send(self, **fields):
        keys = {"csrf_token": self.hidden("csrf_token"), "form_key": self.hidden("form_key")}
        return self.client.post(FORM, data=keys | fields)


@pytest.fixture
def writer(app):
    return Writer(app)


def kept(app):
    """Return what every draft holds."""
    with app.app_context():
        return db.session.scalars(select(Draft.fields)).all()


def test_what_is_typed_is_kept_and_the_hour_is_said_by_the_clock_of_the_place(app, writer):
    with clock.stopped(clock.now().replace(hour=14, minute=32)):
        answer = writer.keep(title="Césariennes", body="à Niono")

    assert (answer.status_code, answer.json["said"]) == (200, "Saved at 14:32")
    assert kept(app) == [{"title": ["Césariennes"], "body": ["à Niono"]}]


def test_a_form_opened_again_has_the_text_and_says_so(writer):
    writer.keep(title="Césariennes")

    assert writer.open() == "Césariennes"
    assert writer.page.xpath("//*[@data-resumed and not(@hidden)]")


def test_typing_on_keeps_the_last_text_only(app, writer):
    for title in ("Cés", "Césa", "Césariennes"):
        writer.keep(title=title)

    assert kept(app) == [{"title": ["Césariennes"]}]


def test_the_draft_goes_with_the_effect_of_its_form(app, writer):
    writer.keep(title="Césariennes")

    writer.send(title="Césariennes", body="fin")

    assert kept(app) == []
    assert writer.open() == ""


@SQLITE_ONLY
def test_a_refused_form_keeps_its_draft(app, writer):
    writer.keep(title="refuse")

    answer = writer.send(title="refuse")

    assert answer.status_code == 409
    assert kept(app) == [{"title": ["refuse"]}]


@SQLITE_ONLY
def test_what_arrives_after_the_effect_is_not_kept_again(app, writer):
    writer.send(title="Césariennes", body="fin")

    late = writer.keep(title="Césariennes")

    assert late.json == {"received": True}
    assert kept(app) == []


@SQLITE_ONLY
def test_a_browser_learns_which_of_its_forms_were_received(writer):
    key = writer.hidden("form_key")
    before = writer.client.get(f"/drafts/received?key={key}").json

    writer.send(title="Césariennes", body="fin")

    assert (before, writer.client.get(f"/drafts/received?key={key}").json) == ({"received": False}, {"received": True})


@SQLITE_ONLY
def test_nobody_finds_or_overwrites_the_draft_of_another(app, writer):
    writer.keep(title="Le mien")
    other = Writer(app)

    stolen = other.client.post(
        "/drafts/", data={"csrf_token": other.hidden("csrf_token"), "draft": writer.token, "title": "Le sien"}
    )

    assert other.open() == ""
    assert stolen.status_code == 409
    assert kept(app) == [{"title": ["Le mien"]}]


@SQLITE_ONLY
def test_what_was_emptied_is_kept_empty(app, writer):
    writer.keep(title="", body="Un texte")

    assert kept(app) == [{"title": [""], "body": ["Un texte"]}]


@SQLITE_ONLY
def test_keys_and_passwords_are_never_kept(app, writer):
    writer.keep(title="x", password="secret", new_password="secret", form_key="k", version="3")

    assert kept(app) == [{"title": ["x"], "version": ["3"]}]


@SQLITE_ONLY
@pytest.mark.parametrize("token", ["", "nonsense", "WyJhIiwiL2UiXQ.abc", "\x00", "é" * 500])
def test_an_invented_token_is_refused_in_a_sentence(app, writer, token):
    answer = writer.keep(draft=token, title="x")

    assert (answer.status_code, kept(app)) == (409, [])
    assert answer.json["said"] == "This draft cannot be kept here: reload the page."


@SQLITE_ONLY
def test_too_long_a_text_is_refused_in_a_sentence(app, writer):
    answer = writer.keep(body="é" * (MOST_CHARACTERS + 1))

    assert (answer.status_code, kept(app)) == (409, [])
    assert answer.json["said"].startswith("This text is too long")


@SQLITE_ONLY
def test_a_draft_without_the_browsers_key_is_refused(app, writer):
    assert writer.client.post("/drafts/", data={"draft": writer.token, "title": "x"}).status_code == 400
    assert kept(app) == []


@SQLITE_ONLY
def test_a_place_nobody_knows_has_the_hour_of_greenwich(writer):
    with clock.stopped(clock.now().replace(hour=9, minute=5)):
        said = [writer.keep(title="x", time_zone=zone).json["said"] for zone in ("Nowhere", "../etc", "")]

    assert said == ["Saved at 09:05"] * 3


@SQLITE_ONLY
def test_beginning_afresh_shows_an_empty_form_and_the_draft_can_still_be_found(writer):
    writer.keep(title="Césariennes")

    assert writer.open("?afresh=1") == ""
    assert writer.open() == "Césariennes"


@SQLITE_ONLY
def test_drafts_are_dropped_after_sixty_days(app, writer):
    writer.keep(title="Vieux")
    with app.app_context(), transaction():
        db.session.scalar(select(Draft)).kept_at -= KEPT_FOR + timedelta(seconds=1)

    assert writer.open() == ""
    Writer(app).keep(title="Neuf")
    assert kept(app) == [{"title": ["Neuf"]}]


@SQLITE_ONLY
def test_a_draft_that_was_overtaken_meets_both_texts(writer):
    writer.keep(title="Mon titre", version="2")
    writer.open()

    assert writer.hidden("version") == "2"
    page = writer.send(title="Mon titre", version=writer.hidden("version")).get_data(as_text=True)
    assert "Mon titre" in page.replace("<mark>", "").replace("</mark>", "")
    assert "Their" in page
