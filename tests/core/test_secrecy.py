"""What is sealed is read by this installation only, for its purpose and for a while; fingerprints tell nothing."""

import pytest

from core.secrecy import keyed, seal, unseal

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_a_sealed_text_is_read_for_its_purpose_only_and_unchanged_only(app_context):
    sealed = seal("Ɛssa N’Diaye", "a secret")

    assert unseal(sealed, "a secret") == "Ɛssa N’Diaye"
    assert "ssa" not in sealed
    forged = [sealed[:-2] + "AA", sealed[1:], "", "Ɛ", "\x00", "x" * 10_000]
    assert [unseal(text, "a secret") for text in forged] == [None] * len(forged)
    assert unseal(sealed, "another purpose") is None
    assert unseal(sealed, "a secret", within=-1) is None


def test_another_installation_reads_nothing_and_makes_no_fingerprint(app_context, installation, make_app):
    sealed, mark = seal("Awa", "a secret"), keyed("a code", 1, "123456")
    other = make_app(installation, secret_key="another-secret-of-the-tests-0123456789abcdef")

    with other.app_context():
        assert unseal(sealed, "a secret") is None
        assert keyed("a code", 1, "123456") != mark
    assert keyed("a code", 11, "23456") != keyed("a code", 1, "123456")
