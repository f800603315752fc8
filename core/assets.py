"""Styles and scripts: small files in the repository, one hashed file on the wire, kept by browsers for a year."""

import fnmatch
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, current_app, request

from core.access import public
from core.errors import NotFound

blueprint = Blueprint("assets", __name__)
SHARED = "js/shared/"  # what several scripts of one file need, said once
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it leaves: its bytes and the fingerprint in its address."""

    name: str
    content: bytes
    fingerprint: str

    @cached_property
    def brotli(self) -> bytes:
        """Return the bytes compressed as well as can be: once in a process, for all who will ask."""
        return bytes(brotli.compress(self.content))

    @property
    def is_text(self) -> bool:
        """Tell whether compressing pays."""
        return self.content_type.endswith(("charset=utf-8", "+xml"))

    @property
    def content_type(self) -> str:
        """Return the type, by the ending of the name."""
        kind = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else kind


def gather(static: Path, bundles: dict[str, tuple[str, ...]]) -> dict[str, Asset]:
    """Read every static file, and join those that match the patterns of a bundle, in the order of the patterns."""
    found = {}
    for path in sorted(static.rglob("*")):
        if path.is_file():
            found[path.relative_to(static).as_posix()] = path.read_bytes()
    for name, parts in bundles.items():
        chosen = {part: found[part] for pattern in parts for part in fnmatch.filter(sorted(found), pattern)}
        found[name] = together(chosen) if name.endswith(".js") else lean(b"\n".join(chosen.values()))
    return {name: Asset(name, content, hashlib.sha256(content).hexdigest()[:12]) for name, content in found.items()}


def together(scripts: Mapping[str, bytes]) -> bytes:
    """Return scripts as one file, each in a block of its own: none sees the names of another, but those of `shared`."""
    blocks = (script if name.startswith(SHARED) else b"{\n" + script + b"}\n" for name, script in scripts.items())
    return b"".join(blocks)


def lean(style: bytes) -> bytes:
    """Return a style sheet without its comments and indentation: they are for us, not for the road."""
    return re.sub(rb"\s+", b" ", re.sub(rb"/\*.*?\*/", b"", style, flags=re.DOTALL))


@blueprint.get("/static/<fingerprint>/<path:name>")
@public
def serve(fingerprint: str, name: str) -> Response:
    """Answer with one static file; an old fingerprint still gets the present file, but is not kept."""
    asset = current_app.extensions["assets"].get(name)
    if asset is None:
        raise NotFound
    is_present = fingerprint == asset.fingerprint
    if not (asset.is_text and request.accept_encodings.quality("br")):
        return answer(asset.content, asset.content_type, is_present=is_present)
    made = answer(asset.brotli, asset.content_type, is_present=is_present)
    made.content_encoding = "br"
    made.vary.add("Accept-Encoding")
    return made


def answer(content: bytes, content_type: str, *, is_present: bool) -> Response:
    """Answer with bytes that browsers keep for a year, if the address asked for is the present one."""
    made = Response(content, content_type=content_type)
    made.headers["Cache-Control"] = FOREVER if is_present else "no-cache"
    return made


def text(name: str) -> str:
    """Return what a static file says."""
    return str(current_app.extensions["assets"][name].content, "utf-8")


def fingerprint_of(name: str) -> str:
    """Return the fingerprint of a static file."""
    return str(current_app.extensions["assets"][name].fingerprint)


def asset_url(name: str) -> str:
    """Return the address of a static file, which changes when its content does."""
    asset: Asset = current_app.extensions["assets"][name]
    return f"/static/{asset.fingerprint}/{asset.name}"


def install(app: Flask, *, bundles: dict[str, tuple[str, ...]]) -> None:
    """Give an application its static files."""
    app.extensions["assets"] = gather(Path(app.root_path) / "static", bundles)
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = asset_url
