import random
from io import BytesIO

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from core.qr import qr_matrix, qr_png
from core.tokens import TOKEN_LENGTH

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_chance = random.Random(7)
CODES = ["".join(_chance.choices(ALPHANUMERIC, k=TOKEN_LENGTH - 1)) + "7" for _ in range(20)]


def version_of(data):
    return (len(qr_matrix(data)) - 17) // 4


def read(picture):
    """Return what two readers that share no code see in a picture."""
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    (found,) = zxingcpp.read_barcodes(pixels)
    return found.text, cv2.QRCodeDetectorAruco().detectAndDecode(pixels)[0]


@pytest.mark.parametrize("data", [*CODES, "HTTPS://EXAMPLE.ORG/V/ABC234", "https://example.org/v/abc-234", "R7K2Q9"])
def test_two_decoders_read_the_picture(data):
    assert read(qr_png(data, box=6)) == (data, data)


def test_matrix_drawn_by_hand_is_the_same_code():
    matrix = np.pad(~np.array(qr_matrix(CODES[0])), 4, constant_values=True)

    picture = np.kron(matrix, np.ones((6, 6))).astype(np.uint8) * 255

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [CODES[0]]


def test_code_is_level_m_and_as_small_as_can_be():
    pixels = np.array(Image.open(BytesIO(qr_png(CODES[0]))).convert("L"))
    (found,) = zxingcpp.read_barcodes(pixels)

    assert found.ec_level == "M"
    assert version_of(CODES[0]) == 6
    assert version_of("A" * 122) == 5
    assert version_of("A" * 154) == 6
    assert version_of("a" * 122) == 7


@pytest.mark.parametrize("box", [1, 4, 10])
def test_picture_is_black_and_white_and_small(box):
    picture = Image.open(BytesIO(qr_png(CODES[0], box=box)))

    assert (picture.format, picture.mode) == ("PNG", "1")
    assert picture.size == ((41 + 8) * box, (41 + 8) * box)
    assert len(qr_png(CODES[0], box=box)) < 2_000


def test_same_text_makes_the_same_picture():
    assert qr_png(CODES[0]) == qr_png(CODES[0])
    assert qr_png(CODES[0]) != qr_png(CODES[1])
