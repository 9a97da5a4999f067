"""The office's phone number for who asks for it; where there is none, that is said, and how else to reach a person."""

from __future__ import annotations

from bot.domain.ports import Book, Ports
from handlers.exact import has_run, normalised
from handlers.menu import settled
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

_MOST_WORDS = 10


def asked(words: str, book: Book) -> bool:
    """ "Nomor telepon kelurahan", "kontak kantor"; "nomor hp di IKD ganti" is about something else."""
    said = normalised(words).split()
    if len(said) > _MOST_WORDS or set(said) & book.words("hint_no_office_phone"):
        return False
    return has_run(words, book.words("hint_phone"))


def told(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    key = "phone_known" if ports.book.office().phone else "phone_none"
    ways = (voice.task("minta_petugas"), *voice.written("jam_layanan", "lokasi_kantor"), voice.task("menu"))
    return Outcome(voice.say(key, *ways), settled(turn.state), answered="faq/lokasi_kantor")
