"""When two records look like one person, and why."""

import pytest

from people.likeness import ENOUGH, Reason, Traits, alike, compare, one_edit

AWA = {"given_names": "Fatoumata", "family_name": "Diarra", "structure_id": 1}


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"family_name": "DIARRA"}, (Reason.SAME_NAMES, Reason.STRUCTURE)),
        ({"given_names": "Diarra", "family_name": "Fatoumata"}, (Reason.SAME_NAMES, Reason.STRUCTURE)),
        ({"given_names": "Fatumata"}, (Reason.NEARLY, Reason.STRUCTURE)),
        ({"used_name": "Sow", "family_name": "Diarra"}, (Reason.SAME_NAMES, Reason.STRUCTURE)),
        ({"family_name": "Sow/Diarra"}, (Reason.OTHER_SURNAME, Reason.STRUCTURE)),
        ({"family_name": "Sow", "used_name": "Diarra-Sow"}, (Reason.OTHER_SURNAME, Reason.STRUCTURE)),
        ({"given_names": "Bakary", "family_name": "Sow", "phone": "+22376000001"}, (Reason.PHONE,)),
        ({"order_number": "0042", "structure_id": None}, (Reason.ORDER_NUMBER, Reason.SAME_NAMES)),
        ({"email": "f@x.example", "structure_id": None}, (Reason.EMAIL, Reason.SAME_NAMES)),
    ],
)
def test_reasons_are_those_a_secretary_would_give(other, reasons):
    one = Traits(1, **AWA, phone="+22376000001", order_number="0042", email="f@x.example")
    both = compare(one, Traits(2, **(AWA | other)))

    assert both.reasons == reasons
    assert both.score >= ENOUGH
    assert alike([one, Traits(2, **(AWA | other))]) == [both]


@pytest.mark.parametrize(
    "other",
    [
        {"structure_id": 2},
        {"given_names": "Kadiatou"},
        {"given_names": "Bakary", "family_name": "Sow", "email": "f@x.example"},
        {"order_number": "0043", "phone": "+22376000001"},
    ],
    ids=["namesakes elsewhere", "another first name", "a shared e-mail", "two Order numbers"],
)
def test_what_thousands_share_proposes_nobody(other):
    one = Traits(1, **AWA, phone="+22376000001", order_number="0042", email="f@x.example")

    assert alike([one, Traits(2, **(AWA | other))]) == []


def test_short_names_are_not_one_letter_apart():
    assert alike([Traits(1, "Awa", "Koné", structure_id=1), Traits(2, "Ami", "Koné", structure_id=1)]) == []


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("diara", "diarra", True), ("moussa", "mousa", True), ("keita", "kieta", True), ("sow", "sow", True),
        ("traore", "traoro", True), ("diallo", "diarra", False), ("abc", "acbd", False), ("", "a", True),
    ],
)  # fmt: skip
def test_one_letter(one, other, is_one):
    assert (one_edit(one, other), one_edit(other, one)) == (is_one, is_one)
