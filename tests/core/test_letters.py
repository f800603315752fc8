"""Letters: every name in any alphabet, exactly the headers we mean, a body every server takes."""

import email
import email.policy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.letters import MailRoad, letter
from core.roads import Impossible
from core.typography import plain_line

NOON = datetime(2024, 6, 28, 12, tzinfo=UTC)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
    "MIME-Version",
]  # fmt: skip
NAMES = st.text(min_size=1, max_size=120)


def written(**changes):
    """Return a letter as it reaches somebody: written, sent as bytes, read again."""
    facts = {"sender": "Balanzan <js@example.org>", "to": ("Awa", "awa@example.org"), "subject": "x", "body": "y\n"}
    made = letter(**facts | {"at": NOON, "message_id": "<1@example.org>"} | changes)
    return email.message_from_bytes(made.as_bytes(), policy=email.policy.default)


@given(name=NAMES, subject=NAMES)
def test_whatever_a_name_holds_the_letter_has_the_headers_we_mean_and_one_recipient(name, subject):
    read = written(to=(name, "awa@example.org"), subject=subject)

    assert sorted(read.keys()) == sorted(HEADERS)
    assert [address.addr_spec for address in read["To"].addresses] == ["awa@example.org"]
    assert " ".join(read["To"].addresses[0].display_name.split()) == " ".join(plain_line(name).split())


@given(body=st.text(max_size=2_000).map(lambda text: "\n".join(text.splitlines())))
def test_a_body_arrives_as_it_was_written_in_seven_bits_and_short_lines(body):
    made = letter(
        sender="js@example.org", to=("", "awa@example.org"), subject="x", body=f"{body}\n", at=NOON, message_id="<1@a>"
    )
    raw = made.as_bytes()

    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert read.get_content().replace("\r\n", "\n") == f"{body}\n"


@pytest.mark.parametrize(
    "address", ["", "x", "awa@example.org\r\nBcc: spy@example.org", "a@b@example.org", "awa@example.org, spy@x.org"]
)
def test_what_cannot_be_an_address_is_refused_before_anything_leaves(address):
    with pytest.raises(Impossible):
        written(to=("Awa", address))


def test_two_people_who_share_an_address_each_get_their_own_letter_under_their_own_name(smtp):
    road = MailRoad(smtp.url)
    for name in ("Dr Awa Keïta", "Dr Ɛssa Keïta"):
        facts = {
            "sender": "js@example.org",
            "subject": name,
            "body": "x\n",
            "at": NOON,
        }
        road.carry(letter(to=(name, "famille.keita@example.org"), message_id=f"<{len(name)}@a>", **facts))
    road.close()

    assert [message["To"] for message in smtp.messages] == [
        "Dr Awa Keïta <famille.keita@example.org>",
        "Dr Ɛssa Keïta <famille.keita@example.org>",
    ]
    assert smtp.connections == 1


def test_a_connection_that_the_server_closed_is_opened_again(smtp):
    road = MailRoad(smtp.url)
    facts = {"sender": "js@example.org", "to": ("", "awa@example.org"), "subject": "x", "body": "x\n", "at": NOON}
    road.carry(letter(**facts, message_id="<1@a>"))
    smtp.stop()
    smtp.start()
    road.carry(letter(**facts, message_id="<2@a>"))
    road.close()

    assert [message["Message-ID"] for message in smtp.messages] == ["<1@a>", "<2@a>"]


def test_only_letters_to_many_say_how_to_be_left_out():
    alone, many = written(reply_to="sg@example.org"), written(reply_to="sg@example.org", to_many=True)

    assert (alone["List-Unsubscribe"], alone["Auto-Submitted"]) == (None, "auto-generated")
    assert (many["List-Unsubscribe"], many["Auto-Submitted"]) == ("<mailto:sg@example.org?subject=STOP>", None)
    assert many["Reply-To"] == "sg@example.org"
