"""Hand-over between the people of the staff: given on, given back, opened again."""

from __future__ import annotations

import pytest

from bot.domain.handover import ChangeOwner, Desk, Happening, Owner, after
from tests.fakes_book import said, text_of
from tests.unit.test_handover import HELD, QUEUED, notice


def test_two_officers_of_one_name_are_two() -> None:
    held = Desk(Owner.PERSON, "Sari", account="s1")
    assert after(held, Happening.RELEASED, "Sari", "s2") is None
    assert after(held, Happening.RELEASED, "Sari", "s1") == Desk()


@pytest.mark.parametrize(
    ("desk", "happening", "owner"),
    [
        (Desk(Owner.PERSON, "Sari"), Happening.ASSIGNED, Owner.PERSON),
        (Desk(Owner.QUEUE), Happening.ASSIGNED, Owner.PERSON),
        (Desk(), Happening.REOPENED, Owner.QUEUE),
        (Desk(Owner.PERSON, "Budi"), Happening.RETURNED, Owner.QUEUE),
    ],
)
def test_staff_give_a_conversation_on_back_or_into_the_queue_again(
    desk: Desk, happening: Happening, owner: Owner
) -> None:
    found = after(desk, happening, "Budi")
    assert found
    assert (found.owner, found.officer) == (owner, "Budi" if owner is Owner.PERSON else "")


async def test_a_conversation_that_is_given_on_tells_the_resident_who_goes_on() -> None:
    told = await said(notice("assigned", "Budi", account="b1"), state=HELD)
    assert "Budi" in text_of(told)
    assert (told.state.desk.officer, told.state.desk.account) == ("Budi", "b1")


async def test_a_claim_before_an_answer_says_nothing_itself() -> None:
    told = await said(notice("claimed", "Budi", account="b1", silent="1"), state=QUEUED)
    assert not told.bubbles
    assert told.state.desk.owner is Owner.PERSON


async def test_a_conversation_given_back_waits_for_a_colleague() -> None:
    told = await said(notice("returned"), state=HELD)
    assert "petugas lain" in text_of(told)
    assert told.state.desk == Desk(Owner.QUEUE)
    assert ChangeOwner(Desk(Owner.QUEUE)) in told.effects


async def test_what_staff_open_again_is_not_told_to_the_resident() -> None:
    told = await said(notice("reopened"))
    assert not told.bubbles
    assert told.state.desk.owner is Owner.QUEUE
