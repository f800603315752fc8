"""What every form shares: its own key, and both texts kept when somebody saved meanwhile."""

from datetime import date

import pytest
from flask_wtf import FlaskForm

from core.forms import DayField
from tests.support import trial

BOTH_BACKENDS_ALIKE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
pytestmark = BOTH_BACKENDS_ALIKE


@pytest.fixture
def send(empty_app):
    """Send the trial note."""
    empty_app.register_blueprint(trial.blueprint)
    client = empty_app.test_client()
    csrf = client.get("/trial/key").get_data(as_text=True)
    return lambda **fields: client.post("/trial/note", data={"csrf_token": csrf} | fields)


def test_a_form_with_the_present_version_is_taken(send):
    answer = send(title="My title", body="My text", version="3")

    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "saved")


def test_a_new_text_has_no_version_yet(send):
    answer = send(title="My title", body="My text")

    assert answer.get_data(as_text=True) == "saved"


@pytest.mark.parametrize("version", ["2", "1", "nonsense", "-1"])
def test_a_stale_form_is_refused_and_shows_the_text_typed_beside_the_text_saved(send, version):
    answer = send(title="My title", body="My <b>text</b>\nsecond line", version=version)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for kept in ("My title", "My &lt;b&gt;text&lt;/b&gt;\nsecond line", "Their title", "Their text"):
        assert kept in page
    assert "<b>text</b>" not in page


def test_a_stale_form_shows_only_what_differs(send):
    page = send(title="Their title", body="My text", version="2").get_data(as_text=True)

    assert "My text" in page
    assert "Their text" in page
    assert "Their title" not in page.split("<main")[1].split("Their text")[0]


def test_every_showing_of_a_form_has_a_key_of_its_own(empty_app):
    with empty_app.test_request_context():
        keys = {trial.NoteForm().form_key.data for _ in range(50)}

    assert len(keys) == 50
    assert min(len(key) for key in keys) >= 24


def test_a_form_shown_again_with_its_faults_keeps_its_key(empty_app):
    with empty_app.test_request_context(method="POST", data={"form_key": "k1", "title": "x"}):
        assert trial.NoteForm().form_key.data == "k1"


def test_a_form_without_the_browsers_key_is_refused_in_a_sentence(empty_app):
    empty_app.register_blueprint(trial.blueprint)

    answer = empty_app.test_client().post("/trial/note", data={"title": "x"})

    assert answer.status_code == 400
    assert "trop longtemps" in answer.get_data(as_text=True) or "too long" in answer.get_data(as_text=True)


@pytest.mark.parametrize("typed", ["07/03/2026", "7/3/26", " 7.3.2026 ", "7 03 2026", "07-03-2026", "2026-03-07"])
def test_a_day_is_read_however_its_figures_are_set_apart(empty_app, typed):
    form = day_form(empty_app, typed)

    assert (form.day.data, form.day.errors) == (date(2026, 3, 7), ())
    assert f'type="text" value="{typed}"' in form.day()


@pytest.mark.parametrize("typed", ["31/02/2026", "03/27/2026", "demain", "7/3", "١/٢/٢٠٢٦x"])
def test_what_is_no_day_is_refused_in_a_sentence_and_stays_in_its_field(empty_app, typed):
    form = day_form(empty_app, typed)

    assert form.day.data is None
    assert "31/12/2026" in form.day.process_errors[0]
    assert typed in form.day()


def day_form(app, typed):
    """Return a form with a day, as it was sent."""
    of_a_day = type("OfADay", (FlaskForm,), {"day": DayField("Day")})
    with app.test_request_context(method="POST", data={"day": typed}):
        return of_a_day()
