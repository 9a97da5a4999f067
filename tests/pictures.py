"""Drawn pictures as phones send them, with what phones write into them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

_GPS, _MODEL, _ORIENTATION = 0x8825, 0x0110, 0x0112


def photo(width: int = 60, height: int = 40, *, form: str = "JPEG", turned: bool = False) -> bytes:
    """A red picture that tells where it was taken and by which phone; `turned`: to be shown on its side."""
    exif = Image.Exif()
    exif[_MODEL] = "Ponsel Bu Rahma"
    exif[_ORIENTATION] = 6 if turned else 1
    exif.get_ifd(_GPS)[1] = "S"
    out = BytesIO()
    Image.new("RGB", (width, height), "red").save(out, form, exif=exif, comment=b"rumah Bu Rahma")
    return out.getvalue()
