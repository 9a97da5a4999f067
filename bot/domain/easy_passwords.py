"""Passwords that are tried first: words everybody thinks of, months and years, runs of keys, and one word twice. A
password is taken apart into such pieces; what they and the rest are worth together must be enough."""

from __future__ import annotations

import re

ENOUGH = 9
"""A letter that belongs to no known piece is worth one, a known word two, a number that is expected one."""
_WORD = 2
_SHORTEST_RUN = 3

_COMMON = """
password passw0rd passwort pass admin administrator root user guest login welcome letmein master superman batman monkey
dragon shadow sunshine princess football baseball iloveyou love lovely forever secret hello freedom whatever trustno
starwars computer internet google facebook instagram whatsapp telegram youtube samsung iphone android microsoft windows
default change changeme temp test testing demo sample office company service support server system manager summer winter
spring autumn monday tuesday wednesday thursday friday saturday sunday happy money lucky family mother father baby angel
flower orange banana cookie pepper purple black white yellow green blue silver golden tiger lion eagle killer hunter
"""
_INDONESIAN = """
sandi kata katasandi rahasia masuk buka bukapintu petugas pegawai warga kepala sekretaris lurah camat bupati walikota
gubernur presiden kantor pemda pemprov pemkot dinas dukcapil capil sudin satpel kelurahan kecamatan kota kabupaten
provinsi jakarta selatan utara timur barat pusat jaksel jakpus jakbar jaktim jakut dkijakarta dki jagakarsa tanjung
tanjungbarat tanjungpriok pasarminggu lentengagung depok bogor bekasi tangerang bandung surabaya semarang medan
indonesia nusantara merdeka pancasila garuda bhinneka merahputih negara bangsa rakyat republik nkri
sambung rasa sambungrasa rasasambung sambungan ktp ktpel ektp kartu keluarga akta akte lahir kelahiran penduduk
kependudukan layanan pelayanan aduan pengaduan lapor jaki surat kk nik antrean loket
aku saya kamu dia kita cinta sayang cintaku sayangku selamanya rindu kangen bunga mawar melati anggrek bintang bulan
matahari pelangi kucing anjing harimau gajah naga burung ayam bebek kelinci ikan merpati elang rajawali
ibu bapak ayah mama papa bunda anak adik kakak abang mbak mas istri suami keluargaku anakku
bismillah alhamdulillah allah allahuakbar subhanallah insyaallah assalamualaikum muhammad yesus tuhan haleluya
ganteng cantik manis baik bagus hebat keren mantap sukses semangat bahagia damai jaya makmur sejahtera sehat
bola persija persib timnas juara nasi goreng sate rendang bakso kopi teh susu gula garam pisang mangga jeruk durian
merah putih hijau biru kuning hitam jingga ungu satu dua tiga empat lima enam tujuh delapan sembilan sepuluh
budi agus siti dewi sari rina rini andi joko bambang slamet wahyu putri putra ratna indah lestari nur muhamad ahmad
"""
_TIMES = """
januari februari maret april mei juni juli agustus september oktober november desember january february march may june
july august october december senin selasa rabu kamis jumat sabtu minggu ahad hari tahun
jan feb mar apr jun jul agu agt sep okt nov des
"""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
    "!@#$%^&*()",
)
_WORDS = frozenset(f"{_COMMON} {_INDONESIAN} {_TIMES}".split())
_LONGEST = max(len(word) for word in _WORDS)
_RUNS = (*_ROWS, *(row[::-1] for row in _ROWS))
_LOOKALIKES = str.maketrans("01345@$!|", "oieasasil")
_YEAR = re.compile(r"(19|20)\d\d")
_TWICE = re.compile(r"(.{2,}?)\1+")
_BETWEEN = re.compile(r"[\W_]+")


def easily_guessed(password: str) -> bool:
    """For one in lower case."""
    once = " ".join(dict.fromkeys(_BETWEEN.split(password))) if _BETWEEN.search(password) else password
    plain = _TWICE.sub(r"\1", once)
    return min(_worth(plain), _worth(password.translate(_LOOKALIKES))) < ENOUGH


def _worth(password: str) -> int:
    """What the pieces are worth; a piece that came before is worth nothing."""
    worth, at = 0, 0
    seen: set[str] = set()
    while at < len(password):
        piece, value = _piece(password, at)
        if piece not in seen:
            worth += value
        if len(piece) > 1:
            seen.add(piece)
        at += len(piece)
    return worth


def _piece(password: str, at: int) -> tuple[str, int]:
    """The longest known piece here and its worth; a single letter where there is none."""
    if year := _YEAR.match(password, at):
        return year[0], 1
    word, run = _word(password, at), _run(password, at)
    if len(run) > max(len(word), _SHORTEST_RUN - 1):
        return run, 1
    if word:
        return word, _WORD
    letter = password[at]
    return letter, 1 if letter.isalnum() else 0


def _word(password: str, at: int) -> str:
    for length in range(min(_LONGEST, len(password) - at), 1, -1):
        if password[at : at + length] in _WORDS:
            return password[at : at + length]
    return ""


def _run(password: str, at: int) -> str:
    """Neighbours on a keyboard, in a row of numbers or letters, or one key held down."""
    same = len(password) - at - len(password[at:].lstrip(password[at]))
    return password[at : at + max(same, *(_along(row, password, at) for row in _RUNS))]


def _along(row: str, password: str, at: int) -> int:
    length = 1
    while at + length < len(password) and password[at : at + length + 1] in row:
        length += 1
    return length
