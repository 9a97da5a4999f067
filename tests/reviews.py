"""Residents whose questions are reviewed, for tests of the review queue and its pages."""

from __future__ import annotations

from itertools import count
from uuid import UUID, uuid4

from bot.domain.effect import Effect
from bot.domain.reply import Band, ExplainRating, Guess, LogQuestion, RateAnswer
from bot.domain.review import Group, Verdict
from bot.store.answer_candidates import PostgresCandidates
from bot.store.engine import Database
from bot.store.review_acts import PostgresReviewActs
from bot.store.review_groups import ReviewGroups
from bot.store.review_queue import PostgresReview
from bot.store.taught import PostgresTaught
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import Town

LOST = (Guess("faq/ktp_hilang", 0.44), Guess("faq/ktp_rusak", 0.21), Guess("faq/suket", 0.1))
SATURDAY = (Guess("faq/jam_layanan", 0.5), Guess("task/menu", 0.2), Guess("faq/lokasi_kantor", 0.1))
OPENING = ("hari sabtu buka ga", "sabtu pelayanan buka tidak ya", "apakah hari sabtu buka pelayanannya")
WALLET = ("ktp saya hilang bareng dompet, ngurusnya gimana", "dompet ilang ktp ikut ilang, gmn ngurusnya")


class ReviewTown(Town):
    """A town whose questions are grouped and reviewed."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        super().__init__(database, wakeup)
        self.database = database
        self.groups = ReviewGroups(database, wakeup)
        self.review = PostgresReview(database)
        self.acts = PostgresReviewActs(database, wakeup)
        self.taught = PostgresTaught(database)
        self.candidates = PostgresCandidates(database, wakeup)
        self._ids = count(1)

    async def asks(
        self,
        chat: str,
        words: str,
        ranking: tuple[Guess, ...] = LOST,
        band: Band = Band.CLARIFY,
        reason: str = "",
        more: tuple[Effect, ...] = (),
    ) -> str:
        """The id of the question."""
        question = f"q{next(self._ids)}"
        asked = LogQuestion(
            question, words, "id", band, ranking=ranking, for_staff=bool(reason), reason=reason, model="m1"
        )
        await self.writes(chat, asked, *more, words=words)
        return question

    async def unhappy(self, chat: str, words: str, why: str = "unclear", said: str = "") -> str:
        question = await self.asks(chat, words, band=Band.ANSWER)
        await self.writes(chat, RateAnswer(question, helpful=False), ExplainRating(question, why, said), words="tidak")
        return question

    async def saturday_and_wallet(self) -> None:
        """Three residents ask for Saturdays, two (one of them twice) about a lost wallet; grouped."""
        for chat, words in enumerate(OPENING, 1):
            await self.asks(str(chat), words, SATURDAY)
        for chat, words in enumerate((*WALLET, WALLET[0]), 11):
            await self.asks(str(min(chat, 12)), words)
        await self.groups.run()

    async def first(self, actor: str = "dewi") -> Group:
        group = await self.review.following(actor)
        assert group is not None
        return await self.review.show(group, actor)

    async def labels(self, group: Group, label: str, *members: str, actor: str = "dewi", **more: object) -> Verdict:
        """Label these members, or all."""
        ids = members or tuple(member.id for member in group.members)
        verdict = Verdict(uuid4(), group.line.id, group.version, ids, label, **more)  # type: ignore[arg-type]
        await self.acts.label(verdict, actor)
        return verdict

    async def texts(self) -> list[str]:
        """What was asked in each group, by group."""
        shown = [await self.review.show(line.id) for line in await self.review.lines()]
        return [" | ".join(sorted(member.text for member in group.members)) for group in shown]

    async def ids(self) -> list[UUID]:
        return [line.id for line in await self.review.lines()]
