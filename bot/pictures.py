"""Makes a picture of nothing but what is seen: no place, time or device that a phone wrote into it (EXIF)."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.domain.errors import MediaTooLarge, MediaUnreadable

MIME_TYPE = "image/jpeg"
_LONGEST_SIDE = 2000
_MOST_PIXELS = 60_000_000
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP")
# Pillow's own guard warns where we refuse: ours stands below, before anything is drawn.
Image.MAX_IMAGE_PIXELS = None


def only_the_picture(raw: bytes) -> bytes:
    """A JPEG drawn anew, upright, its longer side at most 2,000 pixels. Raises MediaUnreadable, MediaTooLarge."""
    try:
        image = Image.open(BytesIO(raw), formats=_FORMATS)
        if image.width * image.height > _MOST_PIXELS:
            raise MediaTooLarge
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        drawn = Image.new("RGB", upright.size, "white")
        # The mask keeps what is transparent white.
        seen = upright.convert("RGBA")
        drawn.paste(seen, mask=seen)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise MediaUnreadable from error
    out = BytesIO()
    drawn.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
