"""Steps that complaints, suggestions and additions to them share: the story, files, the name; and where they end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.actions import Verb, action
from bot.domain.cases import Category, Kind, OpenCase, State, Visibility, first_priority, next_date
from bot.domain.errors import MediaError, MediaGone, MediaTooLarge, MediaUnreadable
from bot.domain.masking import mask_text
from bot.domain.messages import MAX_TEXT, Media, MediaKind
from bot.domain.ports import Ports
from bot.domain.reply import Choice
from bot.domain.tracking import spoken
from handlers.dialogue.plan import QUESTION_LENGTH, SKIPPED, Answers, Option, Problem, Said, Step, Talk, answers_of
from handlers.dialogue.reading import name_of, or_skipped, words
from handlers.exact import has_run, normalised
from handlers.turn import Outcome, Turn
from handlers.voice import Voice

LEAST_STORY = 60
"""Characters from which the message that starts a dialogue is taken for the story itself."""
MOST_FILES = 5
_SHOWN = 400
_PHOTO, _VOICE = "photo", "voice"
_KINDS = {MediaKind.PHOTO: _PHOTO, MediaKind.VOICE: _VOICE, MediaKind.AUDIO: _VOICE}
_FAILED: dict[type[MediaError], str] = {
    MediaGone: "file_gone",
    MediaTooLarge: "file_too_large",
    MediaUnreadable: "file_unreadable",
}


async def skip(talk: Talk) -> Sequence[Option]:
    return (skip_option(talk),)


def skip_option(talk: Talk) -> Option:
    return Option(SKIPPED, talk.voice.text("button_skip"))


def story_in(said: Said, least: int = LEAST_STORY) -> str:
    """The message where it is long enough to be what happened and no question; else empty."""
    asks = "?" in said.words and len(said.words) <= QUESTION_LENGTH
    return "" if asks or len(said.words) < least else mask_text(said.words)


def hinted(said: Said, talk: Talk, key: str) -> bool:
    """Whether one of the words (or runs of words) of words.yml stands in the message."""
    return has_run(said.words, talk.ports.book.words(key))


def shortened(value: str, _: Talk) -> str:
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN].rstrip()}…"


def story(least: int = 10) -> Step:
    return Step("what", words(least, MAX_TEXT), show=shortened, free=True)


def _file(said: Said, talk: Talk) -> str | Problem | None:
    """A photo or a voice note by its kind; the check fetches it."""
    match said.content:
        case Media(media=kind, mime_type=mime) if kind in _KINDS or _is_picture(kind, mime):
            return _KINDS.get(kind, _PHOTO)
        case Media():
            return Problem("file_wrong_kind")
    done = normalised(said.words) in talk.ports.book.words("step_done")
    return SKIPPED if done else None


def _is_picture(kind: MediaKind, mime_type: str) -> bool:
    """Some send a photo "as a file"."""
    return kind is MediaKind.DOCUMENT and mime_type.startswith("image/")


async def _fetched(value: str, talk: Talk) -> Problem | None:
    """Kept at once and not at the end: what fails can then be sent again while the resident has it at hand."""
    media = talk.turn.inbound.content
    if value == SKIPPED or not isinstance(media, Media):
        return None
    if len(answers_of(talk.answers, "files")) >= MOST_FILES:
        return Problem("file_enough", {"most": str(MOST_FILES)})
    try:
        await talk.ports.attachments.keep(talk.open.id, talk.turn.inbound.channel, media)
    except MediaError as error:
        return Problem(_FAILED.get(type(error), "file_not_fetched"))
    return None


def _counted(value: str, talk: Talk) -> str:
    kinds = [] if value == SKIPPED else value.split()
    counts = {"files_photo": kinds.count(_PHOTO), "files_voice": kinds.count(_VOICE)}
    return ", ".join(f"{count} {talk.voice.text(phrase)}" for phrase, count in counts.items() if count)


FILES = Step("files", or_skipped(_file), options=skip, check=_fetched, show=_counted, many=True)


async def _no_name(talk: Talk) -> Sequence[Option]:
    return (Option(SKIPPED, talk.voice.text("button_no_name")),)


def _named(said: Said, talk: Talk) -> str | Problem | Answers | None:
    """ "Ga usah", "saya ga mau sebut nama" leave it out; "anonim aja" tells also who may know."""
    if normalised(said.words) in talk.ports.book.words("step_visible_anonymous"):
        return {"name": SKIPPED, "visibility": Visibility.ANONYMOUS}
    return SKIPPED if hinted(said, talk, "hint_no_name") else name_of(said, talk)


NAME = Step("name", or_skipped(_named), options=_no_name, free=True)


def given_answer(talk: Talk, step: str) -> str:
    """Empty where it was left out."""
    value = talk.answers.get(step, "")
    return "" if value == SKIPPED else value


async def send(talk: Talk, kind: Kind, category: Category, visibility: Visibility) -> Outcome:
    """The case itself, and its number for the resident."""
    number = await talk.ports.cases.number_for(talk.open.id)
    due = next_date(kind, State.RECEIVED, talk.today, talk.ports.calendar)
    story_told = given_answer(talk, "what")
    case = OpenCase(
        number=number,
        key=talk.open.id,
        person=talk.turn.person,
        kind=kind,
        category=category,
        visibility=visibility,
        story=story_told,
        happened=given_answer(talk, "when"),
        place=given_answer(talk, "where"),
        name=given_answer(talk, "name") if visibility is not Visibility.ANONYMOUS else "",
        next_on=due,
        priority=first_priority(category, danger=has_run(story_told, talk.ports.book.words("hint_danger"))),
    )
    voice = talk.voice
    near = voice.written("pungli_calo") if category is Category.EXTORTION else ()
    choices = (case_button(voice, "show", number), case_button(voice, "add", number), *near, voice.task("menu"))
    said = voice.say("case_sent", *choices, number=spoken(number), date=written(due, talk.turn, talk.ports))
    return Outcome(said, talk.state, effects=(case,))


def case_button(voice: Voice, act: str, number: str) -> Choice:
    return Choice(action(Verb.CASE, act, number), voice.text(f"button_case_{act}"))


def written(day: date | None, turn: Turn, ports: Ports) -> str:
    return ports.book.date(day, turn.state.language) if day else ""
