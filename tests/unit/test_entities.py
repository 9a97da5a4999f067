"""RT/RW, phone numbers and kinds of document out of residents' texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entities import Document, Neighbourhood, document, neighbourhood, phone


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RT 05/03", Neighbourhood(5, 3)),
        ("saya di rt 5 rw 3", Neighbourhood(5, 3)),
        ("RT/RW 005/003 Tanjung Barat", Neighbourhood(5, 3)),
        ("rt.07 rw.11", Neighbourhood(7, 11)),
        ("RW 04", Neighbourhood(None, 4)),
        ("rt 12", Neighbourhood(12, None)),
        ("ktp hilang", Neighbourhood()),
        ("start 5", Neighbourhood()),
    ],
)
def test_rt_and_rw_are_read_in_every_way_of_writing(text: str, found: Neighbourhood) -> None:
    assert neighbourhood(text) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("wa saya 0812-0000-0001 ya", "+6281200000001"),
        ("+62 812 0000 0001", "+6281200000001"),
        ("6281200000001", "+6281200000001"),
        ("nomor 08120001", None),
        ("telepon rumah 021 780 0000", None),
        ("tidak ada", None),
    ],
)
def test_a_mobile_number_is_read_in_one_form(text: str, number: str | None) -> None:
    assert phone(text) == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mau bikin e-KTP", Document.KTP),
        ("ktp anak umur 5", Document.KIA),
        ("ktp digital", Document.IKD),
        ("akte kelahiran sama kk", Document.BIRTH),
        ("kk dan akta lahir", Document.KK),
        ("surat pindah", Document.MOVING),
        ("akta perceraian", Document.DIVORCE),
        ("akte nikah", Document.MARRIAGE),
        ("family card", Document.KK),
        ("kkn mahasiswa", None),
    ],
)
def test_the_document_that_is_named_first_is_meant(text: str, kind: Document | None) -> None:
    assert document(text) is kind


@given(st.text(max_size=80))
def test_no_text_breaks_them(text: str) -> None:
    neighbourhood(text)
    phone(text)
    document(text)
