import json
import multiprocessing
import random
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.tokens import (
    ENDLESS,
    NONCE_BYTES,
    SUBJECT_BYTES,
    TOKEN_LENGTH,
    BadToken,
    Claims,
    Keyring,
    Reason,
    UnusableKeys,
    base45_decode,
    base45_encode,
)

BADGE, CERTIFICATE = 1, 2
BEGINS, ENDS = 1_719_532_800, 1_719_705_600
DURING = datetime.fromtimestamp(1_719_600_000, UTC)


def claims(**facts):
    given = {"kind": BADGE, "scope": 7, "subject": bytes(range(16)), "not_before": BEGINS, "not_after": ENDS}
    return Claims(**given | facts)


@pytest.fixture
def ring(tmp_path):
    return Keyring.open(tmp_path / "keys")


@pytest.fixture(scope="module")
def lasting_ring(tmp_path_factory):
    return Keyring.open(tmp_path_factory.mktemp("keys"))


def refusal_of(ring, token, kind=BADGE, at=DURING):
    with pytest.raises(BadToken) as refusal:
        ring.verify(token, kind, at=at)
    return refusal.value.code


# ── Base45 ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0"), (b"", "")],
)
def test_base45_writes_as_the_rfc_says(data, text):
    assert base45_encode(data) == text
    assert base45_decode(text) == data


@pytest.mark.parametrize("text", ["A", "AAAA", "GGW", ":::", "::", "bb8", "BB8 ", "B_8", "ＢB8", "U6"])
def test_base45_reads_nothing_it_cannot_have_written(text):
    with pytest.raises(ValueError) as refusal:
        base45_decode(text)

    assert str(refusal.value) == "not Base45"


@given(st.binary(max_size=120))
def test_base45_round_trip(data):
    assert base45_decode(base45_encode(data)) == data


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=12))
def test_base45_has_one_writing_only(text):
    try:
        data = base45_decode(text)
    except ValueError:
        return

    assert base45_encode(data) == text


# ── A code ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None)
@given(
    st.integers(0, 255),
    st.integers(0, ENDLESS),
    st.binary(min_size=SUBJECT_BYTES, max_size=SUBJECT_BYTES),
    st.binary(min_size=NONCE_BYTES, max_size=NONCE_BYTES),
)
def test_round_trip(lasting_ring, kind, scope, subject, nonce):
    told = claims(kind=kind, scope=scope, subject=subject, nonce=nonce)

    token = lasting_ring.sign(told)

    assert lasting_ring.verify(token, kind, at=DURING) == told
    assert len(token) == TOKEN_LENGTH == 150
    assert token == token.strip()


def test_same_claims_make_the_same_code(ring):
    told = claims(nonce=b"once")

    assert ring.sign(told) == ring.sign(told)


def test_every_code_has_a_nonce_of_its_own():
    assert claims().nonce != claims().nonce


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": 256},
        {"kind": -1},
        {"scope": 2**32},
        {"subject": b"short"},
        {"nonce": b"too long"},
        {"not_after": BEGINS - 1},
        {"not_after": 2**32},
    ],
)
def test_claims_that_would_not_come_back_are_refused(facts):
    with pytest.raises(ValueError):
        claims(**facts)


@pytest.mark.parametrize(
    ("at", "code"), [(BEGINS - 1, Reason.TOO_EARLY), (ENDS + 1, Reason.EXPIRED), (BEGINS, None), (ENDS, None)]
)
def test_code_is_good_from_its_first_second_to_its_last(ring, at, code):
    token = ring.sign(claims())
    moment = datetime.fromtimestamp(at, UTC)

    if code:
        assert refusal_of(ring, token, at=moment) == code
    else:
        assert ring.verify(token, BADGE, at=moment).scope == 7


def test_code_is_checked_at_the_present_moment_when_none_is_given(ring):
    token = ring.sign(claims())

    with clock.stopped(DURING):
        assert ring.verify(token, BADGE).scope == 7
    with clock.stopped(datetime.fromtimestamp(ENDS + 1, UTC)), pytest.raises(BadToken):
        ring.verify(token, BADGE)


def test_endless_code_never_expires(ring):
    token = ring.sign(claims(not_after=ENDLESS))

    assert ring.verify(token, BADGE, at=datetime(2200, 1, 1, tzinfo=UTC)).not_after == ENDLESS


def test_code_of_one_kind_is_not_believed_as_another(ring):
    assert refusal_of(ring, ring.sign(claims(kind=BADGE)), kind=CERTIFICATE) == Reason.OTHER_KIND


