"""Files as people have them: a figure and a paper in which the camera, the program and their owner wrote a mark."""

import io
from typing import Any

import pikepdf
from PIL import Image

MARK = "Zzacanari"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **said: Any) -> bytes:
    """Return a picture in which the camera and its owner wrote."""
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = MARK, MARK  # artist, description
    written = io.BytesIO()
    Image.new("RGB", size, "#8a2a52").save(written, kind, exif=exif, **said)
    return written.getvalue()


def paper(pages: int = 1, **protected: Any) -> bytes:
    """Return a PDF with everything in it that a PDF can say of somebody, and more than it should do."""
    with pikepdf.new() as pdf:
        for _place in range(pages):
            pdf.add_blank_page(page_size=(200, 100))
        page = pdf.pages[0]
        photo = pdf.make_stream(
            picture(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60, Height=40, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode,
            Metadata=pdf.make_stream(f"<x>{MARK}</x>".encode()),
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=photo))
        page.Contents = pdf.make_stream(b"q 60 0 0 40 10 10 cm /Im Do Q")
        page.obj.PieceInfo = pikepdf.Dictionary(Word=pikepdf.Dictionary(Private=MARK))
        page.obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
        note: dict[str, Any] = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Text, "T": MARK, "Contents": MARK}
        page.obj.Annots = pikepdf.Array([pikepdf.Dictionary(Rect=pikepdf.Array([0, 0, 9, 9]), **note)])
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{MARK}')")
        pdf.attachments["notes.txt"] = MARK.encode()
        pdf.docinfo["/Author"] = MARK
        with pdf.open_metadata() as about:
            about["dc:creator"] = [MARK]
        written = io.BytesIO()
        pdf.save(written, **protected)
    return written.getvalue()


def unfolded(pdf: bytes) -> bytes:
    """Return a PDF with nothing in it packed."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        written = io.BytesIO()
        decoded = pikepdf.StreamDecodeLevel.generalized
        opened.save(written, qdf=True, compress_streams=False, stream_decode_level=decoded)
    return written.getvalue()
