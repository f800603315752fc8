"""Signed codes: a short text for a QR code that a phone without network can believe, or a forger cannot make.

The text is Base45 of 36 bytes of claims and the 64 bytes of their Ed25519 signature, 150 characters in all. Claims, big
endian: version 1 | key 2 | kind 1 | scope 4 | subject 16 | not before 4 | not after 4 | nonce 4 (times in seconds since
1970). What is signed is `balanzan/<version>/<kind>` and a line feed, then the claims: a code of one kind never passes
for another. There is no personal data in it, no choice of algorithm, and one writing only of the same claims.
"""

import fcntl
import json
import os
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from core import clock

VERSION = 1
ENDLESS = 2**32 - 1  # `not_after` of what never expires
SUBJECT_BYTES = 16
NONCE_BYTES = 4
_CLAIMS = struct.Struct(f">BHBI{SUBJECT_BYTES}sII{NONCE_BYTES}s")
_SIGNATURE_BYTES = 64
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {letter: value for value, letter in enumerate(_BASE45)}


# ── Base45, RFC 9285 ──────────────────────────────────────────────────────────────────────────────────────────────────


def base45_encode(data: bytes) -> str:
    """Write bytes in the alphabet a QR code packs best: two bytes in three characters, a last one in two."""
    written = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            written.append(_BASE45[digit])
    return "".join(written)


def base45_decode(text: str) -> bytes:
    """Read back what `base45_encode` wrote, or raise ValueError for anything it cannot have written."""
    read = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        if len(group) == 1 or any(letter not in _VALUES for letter in group):
            raise ValueError("not Base45")
        number = sum(_VALUES[letter] * 45**place for place, letter in enumerate(group))
        if number >= 256 ** (len(group) - 1):
            raise ValueError("not Base45")
        read += number.to_bytes(len(group) - 1)
    return bytes(read)


TOKEN_LENGTH = len(base45_encode(bytes(_CLAIMS.size + _SIGNATURE_BYTES)))


# ── Claims ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Claims:
    """What a code says: of which kind it is, where it counts, whom or what it stands for, and from when to when."""

    kind: int
    scope: int
    subject: bytes
    not_before: int
    not_after: int
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(NONCE_BYTES))

    def __post_init__(self) -> None:
        """Refuse claims that would not come back as they were."""
        numbers = ((self.kind, 8), (self.scope, 32), (self.not_before, 32), (self.not_after, 32))
        if not all(0 <= number < 2**bits for number, bits in numbers):
            raise ValueError("a number of the claims is out of its range")
        if len(self.subject) != SUBJECT_BYTES or len(self.nonce) != NONCE_BYTES:
            raise ValueError(f"the subject has {SUBJECT_BYTES} bytes and the nonce {NONCE_BYTES}")
        if self.not_after < self.not_before:
            raise ValueError("a code ends after it begins")


class Reason(StrEnum):
    """Why a code is not believed."""

    MALFORMED = "malformed"
    UNKNOWN_VERSION = "unknown-version"
    UNKNOWN_KEY = "unknown-key"
    COMPROMISED_KEY = "compromised-key"
    OTHER_KIND = "other-kind"
    BAD_SIGNATURE = "bad-signature"
    TOO_EARLY = "too-early"
    EXPIRED = "expired"


class BadToken(Exception):
    """Raised for a code that is not believed; `code` says why, in a stable word."""

    def __init__(self, code: Reason) -> None:
        super().__init__(str(code))
        self.code = code


def _packed(claims: Claims, kid: str) -> bytes:
    return _CLAIMS.pack(
        VERSION,
        int(kid, 16),
        claims.kind,
        claims.scope,
        claims.subject,
        claims.not_before,
        claims.not_after,
        claims.nonce,
    )


def _unpacked(token: str) -> tuple[int, str, Claims, bytes]:
    """Return the version, the key, the claims and the signature of a code, or raise BadToken."""
    if len(token) != TOKEN_LENGTH:
        raise BadToken(Reason.MALFORMED)
    try:
        raw = base45_decode(token)
        version, kid, *facts = _CLAIMS.unpack(raw[: _CLAIMS.size])
        claims = Claims(*facts)
    except ValueError:
        raise BadToken(Reason.MALFORMED) from None
    return version, f"{kid:04x}", claims, raw[_CLAIMS.size :]


