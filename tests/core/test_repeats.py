"""Double clicks and retries: one form, one effect, one answer, however often and however closely it arrives."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from core.db import db, transaction
from core.repeats import ReceivedForm
from tests.support import trial


@pytest.fixture
def app(empty_app):
    """The application with the trial pages."""
    empty_app.register_blueprint(trial.blueprint)
    return empty_app


@pytest.fixture
def browser_of(app):
    """Open a browser: returns a function that posts with this browser's cookies and key."""

    def open_one():
        client = app.test_client()
        csrf = client.get("/trial/key").get_data(as_text=True)

        def post(path: str = "/trial/count", **fields: str):
            return client.post(path, data={"csrf_token": csrf} | fields)

        return post

    return open_one


@pytest.fixture
def post(browser_of):
    """Post from one browser."""
    return browser_of()


def counted(app) -> int:
    with app.app_context():
        return trial.counted()


def test_a_form_sent_twice_has_one_effect_and_leads_twice_to_the_same_place(app, post):
    answers = [post(form_key="k1") for _ in range(2)]

    assert [(answer.status_code, answer.location) for answer in answers] == [(302, "/trial/numbers/1")] * 2
    assert counted(app) == 1


def test_control_without_its_key_the_same_form_has_two_effects(app, post):
    answers = [post() for _ in range(2)]

    assert [answer.location for answer in answers] == ["/trial/numbers/1", "/trial/numbers/2"]
    assert counted(app) == 2


def test_two_showings_of_a_form_are_two_forms(app, post):
    for key in ("k1", "k2"):
        post(form_key=key)

    assert counted(app) == 2


def test_the_same_key_in_another_browser_is_another_form(app, browser_of):
    one, other = browser_of(), browser_of()

    locations = [one(form_key="k1").location, other(form_key="k1").location]

    assert locations == ["/trial/numbers/1", "/trial/numbers/2"]
    assert counted(app) == 2


def test_a_refused_form_can_be_sent_again_with_the_same_key(app, post):
    refused = post("/trial/refuse-first", form_key="k1", refuse="yes")
    taken = post("/trial/refuse-first", form_key="k1")

    assert (refused.status_code, taken.status_code) == (409, 302)
    assert counted(app) == 1


def test_a_form_that_changed_nothing_can_be_sent_again(app, post):
    for _ in range(2):
        assert post("/trial/look", form_key="k1").status_code == 200

    assert post(form_key="k1").status_code == 302
    assert counted(app) == 1


def test_a_request_of_two_transactions_claims_its_key_once(app, post):
    answers = [post("/trial/count-twice", form_key="k1") for _ in range(2)]

    assert [answer.location for answer in answers] == ["/trial/numbers/2"] * 2
    assert counted(app) == 2


def test_when_the_answer_was_lost_with_its_process_the_second_sending_is_told_that_the_first_counted(app, post):
    post(form_key="k1")
    with app.app_context(), transaction() as session:
        session.execute(update(ReceivedForm).values(led_to=None))  # as if killed between the effect and the answer

    again = post("/trial/count?lang=en", form_key="k1")

    assert again.status_code == 200
    assert "Your form was received the first time; nothing was done twice." in again.get_data(as_text=True)
    assert counted(app) == 1


def test_what_arrives_at_the_same_moment_has_one_effect(app, browser_of):
    post = browser_of()
    answers = []
    gate = threading.Barrier(8)

    def send() -> None:
        gate.wait()
        answers.append(post(form_key="k1"))

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert counted(app) == 1
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert {answer.location for answer in answers if answer.status_code == 302} == {"/trial/numbers/1"}


@pytest.mark.parametrize(("key", "statuses"), [("k1", [302, 302]), ("", [302, 404])], ids=["a form", "control"])
def test_of_two_that_end_a_thing_at_once_the_second_is_led_where_the_first_is(app, browser_of, key, statuses):
    post = browser_of()
    with ThreadPoolExecutor(2) as clicks:
        answers = [click.result() for click in [clicks.submit(post, "/trial/end", form_key=key) for _ in range(2)]]

    assert sorted(answer.status_code for answer in answers) == statuses
    assert counted(app) == 1


def test_the_log_of_forms_says_where_each_led(app, post):
    post(form_key="k1")

    with app.app_context():
        form = db.session.scalars(select(ReceivedForm)).one()
    assert (form.key, form.route, form.led_to) == ("k1", "trial.count", "/trial/numbers/1")
    assert form.sender.startswith("browser-")


def test_a_key_longer_than_ours_is_taken_like_any_other(app, post):
    answers = [post(form_key="x" * 5000) for _ in range(2)]

    assert [answer.location for answer in answers] == ["/trial/numbers/1"] * 2
    assert counted(app) == 1
