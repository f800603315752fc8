"""Signing in and out through the page: once, by a double click, with a form that is no longer this browser's."""

import pytest
from sqlalchemy import func, select

from core.db import db
from people.models import SignIn
from tests.support.forms import Form
from tests.support.visitor import Visitor, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LOGIN, OTHER, PASSWORD = "auteur@demo.example", "chaire@demo.example", "balanzan"


@pytest.fixture
def filled(demo_visitor):
    """The page of signing in, filled in and not yet sent."""
    form = Form(demo_visitor.get("/sign-in?next=/me/").one("form:has([type=password])"), "/sign-in?next=/me/")
    form.fill("identifier", LOGIN)
    form.fill("password", PASSWORD)
    return form.sent()


@pytest.fixture
def sign_ins(demo_app):
    """Count how often anybody signed in."""

    def count():
        with demo_app.app_context():
            return db.session.scalar(select(func.count(SignIn.id)))

    return count


def test_a_second_click_after_the_first_answer_leads_to_the_same_page(demo_visitor, filled, sign_ins):
    before = sign_ins()

    led = [demo_visitor.post("/sign-in?next=/me/", **filled).headers["Location"] for _click in range(2)]

    assert led == ["/me/", "/me/"]
    assert sign_ins() == before + 1
    demo_visitor.get("/me/")


def test_a_second_click_whose_first_answer_the_browser_never_saw_signs_it_in(demo_app, demo_visitor, filled, sign_ins):
    """A browser drops the answer to the first click, cookie and all, when it sends the second."""
    before, other = sign_ins(), Visitor(demo_app)
    other.client.set_cookie("balanzan", demo_visitor.client.get_cookie("balanzan").value)

    led = [visitor.post("/sign-in?next=/me/", **filled).headers["Location"] for visitor in (other, demo_visitor)]

    assert led == ["/me/", "/me/"]
    assert sign_ins() == before + 1
    demo_visitor.get("/me/")


def test_a_form_opened_before_somebody_else_signed_in_here_signs_nobody_in(demo_visitor, filled):
    sign_in(demo_visitor, OTHER, PASSWORD)

    page = demo_visitor.post("/sign-in?next=/me/", expect=400, **filled)

    assert page.all("main h1")


def test_signing_out_twice_leads_twice_to_the_home_page(demo_visitor):
    sign_in(demo_visitor, LOGIN, PASSWORD)
    out = Form(demo_visitor.page.one("form[action$='/sign-out']"), "/me/").sent()

    led = [demo_visitor.post("/sign-out", **out).headers["Location"] for _click in range(2)]

    assert led == ["/", "/"]
    demo_visitor.get("/me/", expect=302)


def test_nobody_is_signed_out_from_a_page_of_somebody_else(demo_visitor):
    sign_in(demo_visitor, LOGIN, PASSWORD)

    demo_visitor.post("/sign-out", data={"csrf_token": "forged"}, expect=400)

    demo_visitor.get("/me/")
