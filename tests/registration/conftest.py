"""What the tests of registration share."""

import pytest
from flask_babel import force_locale

from core import clock
from tests.factories.conference import EditionFactory, friday
from tests.factories.registration import CategoryFactory


@pytest.fixture
def in_english(app_context):
    """Have refusals said in the language the code is written in, whatever their translations are."""
    with force_locale("en"):
        yield


@pytest.fixture
def edition(in_english):
    """Ségou, 28 and 29 June 2024, on the first morning at five past eight."""
    with clock.stopped(friday(8, 5)):
        yield EditionFactory(slug="js-segou-2024", code="SEG-2024")


@pytest.fixture
def category(edition):
    """General practitioners, at 30 000 francs."""
    return CategoryFactory(edition=edition)
