"""The area of teaching for tests: real store, topics that need no files."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store.answer_candidates import PostgresCandidates
from bot.store.engine import Database
from bot.store.review_acts import PostgresReviewActs
from bot.store.review_queue import PostgresReview
from bot.store.wakeup import Wakeup
from console.staff.app import Staffroom
from console.staff.teach.area import teach_area
from console.staff.teach.room import TeachRoom
from console.staff.visit import Area

TITLES = {
    "faq/ktp_hilang": ("KTP hilang", "Lost KTP"),
    "faq/ktp_rusak": ("KTP rusak", "Damaged KTP"),
    "faq/jam_layanan": ("Jam layanan", "Opening hours"),
    "faq/lokasi_kantor": ("Lokasi kantor", "Where we are"),
    "faq/suket": ("Surat keterangan", "Stand-in letter"),
    "task/menu": ("Menu", "Menu"),
    "task/di_luar_topik": ("Di luar topik", "Something else"),
}


class FakeTopics:
    """A handful of topics with 40 examples each."""

    def titles(self, language: str) -> Mapping[str, str]:
        return {label: titles[language == "en"] for label, titles in TITLES.items()}

    async def written(self) -> Mapping[str, int]:
        return dict.fromkeys(TITLES, 40)


def teaching(database: Database, wakeup: Wakeup, room: Staffroom) -> list[Area]:
    acts, candidates = PostgresReviewActs(database, wakeup), PostgresCandidates(database, wakeup)
    return [teach_area(TeachRoom(PostgresReview(database), acts, candidates, FakeTopics(), room.audit))]
