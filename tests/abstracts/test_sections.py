"""What abstracts offer to shared pages."""

from abstracts.sections import phase
from conference.models import Phase


def test_the_line_of_phases_names_the_last_day_on_which_one_may_submit(call):
    assert list(phase(call.edition)) == [(Phase.CALL, "until 15 May 2024")]
