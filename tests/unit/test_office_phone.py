"""The office's phone number: told where there is one, and plainly missed where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from bot.domain.ports import Ports
from faq.book import FOLDER, SAMPLE_OFFICE, YamlBook
from faq.files import read_content
from faq.office import Office
from tests.fakes_book import NOW, PORTS, actions_of, ranked, said, text_of

CONTENT = read_content(FOLDER, SAMPLE_OFFICE)
ASKED = ["nomor telepon kelurahan berapa", "no telp kantor", "ada nomor yang bisa dihubungi?", "nomor wa kantor ada?"]


def office(**changes: object) -> Office:
    assert CONTENT.office
    return CONTENT.office.model_copy(update=changes)


def ports_of(**changes: object) -> Ports:
    return replace(PORTS, book=YamlBook(CONTENT, office(**changes), lambda: NOW))


@pytest.mark.parametrize("words", ASKED)
async def test_where_there_is_no_number_that_is_said_and_how_to_reach_a_person(words: str) -> None:
    reply = await said(words, ranked("faq/lokasi_kantor"), ports=ports_of())
    assert "nomor telepon kantor belum ada" in text_of(reply)
    assert "task:minta_petugas" in actions_of(reply)


@pytest.mark.parametrize(("sample", "marked"), [(True, 1), (False, 0)])
async def test_a_number_is_told_and_marked_where_it_is_only_a_sample(sample: bool, marked: int) -> None:
    reply = await said(ASKED[0], ranked("faq/lokasi_kantor"), ports=ports_of(phone="(000) 0000", sample=sample))
    assert "(000) 0000" in text_of(reply)
    assert text_of(reply).count("masih contoh") == marked


@pytest.mark.parametrize(
    "words", ["ganti nomor hp di ikd", "ada nomor wa ngaku dukcapil minta otp", "ubah nomor telepon"]
)
async def test_other_numbers_are_not_the_office_s(words: str) -> None:
    assert "nomor telepon kantor" not in text_of(await said(words, ranked("faq/ktp_hilang"), ports=ports_of()))


def test_a_number_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(ValidationError):
        Office.model_validate(office().model_dump() | {"phone": "tanya RT"})
