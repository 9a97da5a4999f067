"""Facts that are often told wrongly: an edit that drops one from an answer, or brings the error back, fails here."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from faq.book import FOLDER, SAMPLE_OFFICE
from faq.files import read_content
from faq.schema import Topic, TopicText

TOPICS = read_content(FOLDER, SAMPLE_OFFICE).topics


@dataclass(frozen=True)
class Fact:
    """`says` and `never` are patterns over everything the topic tells in Indonesian, case folded."""

    trap: str
    topic: str
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    law: tuple[tuple[str, str], ...] = ()


FACTS = (
    Fact(
        "1 an expired card is valid, by article 101 c",
        "ktp_masa_berlaku",
        (r"seumur hidup", r"bukan (ktp )?elektronik|tidak elektronik|ktp lama"),
        (),
        (("UU 24/2013", "101"),),
    ),
    Fact("2 citizens extend nothing", "ktp_masa_berlaku", (r"tidak perlu (di)?perpanjang|tidak ada perpanjangan",)),
    Fact("2 foreigners do", "ktp_wna", (r"perpanjang paling lambat 30 hari",)),
    Fact(
        "3 no RT/RW letter for a KTP, with exceptions",
        "pengantar_rt_rw",
        (r"tidak perlu", r"dewasa yang belum punya nik"),
    ),
    Fact("3 none for moving out either", "pindah_keluar", (r"pengantar rt/rw tidak perlu",)),
    Fact("4 police letter for a lost card", "ktp_hilang", (r"surat kehilangan dari polisi",)),
    Fact(
        "4 but never for a damaged one",
        "ktp_rusak",
        (r"tidak perlu (lapor |surat )?(dari )?polisi|tanpa (surat )?polisi",),
    ),
    Fact(
        "5 recording is not delegated, paperwork is", "ktp_diwakilkan", (r"tidak (bisa|boleh) diwakilkan", r"f-1\.07")
    ),
    Fact(
        "6 record at 16, card at 17", "ktp_usia_16", (r"usia 16 tahun sudah boleh", r"dicetak mulai ulang tahun ke-17")
    ),
    Fact("7 the NIK never changes", "nik_arti", (r"tidak pernah berubah", r"ditambah 40", r"nik tetap")),
    Fact(
        "8 outsiders: Sudin or Dinas, no change of data",
        "ktp_luar_domisili",
        (r"suku dinas", r"datanya tidak boleh ada yang diubah"),
    ),
    Fact("9 one-word names stay valid", "ktp_ubah_nama", (r"nama satu kata yang sudah tercatat tetap sah",)),
    Fact(
        "10 a typing error needs no court", "ktp_salah_data", (r"(tidak perlu|tanpa)( ke| lewat)? (sidang|pengadilan)",)
    ),
    Fact("10 a new name does, then 30 days", "ktp_ubah_nama", (r"putusan pengadilan", r"30 hari")),
    Fact("11 IKD only face to face", "ikd_aktivasi", (r"loket", r"(tidak pernah|bukan|jangan)[^.]*(telepon|whatsapp)")),
    Fact("11 and it replaces nothing", "ikd_info", (r"tidak wajib", r"ktp kartu tetap berlaku")),
    Fact("12 suket is not promised", "suket", (r"biasanya sekarang tidak diberikan", r"tidak bisa kami janjikan")),
    Fact(
        "13 Jakarta has no late fine, others may",
        "ktp_sanksi",
        (r"di jakarta tidak ada denda terlambat", r"daerah lain bisa berbeda"),
    ),
    Fact(
        "14 a frozen NIK comes back at the kelurahan",
        "nik_dinonaktifkan",
        (r"datawarga-dukcapil\.jakarta\.go\.id", r"sementara", r"kelurahan"),
    ),
    Fact(
        "15 the old DKI card stays valid", "ktp_masa_berlaku", (r"dki jakarta\? tetap berlaku\. tidak perlu buru-buru",)
    ),
    Fact("16 KITAS gives an SKTT, and no vote", "ktp_wna", (r"sktt", r"tidak bisa untuk pemilu")),
    Fact("17 the statement in the KK legalises no marriage", "kk_baru", (r"bukan pengesahan nikah",)),
    Fact("18 recording twice makes it worse", "nik_ganda", (r"jangan merekam lagi",)),
    Fact("19 a new photo needs a reason", "ktp_ganti_foto", (r"kalau ada alasannya",)),
    Fact(
        "20 the copy rule binds offices, not residents",
        "ktp_fotokopi",
        (r"bukan larangan bagi warga", r"masih minta fotokopi"),
    ),
    Fact(
        "21 no promise to block a NIK or wipe a debt",
        "keamanan_data",
        (r"polisi",),
        (r"dukcapil (akan|bisa) memblokir", r"hutang (akan )?dihapus"),
    ),
    Fact("22 a plastic KK is unofficial, renewing for all a hoax", "kk_digital", (r"bukan dokumen resmi", r"hoaks")),
    Fact("24 NIK and KK numbers are not for the chat", "cek_nik", (r"jangan kirim nik di chat",)),
    Fact("25 wilful damage may be refused", "ktp_rusak", (r"sengaja",)),
    Fact(
        "26 moving without the letter is helped, not ignored", "pindah_datang", (r"skpwni", r"bisa membantu memintakan")
    ),
    Fact("27 education is not on the KTP", "ktp_ubah_data_lain", (r"pendidikan tidak tertulis di ktp",)),
    Fact("28 only Jakarta's lists: no RT/RW letter for the lost card", "ktp_hilang", (r"pengantar rt/rw tidak perlu",)),
    Fact("29 the survey's grades", "hasil_survei", (r"88,30", r"76,60", r"bukan nilai survei resmi")),
    Fact(
        "30 extortion goes to the inspectorate and the police", "pungli_calo", (r"inspektorat", r"polisi"), (r"saber",)
    ),
    Fact(
        "31 no promise of fifteen minutes",
        "ktp_lama_proses",
        (r"tidak bisa (kami )?(di)?janjikan|bukan janji|tidak (bisa )?menjanjikan",),
    ),
    Fact("32 false papers: six years", "ktp_sanksi", (r"6 tahun",), (r"rp ?(25|50|75) juta",)),
    Fact(
        "A2 outsiders have a daily quota",
        "ktp_luar_domisili",
        (r"paling banyak 15 kartu sehari", r"tiap suku dinas paling banyak 5"),
    ),
    Fact("A3 arrivals bring a guarantor's letter", "pindah_datang", (r"surat penjamin", r"30 hari")),
    Fact(
        "A4 a year at most is non-permanent, online first",
        "surat_domisili",
        (r"penduduknonpermanen\.kemendagri\.go\.id", r"satu tahun"),
    ),
    Fact("B a late birth needs no court", "akta_lahir", (r"60 hari", r"tanpa sidang")),
    Fact("B the RT reports a death", "akta_kematian", (r"ketua rt wajib melapor dalam 30 hari",)),
    Fact("B marriages are not registered at the kelurahan", "perkawinan_perceraian", (r"bukan di kelurahan", r"kua")),
    Fact("B three KKs at an address are no rule", "kk_pisah", (r"baru rencana",)),
    Fact("G voting rules are those of 2024", "ktp_pemilu", (r"2024", r"bisa berubah")),
    Fact("A7 aid follows DTSEN", "bantuan_sosial", (r"dtsen",), (r"dtks",)),
)


def told(text: TopicText) -> str:
    parts = (
        text.answer,
        *text.requirements,
        *text.bring,
        *text.steps,
        text.where,
        text.cost,
        text.time,
        text.if_problem,
    )
    return " ".join("\n".join(parts).casefold().split())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.trap} ({fact.topic})")
def test_a_protected_fact_is_told(fact: Fact) -> None:
    topic = TOPICS[fact.topic]
    said = told(topic.texts.id)
    assert [pattern for pattern in fact.says if not re.search(pattern, said)] == []
    assert [pattern for pattern in fact.never if re.search(pattern, said)] == []
    rules = [(basis.law, basis.article) for basis in topic.legal_basis]
    for law, article in fact.law:
        assert any(found == law and article in given for found, given in rules)


def all_texts(topic: Topic) -> str:
    return f"{told(topic.texts.id)} {told(topic.texts.en)}"


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.id)
def test_no_answer_names_what_is_gone_or_belongs_into_the_office_file(topic: Topic) -> None:
    """Saber Pungli is dissolved, DTKS replaced; phone numbers and hours are the office's own (traps 23 and 30)."""
    said = all_texts(topic)
    assert not re.search(r"saber pungli|dtks", said)
    assert not re.search(r"\b0\d{2,3}[- ]?\d{3,4}[- ]?\d{3,5}\b", said)
    assert not re.search(r"\b\d\d[.:]\d\d\s*(–|-|sampai)\s*\d\d[.:]\d\d", said)
