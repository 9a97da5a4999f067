"""Pictures are drawn anew: nothing is left of what a phone wrote into them."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain.errors import MediaError, MediaTooLarge, MediaUnreadable
from bot.pictures import only_the_picture
from tests.pictures import photo


def opened(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_phone_and_comments_are_gone(form: str) -> None:
    raw = photo(form=form)
    assert opened(raw).getexif()
    clean = only_the_picture(raw)
    picture = opened(clean)
    assert (picture.format, picture.size) == ("JPEG", (60, 40))
    assert not picture.getexif()
    assert "comment" not in picture.info
    assert b"Rahma" not in clean


def test_a_picture_taken_on_its_side_stands_upright() -> None:
    assert opened(only_the_picture(photo(60, 40, turned=True))).size == (40, 60)


def test_a_huge_picture_becomes_smaller() -> None:
    assert opened(only_the_picture(photo(4000, 1000))).size == (2000, 500)


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(only_the_picture(out.getvalue())).getpixel((4, 4)) == (255, 255, 255)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_drawn() -> None:
    out = BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(MediaTooLarge):
        only_the_picture(out.getvalue())


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.4", b"GIF89a", photo()[:300]])
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(MediaUnreadable):
        only_the_picture(raw)


@given(st.binary(max_size=200), st.integers(0, 600))
def test_a_broken_picture_is_refused_or_drawn_and_nothing_else(rubbish: bytes, place: int) -> None:
    whole = photo(form="PNG")
    with suppress(MediaError):
        only_the_picture(whole[:place] + rubbish + whole[place + len(rubbish) :])