def test_code_whose_kind_was_changed_is_not_believed_either(ring):
    raw = bytearray(base45_decode(ring.sign(claims(kind=BADGE))))
    raw[3] = CERTIFICATE

    assert refusal_of(ring, base45_encode(raw), kind=CERTIFICATE) == Reason.BAD_SIGNATURE


def test_signature_over_the_claims_without_their_kind_is_not_believed(ring, tmp_path):
    token = ring.sign(claims())
    body = base45_decode(token)[:36]
    kid = ring.public_keys()[0]["kid"]
    pem = (tmp_path / "keys" / f"{kid}.pem").read_bytes()
    private = Keyring.open(tmp_path / "keys")._signer(kid)

    assert isinstance(private, Ed25519PrivateKey)
    assert b"PRIVATE KEY" in pem
    assert refusal_of(ring, base45_encode(body + private.sign(body))) == Reason.BAD_SIGNATURE


def test_code_of_another_version_is_not_believed(ring):
    raw = bytearray(base45_decode(ring.sign(claims())))
    raw[0] = 2

    assert refusal_of(ring, base45_encode(raw)) == Reason.UNKNOWN_VERSION


def test_code_of_another_installation_is_not_believed(ring, tmp_path):
    other = Keyring.open(tmp_path / "elsewhere")

    assert refusal_of(ring, other.sign(claims())) in {Reason.UNKNOWN_KEY, Reason.BAD_SIGNATURE}


@pytest.mark.parametrize("token", ["", "A", "180", "0" * 149, "0" * 151, ":" * 150, "é" * 150, "\x00" * 150, "a" * 150])
def test_what_is_no_code_is_malformed(ring, token):
    assert refusal_of(ring, token) == Reason.MALFORMED


def test_mutated_codes_are_never_believed(lasting_ring):
    chance = random.Random(2024)
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    token = lasting_ring.sign(claims())
    believed = []

    for _ in range(2_000):
        mutated = _mutate(token, chance, letters)
        try:
            lasting_ring.verify(mutated, BADGE, at=DURING)
        except BadToken:
            continue
        believed.append(mutated)

    assert believed == []


