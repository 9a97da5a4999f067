"""Bubbles of one turn, joined where there are many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reply import AskLocation, Bubble, Choice, Menu, Say, Section
from bot.outbound.coalesce import MOST_BUBBLES, MOST_CHARACTERS, coalesce

PICK = (Choice("task:menu", "Menu"),)
MENU = Menu("Pilih", (Section("", PICK),))

BUBBLES = st.one_of(
    st.builds(Say, st.text(min_size=1, max_size=400), st.sampled_from(["", "Judul"])),
    st.builds(Say, st.text(min_size=1, max_size=400), choices=st.just(PICK)),
    st.just(MENU),
    st.just(AskLocation("Di mana?")),
)


def words(bubbles: list[Bubble]) -> str:
    said = (f"{getattr(bubble, 'title', '')}{bubble.text}" for bubble in bubbles if hasattr(bubble, "text"))
    return "".join("".join(said).split())


def test_few_bubbles_stay_as_they_are() -> None:
    few: list[Bubble] = [Say("satu"), Say("dua"), MENU]
    assert coalesce(few) == tuple(few)


def test_the_shortest_neighbours_are_joined_first() -> None:
    joined = coalesce([Say("a" * 300), Say("b" * 300), Say("c"), Say("d", choices=PICK)])
    assert joined == (Say("a" * 300), Say("b" * 300), Say("c\n\nd", choices=PICK))


def test_a_title_keeps_its_place_above_its_own_text() -> None:
    titled: list[Bubble] = [Say("pembuka"), Say("isi", "KTP hilang"), Say("lagi", "KTP rusak"), MENU, MENU]
    assert coalesce(titled) == tuple(titled)


@given(st.lists(BUBBLES, max_size=9))
def test_no_word_is_lost_or_moved_and_nothing_grows_too_long(bubbles: list[Bubble]) -> None:
    joined = list(coalesce(bubbles))
    assert words(joined) == words(bubbles)
    assert len(joined) <= max(len(bubbles), MOST_BUBBLES)
    choices = [bubble for bubble in bubbles if getattr(bubble, "choices", ()) or isinstance(bubble, Menu)]
    assert len([b for b in joined if getattr(b, "choices", ()) or isinstance(b, Menu)]) == len(choices)
    grown = [bubble for bubble in joined if bubble not in bubbles]
    assert all(len(bubble.text) <= MOST_CHARACTERS for bubble in grown if isinstance(bubble, Say | Menu))
