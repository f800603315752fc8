"""What an edition looks like: accents that can be read, pictures that hold nothing but pixels, who may change them."""

import io

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from conference.models import Edition, ParticipationRole, Picture
from conference.services import identity
from core import assets
from core.audit import SYSTEM, AuditEntry
from core.db import db, transaction
from core.errors import Refused
from core.palette import contrast
from people.models import Role
from tests.factories.base import afresh
from tests.factories.conference import EditionFactory, ParticipationFactory, PartnerFactory
from tests.factories.people import RoleHeldFactory, UserFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PLUM = "#8a2a52"
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(width=300, height=200, *, form="PNG", mode="RGBA", **more):
    """Return the bytes of a picture."""
    kept = io.BytesIO()
    Image.new(mode, (width, height), "#8a2a52").save(kept, form, **more)
    return kept.getvalue()


def noise(width, height):
    """Return a picture that no compression helps."""
    kept = io.BytesIO()
    Image.effect_noise((width, height), 120).convert("RGB").save(kept, "PNG")
    return kept.getvalue()


def opened(shown):
    """Return the pixels that are kept."""
    return Image.open(io.BytesIO(shown.file.read()))


def code_of(call, *arguments, **named):
    """Return why a call is refused."""
    with pytest.raises(Refused) as refusal, transaction():
        call(*arguments, **named)
    return refusal.value


# ── Accents ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@SQLITE_ONLY
def test_an_accent_is_kept_and_written_down(edition):
    with transaction():
        identity.set_accent(edition, " #8A2A52 ", by=SYSTEM)

    assert afresh(edition).accent == PLUM
    entry = db.session.scalars(select(AuditEntry).filter_by(action="accent-set")).one()
    assert entry.facts == {"old": None, "new": PLUM}


@SQLITE_ONLY
def test_an_accent_can_be_given_back(edition):
    with transaction():
        identity.set_accent(edition, PLUM, by=SYSTEM)
    with transaction():
        identity.set_accent(edition, "", by=SYSTEM)

    assert afresh(edition).accent is None


@SQLITE_ONLY
def test_an_accent_that_breaks_contrast_is_refused_with_the_pair_and_its_ratio(edition):
    refusal = code_of(identity.set_accent, edition, "#ffcc00", by=SYSTEM)

    assert refusal.code == "accent-unreadable"
    assert refusal.message == (
        "This colour could not be read: the accent on its soft ground, by day, has a contrast of 1.4 to 1,"
        " and 4.5 are needed. Choose a darker one."
    )
    assert afresh(edition).accent is None


@SQLITE_ONLY
@pytest.mark.parametrize("typed", ["red", "#fff", "#12345g", "8a2a52", "#8a2a52;}", "url(//x)"])
def test_what_is_no_colour_is_refused(edition, typed):
    assert code_of(identity.set_accent, edition, typed, by=SYSTEM).code == "accent-unclear"


@SQLITE_ONLY
@pytest.mark.parametrize("accent", [PLUM, "#000000", "#00007f", "#006400", "#5c4033"])
def test_the_accent_of_the_dark_is_derived_and_can_be_read(app_context, accent):
    colours = identity.accent_colours(accent)["dark"]
    ours = identity.palette().colours["dark"]

    assert contrast(colours["accent"], ours["paper"]) >= 4.5
    assert contrast(colours["accent"], colours["accent-wash"]) >= 4.5


@SQLITE_ONLY
def test_the_accent_reaches_a_page_as_a_sheet_of_a_few_bytes(edition, visitor):
    with transaction():
        identity.set_accent(edition, PLUM, by=SYSTEM)

    (_ours, link) = [sheet.get("href") for sheet in visitor.get(f"/e/{edition.slug}/").all("link[rel=stylesheet]")]
    sheet = visitor.get(link)

    assert sheet.html.startswith(":root{--accent:#8a2a52;--accent-wash:#f1e5ea}@media screen and")
    assert len(sheet.data) < 200
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert sheet.headers["Cache-Control"] == assets.FOREVER


@SQLITE_ONLY
@pytest.mark.parametrize("colour", ["ffcc00", "8a2a5", "8A2A52", "red", "8a2a52}"])
def test_a_sheet_is_made_of_no_other_colour(visitor, colour):
    visitor.get(f"/accent/abc/{colour}.css", expect=404)


