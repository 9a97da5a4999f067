"""Announcements: only for those who said yes, about what they chose, and never again after "berhenti"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.actions import Verb, action
from bot.domain.interests import ALL, SetArea, SetInterests, Subscription
from bot.domain.ports import Ports
from bot.domain.privacy import NoteConsent, SetAnnouncements
from bot.domain.reply import Choice
from handlers.area_steps import AREA_STEPS, area_told
from handlers.dialogue import walk
from handlers.dialogue.plan import SKIPPED, Answers, Dialogue, Option, Problem, Said, Step, Talk, answers_of
from handlers.dialogue.reading import or_skipped, yes_or_no
from handlers.exact import normalised, words_of
from handlers.interests import chosen, dropped, wants_only
from handlers.menu import settled
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

MINE, CHANGE_TOPICS, CHANGE_AREA = "langganan_saya", "ubah_topik", "ubah_rt_rw"
DROP, ONLY = "kurangi_topik", "hanya_topik"
"""Tasks of ours that are no labels of the taxonomy; the last two are found by words (handlers/shortcuts.py)."""
_APPOINTMENTS = "janji_saya"
_ABOUT = "announcements"
_CHOICES = "topics"


async def _sure(talk: Talk) -> Sequence[Option]:
    return (Option("yes", talk.voice.text("button_subscribe")), Option("no", talk.voice.text("button_not_now")))


def _most(talk: Talk) -> Mapping[str, str]:
    return {"most": str(talk.ports.subscriptions.per_week)}


async def _decided(talk: Talk) -> Outcome:
    """A yes holds from this moment, whatever comes of the questions about topics."""
    voice = talk.voice
    shown = voice.text("ask_langganan_sure", **_most(talk))
    if talk.answers["sure"] != "yes":
        effects = (NoteConsent(_ABOUT, "no", shown), SetAnnouncements(False))
        return Outcome(voice.say("subscribe_not", voice.task("menu")), talk.state, effects=effects)
    asked = await walk.begin_with(TOPICS, talk.turn, talk.ports, {})
    yes = (NoteConsent(_ABOUT, "yes", shown), SetAnnouncements(True), SetInterests((ALL,)))
    return replace(asked, bubbles=(*voice.say("subscribed"), *asked.bubbles), effects=yes)


SUBSCRIBE = Dialogue(
    "langganan", (Step("sure", yes_or_no, options=_sure, values=_most, leaves=True),), _decided, confirm=False
)


def _left(talk: Talk) -> list[Option]:
    """The topics that are not chosen yet."""
    had = answers_of(talk.answers, "topics")
    known = talk.ports.book.interests(talk.voice.language)
    return [Option(each.id, each.title) for each in known if each.id not in had]


async def _topics(talk: Talk) -> Sequence[Option]:
    voice = talk.voice
    if answers_of(talk.answers, "topics"):
        return (Option(SKIPPED, voice.text("button_go_on")), *_left(talk))
    return (*_left(talk), Option(ALL, voice.text("button_all_topics")))


def _chosen(talk: Talk) -> Mapping[str, str]:
    return {"chosen": topics_in_words(talk.voice, answers_of(talk.answers, "topics"))}


def _read_topics(said: Said, talk: Talk) -> str | Problem | Answers | None:
    """Words tell all at once: they end the question, and are added to what was tapped."""
    shown = [option.value for option in _left(talk)]
    found = chosen(said.words, talk.ports.book.interests("id"), shown, talk.ports.book)
    had = answers_of(talk.answers, "topics")
    if not found:
        return None
    return {"topics": ALL if ALL in found else " ".join(dict.fromkeys((*had, *found)))}


async def _told(talk: Talk) -> Outcome:
    voice = talk.voice
    interests = answers_of(talk.answers, "topics") or (ALL,)
    area = area_told(talk.answers)
    words = voice.text("subscription_set", topics=topics_in_words(voice, interests), area=area_in_words(voice, area))
    effects = (SetInterests(interests), SetArea(area), NoteConsent(_CHOICES, "yes", words))
    shown = voice.speak(words, _mine(voice, MINE), voice.task("menu"))
    return Outcome(shown, talk.state, effects=effects)


TOPICS = Dialogue(
    "langganan_topik",
    (
        Step(
            "topics",
            or_skipped(_read_topics),
            options=_topics,
            values=_chosen,
            many=True,
            ends=frozenset({ALL}),
            leaves=True,
        ),
        *AREA_STEPS,
    ),
    _told,
    confirm=False,
    label="task/langganan",
    left="topics_left",
    optional=True,
)


async def subscribe(turn: Turn, ports: Ports) -> Outcome:
    """Who is subscribed already sees what they have."""
    subscription = await ports.subscriptions.of(turn.person)
    if subscription.wanted and not turn.state.dialogue:
        return _shown(turn, ports, subscription)
    return await walk.begin(SUBSCRIBE, turn, ports)


async def show(turn: Turn, ports: Ports) -> Outcome:
    return _shown(turn, ports, await ports.subscriptions.of(turn.person))


def _shown(turn: Turn, ports: Ports, subscription: Subscription) -> Outcome:
    voice = voice_of(turn, ports)
    if not subscription.wanted:
        return _none(turn, voice)
    said = voice.say(
        "subscription_shown",
        _mine(voice, CHANGE_TOPICS),
        _mine(voice, CHANGE_AREA),
        voice.task("berhenti_langganan"),
        since=_since(voice, subscription),
        topics=topics_in_words(voice, subscription.interests),
        area=area_in_words(voice, subscription.area),
        channels=", ".join(voice.text(f"channel_{channel}") for channel in subscription.channels),
        most=str(ports.subscriptions.per_week),
    )
    return Outcome(said, settled(turn.state), answered="task/langganan")


def _since(voice: Voice, subscription: Subscription) -> str:
    if subscription.since is None:
        return voice.text("since_untold")
    return voice.book.date(subscription.since.date(), voice.language)


def _none(turn: Turn, voice: Voice) -> Outcome:
    said = voice.say("subscription_none", voice.task("langganan"), voice.task("menu"))
    return Outcome(said, settled(turn.state), answered="task/langganan")


async def change_topics(turn: Turn, ports: Ports) -> Outcome:
    """Topics are chosen anew; where they live stays."""
    subscription = await ports.subscriptions.of(turn.person)
    if not subscription.wanted:
        return _none(turn, voice_of(turn, ports))
    return await walk.begin_with(TOPICS, turn, ports, {"area": subscription.area or SKIPPED})


async def change_area(turn: Turn, ports: Ports) -> Outcome:
    subscription = await ports.subscriptions.of(turn.person)
    if not subscription.wanted:
        return _none(turn, voice_of(turn, ports))
    return await walk.begin_with(TOPICS, turn, ports, {"topics": " ".join(subscription.interests or (ALL,))})


async def drop_topics(turn: Turn, ports: Ports) -> Outcome:
    """ "Berhenti topik KTP": the others stay. Without any left it is a stop."""
    return await _keep(turn, ports, without=dropped(words_of(turn.inbound), ports.book, after_announcement=True))


async def keep_topics(turn: Turn, ports: Ports) -> Outcome:
    """ "Cukup KTP aja"."""
    wanted = wants_only(words_of(turn.inbound), ports.book, after_announcement=True)
    voice, subscription = voice_of(turn, ports), await ports.subscriptions.of(turn.person)
    if not subscription.wanted:
        return _none(turn, voice)
    return _changed(turn, voice, wanted, "topics_kept")


async def _keep(turn: Turn, ports: Ports, without: Sequence[str]) -> Outcome:
    voice, subscription = voice_of(turn, ports), await ports.subscriptions.of(turn.person)
    if not subscription.wanted:
        return await stop(turn, ports)
    every = [each.id for each in ports.book.interests(voice.language)]
    had = every if ALL in subscription.interests or not subscription.interests else subscription.interests
    kept = tuple(each for each in had if each not in without)
    if not kept:
        return await stop(turn, ports)
    if len(kept) == len(had):
        topics = topics_in_words(voice, subscription.interests)
        said = voice.say("topics_not_yours", _mine(voice, CHANGE_TOPICS), voice.task("menu"), topics=topics)
        return Outcome(said, settled(turn.state), answered="task/langganan")
    return _changed(turn, voice, kept, "topics_dropped", dropped=topics_in_words(voice, without))


def _changed(turn: Turn, voice: Voice, interests: Sequence[str], key: str, **values: str) -> Outcome:
    words = voice.text(key, topics=topics_in_words(voice, interests), **values)
    effects = (SetInterests(tuple(interests)), NoteConsent(_CHOICES, "yes", words))
    shown = voice.speak(words, _mine(voice, MINE), voice.task("berhenti_langganan"), voice.task("menu"))
    return Outcome(shown, settled(turn.state), answered="task/langganan", effects=effects)


async def stop(turn: Turn, ports: Ports) -> Outcome:
    """At once and without a question; what is open is left, too. Answers still come. "Batal" may be the appointment of
    somebody who has one."""
    voice = voice_of(turn, ports)
    called_off = normalised(words_of(turn.inbound)) in ports.book.words("batal")
    if called_off and await ports.bookings.of_person(turn.person):
        choices = (_mine(voice, _APPOINTMENTS), voice.task("berhenti_langganan"), voice.task("menu"))
        return Outcome(voice.say("cancel_what", *choices), settled(turn.state))
    words = voice.text("unsubscribed")
    effects = (NoteConsent(_ABOUT, "no", words), SetAnnouncements(False))
    choices = (voice.task("langganan"), voice.task("hapus_data"), voice.task("menu"))
    other = turn.state.dialogue is not None and turn.state.dialogue.name not in {SUBSCRIBE.name, TOPICS.name}
    left = voice.say("dialogue_cancelled") if other else ()
    state = replace(settled(turn.state), dialogue=None)
    bubbles = (*left, *voice.speak(words, *choices))
    return Outcome(bubbles, state, answered="task/berhenti_langganan", effects=effects)


def topics_in_words(voice: Voice, interests: Sequence[str]) -> str:
    """Their titles; everything where nothing in particular was chosen."""
    titles = {each.id: each.title for each in voice.book.interests(voice.language)}
    shown = [titles[each] for each in interests if each in titles]
    return ", ".join(shown) or voice.text("all_topics")


def area_in_words(voice: Voice, area: str) -> str:
    rt, _, rw = area.rpartition("/")
    if not rw:
        return voice.text("area_untold")
    return voice.text("area_rt_rw", rt=rt, rw=rw) if rt else voice.text("area_rw", rw=rw)


def _mine(voice: Voice, task: str) -> Choice:
    return Choice(action(Verb.TASK, task), voice.text(f"button_{task}"))
