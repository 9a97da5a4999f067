"""Where every turn gets its reply: picks the rule, puts first things first, keeps the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.actions import Verb
from bot.domain.messages import Media, Membership, Notice, Reaction, Text, TimerRang
from bot.domain.ports import Ports
from bot.domain.privacy import EraseResident, NoteConsent
from bot.domain.reply import Bubble, Reply, Say, SetReachable
from handlers import appointments, campaign, desk, language, rating, status, text_only
from handlers.announced import answered
from handlers.dialogues import between, not_an_answer, open_dialogue, press_step, resume, take_answer
from handlers.exact import words_of
from handlers.flood import counted, too_many
from handlers.greeting import introduction
from handlers.handover import neither, nlu_down
from handlers.media import kind_word, without_words
from handlers.menu import open_group
from handlers.notices import take_notice, take_timer
from handlers.record import record
from handlers.sample_mark import marked_once
from handlers.tasks import start_task
from handlers.tickets import press_case
from handlers.topics import open_more, open_part, open_topic
from handlers.turn import Handler, Outcome, Turn
from handlers.understood import understood
from handlers.unhelpful import explain
from handlers.voice import voice_of

VERBS: Mapping[Verb, Handler] = {
    Verb.TOPIC: open_topic,
    Verb.PART: open_part,
    Verb.MORE: open_more,
    Verb.GROUP: open_group,
    Verb.HELPFUL: rating.rate,
    Verb.NEITHER: neither,
    Verb.TASK: start_task,
    Verb.LANGUAGE: language.switch,
    Verb.WHY: explain,
    Verb.WATCH: status.watch,
    Verb.LOOKUPS: status.who_looked,
    Verb.BOOKING: appointments.press,
    Verb.STEP: press_step,
    Verb.ANSWER: take_answer,
    Verb.RESUME: resume,
    Verb.HELD: desk.keep_quiet,
    Verb.CASE: press_case,
    Verb.CAMPAIGN: campaign.tapped,
    Verb.NOTICE: take_notice,
    Verb.TIMER: take_timer,
}


async def respond(turn: Turn, ports: Ports) -> Reply:
    """Everything one message leads to. Reactions, a (un)blocking and timers nobody set lead to no bubble."""
    reply = await _reply(turn, ports)
    mark = ports.book.phrase("office_sample", reply.state.language)
    return text_only.shaped(turn, ports, replace(reply, bubbles=marked_once(reply.bubbles, mark)))


async def _reply(turn: Turn, ports: Ports) -> Reply:
    match turn.inbound.content:
        case Membership(active=active):
            return Reply((), turn.state, (SetReachable(active),))
        case Reaction():
            return Reply((), turn.state)
    turn = replace(turn, state=replace(turn.state, language=language.spoken(turn, ports)))
    state, over = counted(turn)
    turn = replace(turn, state=state)
    outcome = await (too_many if over else _rule(turn))(turn, ports)
    if over:
        return Reply(outcome.bubbles, outcome.state, record(turn, ports.book, outcome))
    if isinstance(turn.inbound.content, Notice | TimerRang):
        return Reply(outcome.bubbles, outcome.state, (*record(turn, ports.book, outcome), *outcome.effects))
    if turn.action and turn.action.verb is Verb.HELD:
        noted = (*campaign.noted_while_held(turn), *outcome.effects)
        return Reply((), outcome.state, (*record(turn, ports.book, outcome), *noted))
    outcome = await between(turn, ports, outcome)
    bubbles = (*_first_things(turn, ports, outcome), *outcome.bubbles)
    return Reply(
        bubbles=bubbles,
        state=replace(outcome.state, greeted=not _forgotten(outcome)),
        effects=(
            *record(turn, ports.book, outcome),
            *_noticed(turn, bubbles),
            *answered(turn, outcome),
            *outcome.effects,
        ),
    )


def _rule(turn: Turn) -> Handler:
    if turn.action is not None:
        return VERBS[turn.action.verb]
    if turn.nlu_down and open_dialogue(turn.state):
        return not_an_answer
    if turn.understanding is not None and words_of(turn.inbound):
        return understood
    lost = turn.nlu_down or isinstance(turn.inbound.content, Text)
    return nlu_down if lost else without_words


def _noticed(turn: Turn, bubbles: Sequence[Bubble]) -> tuple[NoteConsent, ...]:
    """What a resident was told at the first contact, for the consent ledger."""
    first = next((bubble for bubble in bubbles if isinstance(bubble, Say)), None)
    return (NoteConsent("notice", "shown", first.text),) if first and not turn.state.greeted else ()


def _forgotten(outcome: Outcome) -> bool:
    """Who had everything erased is greeted like a stranger next time, with what is kept and why."""
    return any(isinstance(effect, EraseResident) for effect in outcome.effects)


def _first_things(turn: Turn, ports: Ports, outcome: Outcome) -> tuple[Bubble, ...]:
    # In the language of the answer: the very first message may have chosen it.
    voice = voice_of(replace(turn, state=outcome.state), ports)
    content = turn.inbound.content
    bubbles: list[Bubble] = []
    if not (turn.state.greeted or outcome.introduced):
        bubbles.append(introduction(voice))
    if isinstance(content, Text | Media) and content.masked:
        bubbles.append(Say(voice.text("number_hidden")))
    if isinstance(content, Media) and (turn.understanding or turn.nlu_down):
        bubbles.append(Say(voice.text(kind_word(content))))
    return tuple(bubbles)