@SQLITE_ONLY
def test_an_edition_without_an_accent_asks_for_one_sheet(edition, visitor):
    assert len(visitor.get(f"/e/{edition.slug}/").all("link[rel=stylesheet]")) == 1


# ── Pictures ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGB")]
)
@SQLITE_ONLY
def test_a_picture_of_any_of_three_formats_is_drawn_anew(edition, form, mode):
    kept = io.BytesIO()
    Image.new(mode, (300, 200)).save(kept, form)

    with transaction():
        shown = identity.show(edition, kept.getvalue(), by=SYSTEM)

    assert (shown.width, shown.height) == (144, 96)
    assert shown.file.content_type == "image/webp"
    assert opened(shown).format == "WEBP"
    assert afresh(edition).crest.src.startswith("data:image/webp;base64,")


@SQLITE_ONLY
def test_a_picture_forgets_where_it_was_taken_and_stands_upright(edition):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "a telephone"

    with transaction():
        shown = identity.show(edition, picture(100, 50, form="JPEG", mode="RGB", exif=exif), by=SYSTEM)

    assert (shown.width, shown.height) == (50, 100)
    assert b"a telephone" not in shown.file.read()
    assert dict(opened(shown).getexif()) == {}


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (SCRIPT, "picture-is-svg"),
        (b'<?xml version="1.0"?><!-- ' + b" " * 5000 + b"-->" + SCRIPT, "picture-is-svg"),
        (b"\xef\xbb\xbf" + SCRIPT, "picture-is-svg"),
        (b"", "picture-missing"),
        (b"GIF89a\x01\x00\x01\x00", "picture-unreadable"),
        (picture()[:60], "picture-unreadable"),
        (b"%PDF-1.7 " + SCRIPT[5:], "picture-unreadable"),
        (picture(2000, 10), "picture-ratio"),
        (picture() + b" " * (4 * 1024 * 1024), "picture-too-heavy"),
        (picture(6500, 6500, mode="1"), "picture-too-large"),
    ],
    ids=["svg", "xml", "bom", "nothing", "gif", "cut", "pdf", "ratio", "heavy", "large"],
)
def test_what_is_no_picture_of_ours_is_refused(edition, upload, code):
    assert code_of(identity.show, edition, upload, by=SYSTEM).code == code
    assert db.session.scalar(select(func.count(Picture.id))) == 0


@SQLITE_ONLY
def test_bytes_hidden_behind_a_picture_are_not_kept(edition):
    with transaction():
        shown = identity.show(edition, picture() + SCRIPT, by=SYSTEM)

    assert b"script" not in shown.file.read()


@SQLITE_ONLY
def test_even_a_busy_picture_stays_light(edition):
    partner = PartnerFactory(edition=edition)
    patron = ParticipationFactory(edition=edition, role=ParticipationRole.PATRON)

    with transaction():
        crest = identity.show(edition, noise(800, 800), by=SYSTEM)
        logo = identity.show(partner, noise(900, 300), by=SYSTEM)
        portrait = identity.show(patron, noise(600, 900), by=SYSTEM)

    assert [crest.file.size <= 6_000, logo.file.size <= 7_000, portrait.file.size <= 9_000] == [True, True, True]
    assert portrait.width == portrait.height


def test_a_new_picture_takes_the_place_of_the_old_one(edition):
    with transaction():
        identity.show(edition, picture(100, 100), by=SYSTEM)
    with transaction():
        identity.show(edition, picture(100, 60), by=SYSTEM)

    assert db.session.scalar(select(func.count(Picture.id))) == 1
    assert afresh(edition).crest.height == 60


def test_the_council_stands_in_for_an_edition_without_a_crest(edition):
    with transaction():
        identity.show(edition.council, picture(100, 80), by=SYSTEM)
        identity.show(edition, picture(100, 60), by=SYSTEM)
    assert afresh(edition).crest.height == 60

    edition = afresh(edition)
    with transaction():
        identity.take_away(edition, by=SYSTEM)

    assert afresh(edition).crest.height == 80


