"""What the tests of abstracts share."""

import pytest
from flask_babel import force_locale

from core import clock
from tests.factories.abstracts import IN_TIME, CallFactory


@pytest.fixture
def in_english(app_context):
    """Have refusals said in the language the code is written in, whatever their translations are."""
    with force_locale("en"):
        yield


@pytest.fixture
def call(in_english):
    """A call until 15 May 2024 at 23:59:59 in Bamako, on a day of April."""
    with clock.stopped(IN_TIME):
        yield CallFactory()
