"""What the tests of the event share."""

import pytest
from flask_babel import force_locale

from tests.factories.conference import EditionFactory


@pytest.fixture
def in_english(app_context):
    """Have refusals said in the language the code is written in, whatever their translations are."""
    with force_locale("en"):
        yield


@pytest.fixture
def edition(in_english):
    """Ségou, 28 and 29 June 2024."""
    return EditionFactory()