def test_a_picture_belongs_to_one_thing(edition):
    with transaction():
        shown = identity.show(edition, picture(), by=SYSTEM)

    with pytest.raises(IntegrityError), transaction():
        shown.council_id = edition.council.id
        db.session.flush()


@SQLITE_ONLY
def test_a_page_without_the_bytes_of_its_crest_is_still_a_page(edition, visitor):
    with transaction():
        shown = identity.show(edition, picture(90, 91), by=SYSTEM)
    shown.file.path.unlink()

    visitor.get(f"/e/{edition.slug}/")


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────────────────


def arrive(visitor, sign_in, **place):
    """Sign a secretary-general in, who reads English."""
    user = UserFactory(password="balanzan", person__email="sg@example.org")
    RoleHeldFactory(user=user, role=Role.SECRETARY_GENERAL, **place)
    sign_in(visitor, "sg@example.org", "balanzan")
    visitor.get("/?lang=en")
    return visitor


@pytest.fixture
def secretary(edition, visitor, sign_in):
    """A visitor who acts for the whole council."""
    return arrive(visitor, sign_in, council=edition.council)


def test_the_committee_dresses_its_edition(edition, secretary):
    partner = PartnerFactory(edition=edition)
    patron = ParticipationFactory(edition=edition, role=ParticipationRole.PATRON)
    address = f"/e/{edition.slug}/committee/identity"

    secretary.get(address)
    secretary.submit(f"form[action='{address}']", button="Keep", accent=PLUM)
    for owner in (f"edition/{edition.id}", "council", f"partner/{partner.id}", f"portrait/{patron.id}"):
        secretary.submit(f"form[action='{address}/{owner}']", picture=(picture(), "photo.png"))

    home = secretary.get(f"/e/{edition.slug}/")
    assert afresh(edition).accent == PLUM
    assert db.session.scalar(select(func.count(Picture.id))) == 4
    assert len(home.all("main img[src^='data:image/webp']")) == 3


@SQLITE_ONLY
def test_a_colour_can_be_tried_without_keeping_it(edition, secretary):
    secretary.get(f"/e/{edition.slug}/committee/identity")

    page = secretary.submit("main form[action$=identity]", button="Show without keeping", accent=PLUM)

    assert page.all("link[rel=stylesheet]")[-1].get("href").endswith("/8a2a52.css")
    assert afresh(edition).accent is None


@SQLITE_ONLY
def test_a_refused_picture_is_said_on_the_page(edition, secretary):
    address = f"/e/{edition.slug}/committee/identity"
    secretary.get(address)

    page = secretary.submit(f"form[action='{address}/edition/{edition.id}']", picture=(SCRIPT, "logo.svg"), expect=409)

    assert "SVG" in page.one("main .notice[data-tone=stop]").text_content()


@SQLITE_ONLY
def test_nobody_dresses_the_partner_of_another_edition(edition, secretary):
    stranger = PartnerFactory(edition=EditionFactory())

    secretary.get(f"/e/{edition.slug}/committee/identity")
    address = f"/e/{edition.slug}/committee/identity/partner/{stranger.id}"
    token = secretary.page.all("main [name=csrf_token]")[0].get("value")
    secretary.post(address, {"csrf_token": token, "remove": "1"}, expect=404)


@SQLITE_ONLY
def test_who_acts_for_one_edition_leaves_the_councils_crest_alone(edition, visitor, sign_in):
    arrive(visitor, sign_in, council=edition.council, edition_id=edition.id)

    page = visitor.get(f"/e/{edition.slug}/committee/identity")
    token = page.all("main [name=csrf_token]")[0].get("value")

    assert page.all("form[action$='/council']") == []
    visitor.post(f"/e/{edition.slug}/committee/identity/council", {"csrf_token": token, "remove": "1"}, expect=404)


def test_an_edition_is_read_with_its_crest_in_one_query(edition, queries):
    with transaction():
        identity.show(edition, picture(), by=SYSTEM)
    number = afresh(edition).id
    db.session.expunge_all()

    with queries() as count:
        found = db.session.scalars(select(Edition).filter_by(id=number)).one()
        assert found.crest.file.size > 0

    assert count.total == 1, str(count)