def _mutate(token, chance, letters):
    """Return the token changed in up to three places: a letter replaced, swapped, cut out, doubled or flipped."""
    mutated = token
    while mutated == token:
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(mutated) - 1)
            before, here, after = mutated[:place], mutated[place], mutated[place + 1 :]
            mutated = chance.choice(
                [
                    before + chance.choice(letters) + after,
                    before + after[0] + here + after[1:],
                    before + after,
                    before + here + here + after,
                    before + chr(ord(here) ^ 1 << chance.randrange(8)) + after,
                ]
            )
    return mutated


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 799))
def test_no_bit_of_a_code_can_be_flipped(lasting_ring, bit):
    raw = bytearray(base45_decode(lasting_ring.sign(claims())))
    raw[bit // 8] ^= 1 << bit % 8

    with pytest.raises(BadToken):
        lasting_ring.verify(base45_encode(raw), raw[3], at=DURING)


@given(st.text(max_size=160))
def test_nothing_but_bad_token_is_raised_for_any_text(lasting_ring, text):
    with pytest.raises(BadToken):
        lasting_ring.verify(text, BADGE, at=DURING)


# ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_first_key_is_made_once(tmp_path):
    first = Keyring.open(tmp_path / "keys")
    token = first.sign(claims())

    second = Keyring.open(tmp_path / "keys")

    assert second.public_keys() == first.public_keys()
    assert [key["state"] for key in second.public_keys()] == ["active"]
    assert second.verify(token, BADGE, at=DURING) == first.verify(token, BADGE, at=DURING)


def _open(folder):
    return Keyring.open(Path(folder)).sign(claims())[:6]


def test_processes_that_start_together_make_one_key(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        openings = pool.map(_open, [str(tmp_path / "keys")] * 8)

    assert len(set(openings)) == 1
    assert len(list((tmp_path / "keys").glob("*.pem"))) == 1


def test_files_are_their_owners_only(tmp_path):
    folder = tmp_path / "keys"
    Keyring.open(folder).rotate()

    modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.suffix}

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == {".pem": 0o600, ".json": 0o600}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_private_key_that_others_can_read_is_refused(tmp_path, mode):
    Keyring.open(tmp_path)
    path = next(tmp_path.glob("*.pem"))
    path.chmod(mode)

    with pytest.raises(UnusableKeys) as refusal:
        Keyring.open(tmp_path)

    assert str(refusal.value) == (f"The private key {path} can be read by others than its owner. Run: chmod 600 {path}")


def test_private_key_opened_up_later_is_refused_at_the_first_signature(tmp_path):
    ring = Keyring.open(tmp_path)
    next(tmp_path.glob("*.pem")).chmod(0o644)

    with pytest.raises(UnusableKeys):
        ring.sign(claims())


def test_rotation_signs_anew_and_believes_what_was_signed_before(ring, tmp_path):
    before = ring.sign(claims())
    old = ring.public_keys()[0]["kid"]

    new = ring.rotate()
    after = ring.sign(claims())

    assert ring.verify(before, BADGE, at=DURING).scope == ring.verify(after, BADGE, at=DURING).scope == 7
    assert [(key["kid"], key["state"]) for key in ring.public_keys()] == [(old, "verify-only"), (new, "active")]
    assert [path.stem for path in (tmp_path / "keys").glob("*.pem")] == [new]


def test_compromised_key_is_not_believed_and_another_signs(ring):
    token = ring.sign(claims())
    stolen = ring.public_keys()[0]["kid"]

    ring.mark_compromised(stolen)

    assert refusal_of(ring, token) == Reason.COMPROMISED_KEY
    assert ring.verify(ring.sign(claims()), BADGE, at=DURING).scope == 7
    assert [key["state"] for key in ring.public_keys()] == ["compromised", "active"]


def test_compromise_of_a_retired_key_leaves_the_active_one(ring):
    retired = ring.public_keys()[0]["kid"]
    new = ring.rotate()

    ring.mark_compromised(retired)

    assert [(key["kid"], key["state"]) for key in ring.public_keys()] == [(retired, "compromised"), (new, "active")]


def test_key_nobody_knows_cannot_be_marked(ring, tmp_path):
    with pytest.raises(UnusableKeys) as refusal:
        ring.mark_compromised("zzzz")

    assert str(refusal.value) == f"There is no key zzzz in {tmp_path / 'keys'}."


def test_another_process_sees_a_rotation_and_a_compromise_at_once(tmp_path):
    here, there = Keyring.open(tmp_path), Keyring.open(tmp_path)
    token = here.sign(claims())

    there.mark_compromised(there.public_keys()[0]["kid"])

    assert refusal_of(here, token) == Reason.COMPROMISED_KEY
    assert there.verify(here.sign(claims()), BADGE, at=DURING).scope == 7


def test_public_keys_are_what_a_phone_imports_and_nothing_secret(ring, tmp_path):
    (key,) = ring.public_keys()

    assert set(key) == {"kid", "kty", "crv", "x", "state", "created_at", "fingerprint"}
    assert (key["kty"], key["crv"], len(key["x"])) == ("OKP", "Ed25519", 43)
    assert key["fingerprint"].startswith(key["kid"])
    assert json.loads((tmp_path / "keys" / "keys.json").read_text()) == {"keys": [key]}


def test_index_whose_keys_were_changed_is_refused(tmp_path):
    Keyring.open(tmp_path)
    index = tmp_path / "keys.json"
    kept = json.loads(index.read_text())
    kept["keys"][0]["x"] = "A" * 43
    index.write_text(json.dumps(kept))

    with pytest.raises(UnusableKeys) as refusal:
        Keyring.open(tmp_path)

    assert str(refusal.value).startswith(f"{index} names a key that is not the one it holds.")


def test_private_keys_without_their_index_are_not_passed_over(tmp_path):
    Keyring.open(tmp_path)
    (tmp_path / "keys.json").unlink()

    with pytest.raises(UnusableKeys) as refusal:
        Keyring.open(tmp_path)

    assert str(refusal.value) == f"{tmp_path} holds private keys but no keys.json. Restore it from the backup."


def test_missing_or_swapped_private_key_does_not_sign(tmp_path):
    Keyring.open(tmp_path / "a")
    Keyring.open(tmp_path / "b")
    ours, other = next((tmp_path / "a").glob("*.pem")), next((tmp_path / "b").glob("*.pem"))

    ours.write_bytes(other.read_bytes())
    with pytest.raises(UnusableKeys) as swapped:
        Keyring.open(tmp_path / "a").sign(claims())
    ours.unlink()
    with pytest.raises(UnusableKeys) as missing:
        Keyring.open(tmp_path / "a").sign(claims())

    assert "is not the one the index names" in str(swapped.value)
    assert "is missing" in str(missing.value)
