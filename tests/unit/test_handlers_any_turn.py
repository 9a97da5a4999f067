"""Whatever comes in, whatever the NLU thinks of it: the reply is whole and fits every channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.actions import Verb, action, parse_action
from bot.domain.handover import Desk, Owner
from bot.domain.messages import (
    Command,
    Contact,
    Content,
    Location,
    Media,
    MediaKind,
    Membership,
    Notice,
    Reaction,
    Tap,
    Text,
    TimerRang,
    Unsupported,
)
from bot.domain.ports import Ports
from bot.domain.reply import (
    Bubble,
    ConversationState,
    Guess,
    LogQuestion,
    Menu,
    OpenDialogue,
    Reply,
    Say,
    SendDocument,
    Understanding,
)
from bot.domain.topics import Part
from faq.book import SAMPLE_OFFICE, load_book
from faq.check import taxonomy_labels
from handlers import Turn, respond, shortcut
from handlers.dialogue.question import CHANGE, CONFIRM
from handlers.dialogues import DIALOGUES
from tests.fakes_book import NOW, PORTS, QUESTION
from tests.residents import inbound

REAL = replace(PORTS, book=load_book(SAMPLE_OFFICE, lambda: NOW))
LABELS = sorted(taxonomy_labels())
NAMES = [label.partition("/")[2] for label in LABELS] + ["nonsense", "tanpa_kata", ""]
MAX_BODY, MAX_TITLE, MAX_CHOICES = 1024, 24, 10

ports = st.sampled_from([PORTS, REAL])
labels = st.sampled_from([*LABELS, "faq/nonsense", "nonsense", ""])
guesses = st.builds(Guess, labels, st.floats(0, 1))
names = st.sampled_from(NAMES)
taps = st.one_of(
    st.builds(lambda verb, name: f"{verb}:{name}", st.sampled_from(Verb), names),
    st.builds(lambda topic, part: action(Verb.PART, topic, part), names, st.sampled_from(Part)),
    st.sampled_from(["neither", "language:en", f"helpful:yes:{QUESTION}", f"helpful:no:{QUESTION}"]),
    st.text(max_size=80),
)
words = st.one_of(
    st.text(max_size=200), st.sampled_from(["menu", "1", "4", "iya", "tidak", "syarat", "english", "x y"])
)
contents: st.SearchStrategy[Content] = st.one_of(
    st.builds(Text, words, st.booleans(), st.booleans()),
    st.builds(Tap, taps, st.text(max_size=20)),
    st.builds(
        Command, st.sampled_from(["start", "menu", "bahasa", "data", "zzz"]), st.sampled_from(["", "t_kia", "en"])
    ),
    st.builds(Media, st.sampled_from(MediaKind), st.just("m1"), caption=words, masked=st.booleans()),
    st.sampled_from(
        [
            Location(0, 0),
            Contact(own=False),
            Unsupported("poll"),
            Reaction("x", "m"),
            Membership(True),
            TimerRang("x"),
            Notice("x"),
        ]
    ),
)
dialogues = st.sampled_from(list(DIALOGUES.values())).flatmap(
    lambda dialogue: st.builds(
        OpenDialogue,
        name=st.just(dialogue.name),
        id=st.just("d1"),
        step=st.sampled_from([*(step.name for step in dialogue.steps), CONFIRM, CHANGE, "gone"]),
        answers=st.dictionaries(st.sampled_from([step.name for step in dialogue.steps]), st.text(max_size=20)),
        misses=st.integers(0, 3),
        asked_at=st.sampled_from([None, NOW, NOW - timedelta(days=3)]),
    )
)
states = st.builds(
    ConversationState,
    language=st.sampled_from(["id", "en", "xx"]),
    topic=names,
    offered=st.lists(st.sampled_from(LABELS), max_size=3, unique=True).map(tuple),
    pending_text=st.text(max_size=50),
    pending_question=st.sampled_from(["", QUESTION]),
    misses=st.integers(0, 3),
    greeted=st.booleans(),
    dialogue=st.none() | dialogues,
    desk=st.sampled_from([Desk(), Desk(Owner.QUEUE), Desk(Owner.PERSON, "Sari")]),
)


async def taken(content: Content, state: ConversationState, ranking: list[Guess] | None, ports: Ports) -> Reply:
    message = inbound(content)
    turn = Turn(message, state, QUESTION, NOW)
    shortened = shortcut(turn, ports)
    understanding = None if ranking is None or shortened else Understanding(tuple(ranking), "m")
    turn = replace(turn, action=shortened, understanding=understanding, nlu_down=ranking is None and shortened is None)
    return await respond(turn, ports)


@settings(max_examples=300, deadline=None)
@given(contents, states, st.none() | st.lists(guesses, max_size=7), ports)
async def test_every_reply_is_whole_and_fits(
    content: Content, state: ConversationState, ranking: list[Guess] | None, ports: Ports
) -> None:
    reply = await taken(content, state, ranking, ports)
    silent = isinstance(content, Membership | Reaction | TimerRang | Notice)
    if silent or state.desk.owner is not Owner.PERSON:
        assert bool(reply.bubbles) is not silent
    for bubble in reply.bubbles:
        check_bubble(bubble)
    assert sum(isinstance(effect, LogQuestion) for effect in reply.effects) <= 1


@settings(max_examples=200, deadline=None)
@given(
    st.text(min_size=1, max_size=60).filter(lambda text: any(map(str.isalpha, text))),
    states.map(lambda state: replace(state, dialogue=None)),
    st.lists(guesses),
    ports,
)
async def test_every_text_question_is_kept_exactly_once(
    body: str, state: ConversationState, ranking: list[Guess], ports: Ports
) -> None:
    reply = await taken(Text(body), state, ranking, ports)
    [log] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    assert log.for_staff is bool(log.reason)


def check_bubble(bubble: Bubble) -> None:
    if isinstance(bubble, SendDocument):
        assert bubble.content
        return
    assert isinstance(bubble, Say | Menu)
    assert bubble.text.strip()
    choices = list(bubble.choices) if isinstance(bubble, Say) else []
    if isinstance(bubble, Menu):
        assert 0 < len(bubble.label) <= 20
        assert all(0 < len(section.title) <= MAX_TITLE and section.rows for section in bubble.sections)
        choices = [row for section in bubble.sections for row in section.rows]
        assert choices
    if choices:
        title = bubble.title if isinstance(bubble, Say) else ""
        assert len(title) + len(bubble.text) <= MAX_BODY
    assert len(choices) <= MAX_CHOICES
    assert len({choice.title for choice in choices}) == len(choices)
    for choice in choices:
        assert 0 < len(choice.title) <= MAX_TITLE
        assert str(parse_action(choice.action)) == choice.action
        assert len(choice.action.encode()) <= 64