def _signed_bytes(claims: Claims, kid: str) -> bytes:
    return f"balanzan/{VERSION}/{claims.kind}\n".encode() + _packed(claims, kid)


# ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class KeyState(StrEnum):
    """What a key may still do: sign and be believed, be believed, or nothing."""

    ACTIVE = "active"
    VERIFY_ONLY = "verify-only"
    COMPROMISED = "compromised"


class UnusableKeys(RuntimeError):
    """Raised when a folder of keys cannot be used as it lies; the message says what to do."""


@dataclass(frozen=True)
class Key:
    """One public key, named after its own digest."""

    state: KeyState
    public: bytes
    created_at: str

    @property
    def fingerprint(self) -> str:
        """The digest people compare on paper."""
        return sha256(self.public).hexdigest()

    @property
    def kid(self) -> str:
        """The short name that codes carry."""
        return self.fingerprint[:4]

    def as_json(self) -> dict[str, str]:
        """Return the key as a phone imports it (JSON Web Key), with its state."""
        return {
            "kid": self.kid,
            "kty": "OKP",
            "crv": "Ed25519",
            "x": urlsafe_b64encode(self.public).decode().rstrip("="),
            "state": self.state,
            "created_at": self.created_at,
            "fingerprint": self.fingerprint,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> Self:
        """Read a key back from the index."""
        return cls(KeyState(kept["state"]), urlsafe_b64decode(kept["x"] + "="), kept["created_at"])


class Keyring:
    """The keys of one installation in one folder: private ones in files of their own, all public ones in an index.

    Several processes share the folder; each sees at its next code what another has rotated or marked.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = folder / "keys.json"
        self._seen: tuple[int, ...] = ()
        self._keys: dict[str, Key] = {}
        self._signers: dict[str, Ed25519PrivateKey] = {}

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a folder of keys, making its first key when it is empty; refuse one that strangers can read."""
        ring = cls(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ring._alone():
            for path in folder.glob("*.pem"):
                _refuse_readable(path)
            if not ring._index.exists():
                ring._begin()
        ring._read()
        return ring

    def sign(self, claims: Claims) -> str:
        """Return the code that makes these claims, signed with the active key."""
        kid = self._active().kid
        return base45_encode(_packed(claims, kid) + self._signer(kid).sign(_signed_bytes(claims, kid)))

    def verify(self, token: str, kind: int, *, at: datetime | None = None) -> Claims:
        """Return what a code claims if it is genuine, of this kind and valid now (or at `at`); else raise BadToken."""
        version, kid, claims, signature = _unpacked(token)
        if version != VERSION:
            raise BadToken(Reason.UNKNOWN_VERSION)
        if base45_encode(_packed(claims, kid) + signature) != token:
            raise BadToken(Reason.MALFORMED)
        key = self._believed(kid)
        if claims.kind != kind:
            raise BadToken(Reason.OTHER_KIND)
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, _signed_bytes(claims, kid))
        except InvalidSignature:
            raise BadToken(Reason.BAD_SIGNATURE) from None
        _check_time(claims, at or clock.now())
        return claims

    def rotate(self) -> str:
        """Sign with a new key from now on; codes signed before stay good. Return the new key's name."""
        with self._alone():
            self._read()
            return self._renew()

    def mark_compromised(self, kid: str) -> None:
        """Refuse every code a key has signed; when it was the active one, a new key takes its place."""
        with self._alone():
            self._read()
            if kid not in self._keys:
                raise UnusableKeys(f"There is no key {kid} in {self.folder}.")
            if self._keys[kid].state is KeyState.ACTIVE:
                self._renew()
            self._keys = {**self._keys, kid: replace(self._keys[kid], state=KeyState.COMPROMISED)}
            self._write()

    def public_keys(self) -> list[dict[str, str]]:
        """Return every public key with its state, oldest first: what phones take along, and what anybody may see."""
        self._read()
        return [key.as_json() for key in self._keys.values()]

    def _begin(self) -> None:
        if any(self.folder.glob("*.pem")):
            raise UnusableKeys(f"{self.folder} holds private keys but no keys.json. Restore it from the backup.")
        self._renew()

    def _renew(self) -> str:
        """Make a key the active one and throw away the private half of the one before, which is not needed again."""
        private, key = self._new_key()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_privately(self._private_path(key.kid), pem)
        retired = [kid for kid, old in self._keys.items() if old.state is KeyState.ACTIVE]
        self._keys = {
            **self._keys,
            **{kid: replace(self._keys[kid], state=KeyState.VERIFY_ONLY) for kid in retired},
            key.kid: key,
        }
        self._write()
        for kid in retired:
            self._private_path(kid).unlink(missing_ok=True)
        return key.kid

    def _new_key(self) -> tuple[Ed25519PrivateKey, Key]:
        """Return a new pair whose short name no other key of this folder has.

        Nor one whose codes would begin with a blank, which some scanners cut off.
        """
        while True:
            private = Ed25519PrivateKey.generate()
            created_at = clock.now().isoformat(timespec="seconds")
            key = Key(KeyState.ACTIVE, private.public_key().public_bytes_raw(), created_at)
            opening = base45_encode(bytes([VERSION, int(key.kid[:2], 16)]))
            if key.kid not in self._keys and not opening.startswith(" "):
                return private, key

    def _active(self) -> Key:
        self._read()
        for key in self._keys.values():
            if key.state is KeyState.ACTIVE:
                return key
        raise UnusableKeys(f"No key in {self.folder} may sign. Rotate the keys.")

    def _believed(self, kid: str) -> Key:
        self._read()
        key = self._keys.get(kid)
        if key is None:
            raise BadToken(Reason.UNKNOWN_KEY)
        if key.state is KeyState.COMPROMISED:
            raise BadToken(Reason.COMPROMISED_KEY)
        return key

    def _signer(self, kid: str) -> Ed25519PrivateKey:
        """Return a private key, read once; refuse one that strangers can read or that is not what its name says."""
        if kid not in self._signers:
            path = self._private_path(kid)
            if not path.exists():
                raise UnusableKeys(f"The private key {path} is missing. Restore it, or rotate the keys.")
            _refuse_readable(path)
            private = load_pem_private_key(path.read_bytes(), password=None)
            if not isinstance(private, Ed25519PrivateKey) or (
                private.public_key().public_bytes_raw() != self._keys[kid].public
            ):
                raise UnusableKeys(f"The private key {path} is not the one the index names. Restore it, or rotate.")
            self._signers[kid] = private
        return self._signers[kid]

    def _private_path(self, kid: str) -> Path:
        return self.folder / f"{kid}.pem"

    def _read(self) -> None:
        """Read the index again if somebody has written it since."""
        status = self._index.stat() if self._index.exists() else None
        if status is None:
            raise UnusableKeys(f"{self._index} is missing. Restore it from the backup.")
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        if seen == self._seen:
            return
        kept = json.loads(self._index.read_bytes())["keys"]
        keys = [Key.from_json(entry) for entry in kept]
        if [key.kid for key in keys] != [entry["kid"] for entry in kept]:
            raise UnusableKeys(f"{self._index} names a key that is not the one it holds. Restore it from the backup.")
        self._keys, self._seen = {key.kid: key for key in keys}, seen

    def _write(self) -> None:
        index = {"keys": [key.as_json() for key in self._keys.values()]}
        _write_privately(self._index, json.dumps(index, indent=1).encode() + b"\n")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder against other processes: two that start together make one first key."""
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _write_privately(path: Path, content: bytes) -> None:
    """Write a file only its owner can read, so that after a power cut it is whole or as it was."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - by number
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _refuse_readable(path: Path) -> None:
    """Raise when others than its owner may read a private key."""
    if path.stat().st_mode & 0o077:
        raise UnusableKeys(f"The private key {path} can be read by others than its owner. Run: chmod 600 {path}")


def _check_time(claims: Claims, at: datetime) -> None:
    seconds = int(at.timestamp())
    if seconds < claims.not_before:
        raise BadToken(Reason.TOO_EARLY)
    if claims.not_after != ENDLESS and seconds > claims.not_after:
        raise BadToken(Reason.EXPIRED)
