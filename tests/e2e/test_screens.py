"""The pictures of every screen, kept in docs/screens by `make screens`; a changed picture is a reviewed change."""

from itertools import product

import pytest

from core.web import limiter
from tests.support.installation import build_demo, close_app, migrate, open_app
from tests.support.pictures import Album
from tests.support.screens import AUDIENCES, FOLDER, SCHEMES, SCREENS, STRANGER, WIDTHS, gallery
from tests.support.serving import foreseen, served
from tests.support.tour import Tour

MOST_MEGABYTES = 36


@pytest.fixture
def still_tour(request, browser, goldens, tmp_path):
    """The tour through a demonstration built, and looked at, with the clock stopped and chance foreseen."""
    if not request.config.getoption("--screens"):
        pytest.skip("pictures are only taken by `make screens`")
    with foreseen():
        app = open_app(goldens.new("sqlite", tmp_path), environment="demo")
        migrate(app)
        build_demo(app)
        limiter.enabled = False
        with served(app) as base:
            tour = Tour(browser, app, base)
            yield tour
            tour.close()
        close_app(app)


@pytest.mark.browser
@pytest.mark.screens
def test_every_screen_is_kept_as_a_picture(still_tour, request, figure):
    album = Album(request.config.getoption("--screens"))
    for screen in SCREENS:
        with still_tour.at(screen) as page:
            for width, scheme in product(WIDTHS, SCHEMES):
                album.take(page, screen.name, width, scheme)
    album.finish(gallery())

    figure(str(album))
    assert still_tour.complaints == []


def test_every_screen_has_its_four_pictures_and_no_picture_is_left_over():
    expected = {name for screen in SCREENS for name in screen.pictures}
    there = {path.name for path in FOLDER.glob("*.png")}

    assert sorted(expected - there) == [], "`make screens` takes them"
    assert sorted(there - expected) == [], "these belong to no screen any more"


def test_the_gallery_shows_the_screens_as_they_are():
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == gallery(), "`make screens` writes it"


def test_the_pictures_stay_small():
    megabytes = sum(path.stat().st_size for path in FOLDER.glob("*.png")) / 1e6

    assert megabytes <= MOST_MEGABYTES


def test_every_screen_has_a_name_of_its_own_and_every_persona_one():
    names = [screen.name for screen in SCREENS]

    assert len(names) == len(set(names))
    assert {screen.login for screen in SCREENS} >= {STRANGER, "auteur", "evaluateur", "chaire", "tresor", "accueil"}
    assert AUDIENCES
