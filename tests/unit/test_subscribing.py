"""Announcements as residents order them: yes or no, topics in words and by tap, RT/RW, what they have, and no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.effect import Effect
from bot.domain.interests import ALL, SetArea, SetInterests, Subscription
from bot.domain.messages import Tap
from bot.domain.privacy import NoteConsent, SetAnnouncements
from bot.domain.reply import ConversationState, Reply
from handlers.interests import area_of, chosen, dropped, wants_only
from tests.fakes import FakeSubscriptions
from tests.fakes_book import KNOWN, NOW, PORTS, actions_of, said, text_of

BOOK = PORTS.book
INTERESTS = BOOK.interests("id")
IDS = [each.id for each in INTERESTS]
SUBSCRIBED = replace(
    PORTS,
    subscriptions=FakeSubscriptions(
        Subscription(wanted=True, since=NOW, channels=("telegram",), interests=("ktp_kk", "akta"), area="005/003")
    ),
)


def of_kind(reply: Reply, kind: type[Effect]) -> list[Effect]:
    return [effect for effect in reply.effects if isinstance(effect, kind)]


async def topics_asked() -> ConversationState:
    return (await said("ya", state=(await said("langganan")).state)).state


async def test_a_yes_holds_at_once_and_topics_are_asked_after_it() -> None:
    asked = await said("langganan")
    assert "Paling banyak 3 kali seminggu" in text_of(asked)
    reply = await said("ya", state=asked.state)
    assert SetAnnouncements(True) in reply.effects
    assert SetInterests((ALL,)) in reply.effects
    assert "Mau kabar soal apa" in text_of(reply)
    assert f"step:langganan_topik:topics:{ALL}" in actions_of(reply)


async def test_several_topics_and_a_neighbourhood_in_words() -> None:
    area = await said("ktp sama akta", state=await topics_asked())
    assert "RT dan RW" in text_of(area)
    reply = await said("rt 5 rw 3", state=area.state)
    assert SetInterests(("ktp_kk", "akta")) in reply.effects
    assert SetArea("005/003") in reply.effects
    [consent] = of_kind(reply, NoteConsent)
    assert isinstance(consent, NoteConsent)
    assert (consent.about, consent.decision) == ("topics", "yes")
    assert consent.words in text_of(reply)
    assert reply.state.dialogue is None


async def test_topics_by_taps_add_up() -> None:
    first = await said(Tap("step:langganan_topik:topics:keliling"), state=await topics_asked())
    assert "Sudah dipilih: Jadwal layanan keliling" in text_of(first)
    assert "step:langganan_topik:topics:keliling" not in actions_of(first)
    second = await said(Tap("step:langganan_topik:topics:ikd"), state=first.state)
    area = await said(Tap("step:langganan_topik:topics:-"), state=second.state)
    reply = await said("lewati", state=area.state)
    assert SetInterests(("keliling", "ikd")) in reply.effects
    assert SetArea("") in reply.effects


async def test_words_add_to_what_was_tapped() -> None:
    first = await said(Tap("step:langganan_topik:topics:keliling"), state=await topics_asked())
    area = await said("sama ktp juga", state=first.state)
    reply = await said(Tap("step:langganan_topik:area:-"), state=area.state)
    assert SetInterests(("keliling", "ktp_kk")) in reply.effects


@pytest.mark.parametrize("answer", ["semua aja", "lewati", Tap(f"step:langganan_topik:topics:{ALL}"), "terserah"])
async def test_all_of_them_and_none_in_particular_are_the_same(answer: str | Tap) -> None:
    area = await said(answer, state=await topics_asked())
    assert "RT dan RW" in text_of(area)
    reply = await said("RW 03 aja", state=area.state)
    assert SetInterests((ALL,)) in reply.effects
    assert SetArea("003") in reply.effects


async def test_all_of_them_stands_alone_even_after_a_tap() -> None:
    first = await said(Tap("step:langganan_topik:topics:keliling"), state=await topics_asked())
    area = await said("semua aja", state=first.state)
    assert SetInterests((ALL,)) in (await said("lewati", state=area.state)).effects


async def test_who_leaves_the_questions_stays_subscribed() -> None:
    reply = await said("batal", state=await topics_asked())
    assert "tetap seperti tadi" in text_of(reply)
    assert not of_kind(reply, SetAnnouncements)


async def test_a_no_is_kept_with_the_words_that_were_shown() -> None:
    asked = await said("langganan")
    reply = await said("tidak", state=asked.state)
    [consent] = of_kind(reply, NoteConsent)
    assert isinstance(consent, NoteConsent)
    assert consent.decision == "no"
    assert consent.words in text_of(asked)


@pytest.mark.parametrize("words", ["langganan saya", "saya langganan apa", "my subscription", "langganan"])
async def test_what_one_is_subscribed_to_is_shown(words: str) -> None:
    reply = await said(words, ports=SUBSCRIBED)
    told = (
        "24 November 2026",
        "KTP-el dan KK, Lahir/nikah/meninggal",
        "RT 005/RW 003",
        "Telegram",
        "tetap saya jawab",
    )
    for each in told:
        assert each in text_of(reply)
    assert actions_of(reply) == ["task:ubah_topik", "task:ubah_rt_rw", "task:berhenti_langganan"]


async def test_who_is_not_subscribed_is_told_so() -> None:
    reply = await said("langganan saya")
    assert "belum berlangganan" in text_of(reply)
    assert "task:langganan" in actions_of(reply)


async def test_changing_topics_keeps_the_neighbourhood() -> None:
    asked = await said(Tap("task:ubah_topik"), ports=SUBSCRIBED)
    reply = await said("pindah", state=asked.state, ports=SUBSCRIBED)
    assert SetInterests(("pindah",)) in reply.effects
    assert SetArea("005/003") in reply.effects


async def test_changing_the_neighbourhood_keeps_the_topics() -> None:
    asked = await said("ubah rt rw", ports=SUBSCRIBED)
    reply = await said("7/2", state=asked.state, ports=SUBSCRIBED)
    assert SetInterests(("ktp_kk", "akta")) in reply.effects
    assert SetArea("007/002") in reply.effects


@pytest.mark.parametrize("button", ["task:ubah_topik", "task:ubah_rt_rw"])
async def test_an_old_button_changes_nothing_for_who_has_stopped(button: str) -> None:
    assert "belum berlangganan" in text_of(await said(Tap(button)))


async def test_one_topic_can_be_stopped() -> None:
    reply = await said("berhenti topik akta", ports=SUBSCRIBED)
    assert SetInterests(("ktp_kk",)) in reply.effects
    assert not of_kind(reply, SetAnnouncements)
    assert "KTP-el dan KK" in text_of(reply)


async def test_the_last_topic_stopped_is_a_stop() -> None:
    reply = await said("stop info ktp sama akta", ports=SUBSCRIBED)
    assert SetAnnouncements(False) in reply.effects


async def test_of_everything_one_topic_can_be_stopped() -> None:
    everything = replace(SUBSCRIBED, subscriptions=FakeSubscriptions(Subscription(wanted=True, interests=(ALL,))))
    reply = await said("jangan kirim info pindah lagi", ports=everything)
    assert SetInterests(tuple(each for each in IDS if each != "pindah")) in reply.effects


async def test_a_topic_one_does_not_have_changes_nothing() -> None:
    reply = await said("berhenti topik pindah", ports=SUBSCRIBED)
    assert "memang tidak ada" in text_of(reply)
    assert not of_kind(reply, SetInterests)


async def test_only_one_topic_from_now_on() -> None:
    assert SetInterests(("ktp_kk",)) in (await said("cukup info ktp aja", ports=SUBSCRIBED)).effects


@pytest.mark.parametrize(
    "words", ["jangan kirim lagi ya min", "ojo ngirim maneh", "ulah ngirim deui", "kaga usah kirim lagi"]
)
async def test_many_words_stop_whatever_is_open(words: str) -> None:
    for state in (KNOWN, await topics_asked(), (await said("mau kasih saran")).state):
        reply = await said(words, state=state)
        assert SetAnnouncements(False) in reply.effects
        assert "tetap saya jawab" in text_of(reply)
        assert reply.state.dialogue is None


async def test_again_asks_for_the_yes_again() -> None:
    reply = await said("langganan lagi dong")
    assert not of_kind(reply, SetAnnouncements)
    assert reply.state.dialogue
    assert reply.state.dialogue.name == "langganan"


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("ktp", ("ktp_kk",)),
        ("ktp sama akta", ("ktp_kk", "akta")),
        ("KTP, KK & pindahan dong", ("ktp_kk", "pindah")),
        ("mau kabar soal mobil keliling aja", ("keliling",)),
        ("1 sama 3", ("ktp_kk", "pindah")),
        ("2,4", ("akta", "keliling")),
        ("ktp digital", ("ikd",)),
        ("cukup ktp aja", ("ktp_kk",)),
        ("jdwl keliling sm libur", ("keliling", "tutup")),
        ("id card and moving", ("ktp_kk", "pindah")),
        ("kapan kantor tutup", ()),
        ("semua", (ALL,)),
        ("9", ()),
        ("ktp saya hilang", ()),
        ("syarat pindah apa", ()),
        ("halo", ()),
        ("", ()),
    ],
)
def test_topics_are_read_as_people_write_them(words: str, ids: tuple[str, ...]) -> None:
    assert chosen(words, INTERESTS, IDS, BOOK) == ids


@pytest.mark.parametrize(
    ("words", "area"),
    [
        ("005/003", "005/003"),
        ("5/3", "005/003"),
        ("rt 5 rw 3", "005/003"),
        ("RT 05/RW 03", "005/003"),
        ("rt 05/03", "005/003"),
        ("RT/RW 005/003", "005/003"),
        ("RW 03 aja", "003"),
        ("rw tiga", "003"),
        ("er te lima er we tiga", "005/003"),
        ("saya di rt 12 rw 10 pak", "012/010"),
        ("rt 5", "005/"),
        ("rt 0", "0"),
        ("3", "?"),
        ("rw 0", "0"),
        ("rt 0 rw 3", "0"),
        ("tidak tahu", None),
        ("jalan poltangan raya nomor 3 rumah cat hijau dekat masjid besar yang di ujung", None),
        ("17-8-1985", None),
    ],
)
def test_neighbourhoods_are_read_as_people_write_them(words: str, area: str | None) -> None:
    assert area_of(words) == area


@pytest.mark.parametrize(("words", "phrase"), [("rt 5", "RW-nya berapa"), ("3", "RT atau RW"), ("rw 0", "tidak ada")])
async def test_a_neighbourhood_that_will_not_do_is_asked_kindly(words: str, phrase: str) -> None:
    area = await said("semua", state=await topics_asked())
    assert phrase in text_of(await said(words, state=area.state))


@pytest.mark.parametrize(
    ("words", "area"),
    [
        (["3 pak"], "005/003"),
        (["rw tiga"], "005/003"),
        (["7/2"], "007/002"),
        (["eh salah, rt 7", "3"], "007/003"),
        (["rw 0", "3"], "005/003"),
        (["lewati"], ""),
    ],
)
async def test_an_rt_is_kept_while_its_rw_is_asked_for(words: list[str], area: str) -> None:
    topics = await said("semua", state=await topics_asked())
    reply = await said("rt 5", state=topics.state)
    for each in words:
        reply = await said(each, state=reply.state)
    assert SetArea(area) in reply.effects


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("berhenti topik ktp", ("ktp_kk",)),
        ("tolong stop info pindah ya min", ("pindah",)),
        ("ga mau info akta lagi", ("akta",)),
        ("jangan kirim pengumuman soal forum lagi", ("forum",)),
        ("ulah ngirim info ktp deui", ("ktp_kk",)),
        ("stop news about moving", ("pindah",)),
        ("berhenti pindah", ()),
        ("stop ktp", ()),
        ("info ktp", ()),
        ("berhenti topik", ()),
        ("cukup info ktp aja", ()),
        ("jangan berhenti info ktp", ()),
    ],
)
def test_a_topic_to_stop_is_named_as_one(words: str, ids: tuple[str, ...]) -> None:
    assert dropped(words, BOOK) == ids


def test_right_after_an_announcement_less_is_enough() -> None:
    assert dropped("stop ktp", BOOK, after_announcement=True) == ("ktp_kk",)
    assert wants_only("cukup ktp aja", BOOK, after_announcement=True) == ("ktp_kk",)
    assert wants_only("cukup ktp aja", BOOK) == ()
    assert wants_only("cukup ktp aja?", BOOK, after_announcement=True) == ()
