"""QR codes: a text as a square of dark and light modules, or as a small picture of it."""

from base64 import b64encode
from io import BytesIO

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4  # light modules a scanner needs on every side
_MASK = 4  # any of the eight is a valid code; trying all of them takes five times as long


def qr_matrix(data: str) -> list[list[bool]]:
    """Return the modules of a text's QR code, dark ones true, without the quiet zone; level M, smallest version."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(data, optimize=0)  # one segment: alphanumeric when every character allows it
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def qr_png(data: str, *, box: int = 4) -> bytes:
    """Return a text's QR code as a black and white PNG, quiet zone included, `box` pixels to a module."""
    matrix = qr_matrix(data)
    side = len(matrix) + 2 * QUIET_ZONE
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    picture = BytesIO()
    image.resize((side * box, side * box), Image.Resampling.NEAREST).save(picture, "PNG", optimize=True)
    return picture.getvalue()


def qr_address(data: str) -> str:
    """Return a text's QR code as an address that holds the picture itself, for a page to show."""
    return f"data:image/png;base64,{b64encode(qr_png(data, box=1)).decode()}"
