"""The routes of the answers, and who may call them."""

from __future__ import annotations

from console.staff.answers.deciding import Deciding
from console.staff.answers.desk import ANSWERS, EDITORS, READERS, AnswerDesk
from console.staff.answers.listing import Listing
from console.staff.answers.proposing import Proposing
from console.staff.answers.reading import Reading
from console.staff.answers.writing import Writing
from console.staff.visit import Area, Page, Section

SECTION = "answers"
_ONE = f"{ANSWERS}/{{topic:[a-z0-9_]{{1,60}}}}"


def answers_area(desk: AnswerDesk) -> Area:
    listing, reading, writing = Listing(desk), Reading(desk), Writing(desk)
    deciding, proposing = Deciding(desk), Proposing(desk)
    pages = (
        Page("GET", ANSWERS, listing.show, READERS, SECTION),
        Page("GET", f"{ANSWERS}/usulan", proposing.show, READERS, SECTION),
        Page("POST", f"{ANSWERS}/usulan", proposing.propose, READERS, SECTION),
        Page("POST", f"{ANSWERS}/usulan/tutup", proposing.close, EDITORS, SECTION),
        Page("GET", _ONE, reading.show, READERS, SECTION),
        Page("GET", f"{_ONE}/versi", reading.history, READERS, SECTION),
        Page("GET", f"{_ONE}/versi/{{number:[0-9]{{1,9}}}}", reading.version, READERS, SECTION),
        Page("GET", f"{_ONE}/dampak", reading.effect, READERS, SECTION),
        Page("GET", f"{_ONE}/tulis", writing.show, EDITORS, SECTION),
        Page("POST", f"{_ONE}/tulis", writing.take, EDITORS, SECTION),
        Page("POST", f"{_ONE}/draf", writing.keep, EDITORS, SECTION),
        Page("GET", f"{_ONE}/pratinjau", writing.preview, EDITORS, SECTION),
        Page("POST", f"{_ONE}/terbitkan", deciding.publish, EDITORS, SECTION),
        Page("POST", f"{_ONE}/kembalikan", deciding.send_back, EDITORS, SECTION),
        Page("POST", f"{_ONE}/pulihkan", deciding.restore, EDITORS, SECTION),
        Page("POST", f"{_ONE}/tinjau", deciding.review, EDITORS, SECTION),
    )
    return Area(pages, (Section(SECTION, ANSWERS, "answers_nav", READERS, "w"),), (listing.counts,))
