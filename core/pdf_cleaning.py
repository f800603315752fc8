"""A PDF from somebody, written anew with its pages alone; run as a program of its own, which a bomb may hurt alone.

It reads a PDF and writes one, imports nothing of ours, and ends with a status: whoever started it says it in words.
What makes a page visible is copied. Who wrote it, when and with what, remarks, links, forms, scripts, films and files
inside stay behind; so does what cameras write in pictures.
"""

import base64
import resource
import sys
import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any

UNREADABLE, LOCKED, TOO_LONG, TOO_HEAVY = 3, 4, 5, 6
MOST_PAGES = 10
MEGABYTE = 1024 * 1024
MEMORY, SECONDS = 512 * MEGABYTE, 10
MOST_UNFOLDED, MOST_AT_ONCE = 200 * MEGABYTE, MEGABYTE
OF_A_PAGE = frozenset(
    {"/Type", "/Parent", "/Resources", "/Contents", "/MediaBox", "/CropBox", "/Rotate", "/Group", "/UserUnit"}
)
SAID_BESIDE = frozenset(
    {"/Metadata", "/PieceInfo", "/AF", "/OPI", "/LastModified", "/StructParent", "/StructParents", "/Properties"}
)
JPEG_ENDS, JPEG_PIXELS = (0xD8, 0xD9), 0xDA
JPEG_NEEDED = (0xE0, 0xEE)  # how large a point is, and which colours these are


def cleaned(content: bytes) -> bytes:
    """Return a PDF with the pages of another and nothing that is said beside them."""
    import pikepdf  # noqa: PLC0415 - after the limits are set

    try:
        with pikepdf.open(BytesIO(content)) as given, pikepdf.new() as clean:
            if given.is_encrypted:
                sys.exit(LOCKED)
            if not 0 < len(given.pages) <= MOST_PAGES:
                sys.exit(TOO_LONG if len(given.pages) else UNREADABLE)
            clean.pages.extend(given.pages)
            for page in clean.pages:
                _keep_only(page.obj, OF_A_PAGE)
            unfolded = 0
            for held in clean.objects:
                _quiet(held)
                unfolded += _unfold(held) if isinstance(held, pikepdf.Stream) else 0
                if unfolded > MOST_UNFOLDED:
                    sys.exit(TOO_HEAVY)
            return _written(clean)
    except pikepdf.PasswordError:
        sys.exit(LOCKED)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        sys.exit(UNREADABLE)
    except MemoryError:
        sys.exit(TOO_HEAVY)


def _written(pdf: Any) -> bytes:
    import pikepdf  # noqa: PLC0415 - the same

    written = BytesIO()
    modes = pikepdf.ObjectStreamMode
    pdf.save(written, object_stream_mode=modes.generate, deterministic_id=True)
    return written.getvalue()


def _keep_only(held: Any, wanted: frozenset[str]) -> None:
    for key in set(held.keys()) - wanted:
        del held[key]


def _quiet(held: Any) -> None:
    """Take away what an object says beside what it shows, nested parts too; numbered ones have their turn."""
    import pikepdf  # noqa: PLC0415 - the same

    if isinstance(held, pikepdf.Array):
        parts = list(held)
    elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        for key in SAID_BESIDE & set(held.keys()):
            del held[key]
        parts = list(dict(held.items()).values())
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _quiet(part)


def _unfold(stream: Any) -> int:
    """Clean what a stream holds, and return how long it is unpacked; refuse one whose content lies elsewhere."""
    import pikepdf  # noqa: PLC0415 - the same

    filters = [str(each) for each in _listed(stream.get("/Filter"))]
    if "/F" in stream or filters.count("/FlateDecode") + filters.count("/LZWDecode") > 1:
        raise ValueError
    raw = stream.read_raw_bytes()
    if filters and filters[-1] in CLEANERS:
        for each in filters[:-1]:
            raw = UNPACKED[each](raw)
        parameters = _listed(stream.get("/DecodeParms"))[-1:] or [None]
        stream.write(CLEANERS[filters[-1]](raw), filter=pikepdf.Name(filters[-1]), decode_parms=parameters[0])
    return _length(raw) if filters[:1] == ["/FlateDecode"] else len(raw)


def _listed(one_or_more: Any) -> list[Any]:
    import pikepdf  # noqa: PLC0415 - the same

    if isinstance(one_or_more, pikepdf.Array):
        return list(one_or_more)
    return [] if one_or_more is None else [one_or_more]


def _length(packed: bytes) -> int:
    """Return how long something packed is, without ever holding all of it; what is broken ends where it breaks."""
    unpacked, length = zlib.decompressobj(), 0
    with suppress(zlib.error):
        while packed and length <= MOST_UNFOLDED:
            length += len(unpacked.decompress(packed, MOST_AT_ONCE))
            packed = unpacked.unconsumed_tail
    return length


def without_boxes(jpeg_2000: bytes) -> bytes:
    """Return a JPEG 2000 without the boxes in which programs write whatever they like."""
    if jpeg_2000.startswith(b"\xff\x4f"):  # no boxes at all
        return jpeg_2000
    kept, place = list[bytes](), 0
    while place + 8 <= len(jpeg_2000):
        long = int.from_bytes(jpeg_2000[place : place + 4])
        if long == 1:
            long = int.from_bytes(jpeg_2000[place + 8 : place + 16])
        end = place + long if long else len(jpeg_2000)
        if end < place + 8:
            raise ValueError
        if jpeg_2000[place + 4 : place + 8] not in (b"xml ", b"uuid", b"uinf"):
            kept.append(jpeg_2000[place:end])
        place = end
    return b"".join(kept)


def without_remarks(jpeg: bytes) -> bytes:
    """Return a JPEG without what the camera and its owner wrote in it; its pixels are untouched."""
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != JPEG_PIXELS:
        mark = jpeg[place + 1]
        if mark in JPEG_ENDS or mark == 0xFF:
            raise ValueError
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        is_remark = (0xE0 <= mark <= 0xEF and mark not in JPEG_NEEDED) or mark == 0xFE
        if not is_remark:
            kept.append(jpeg[place:end])
        place = end
    end = jpeg.rfind(b"\xff\xd9")
    if jpeg[place : place + 2] != bytes((0xFF, JPEG_PIXELS)) or end < place:
        raise ValueError
    return b"".join([*kept, jpeg[place : end + 2]])


UNPACKED = {"/FlateDecode": zlib.decompress, "/ASCII85Decode": lambda raw: base64.a85decode(raw.strip(), adobe=True)}
CLEANERS = {"/DCTDecode": without_remarks, "/JPXDecode": without_boxes}

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(cleaned(sys.stdin.buffer.read()))
