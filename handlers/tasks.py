"""The table of tasks: every `task/` label of the taxonomy and the rule that answers it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ports import Ports
from handlers import (
    announced,
    applying,
    appointments,
    danger,
    data_file,
    desk,
    elsewhere,
    greeting,
    handover,
    language,
    linking,
    media,
    menu,
    rating,
    results,
    small_talk,
    staff_phone,
    status,
    subscribing,
    text_only,
)
from handlers.complaint import COMPLAINT
from handlers.dialogues import starts
from handlers.erasure import ERASE
from handlers.home_visit import HOME_VISIT
from handlers.not_yet import GAPS, not_yet
from handlers.suggestion import SUGGESTION
from handlers.tickets import BY_WORDS, by_words, check_ticket
from handlers.turn import Handler, Outcome, Turn
from handlers.visits import show_visits

TASKS: Mapping[str, Handler] = {
    "sapa": desk.unless_waiting(greeting.greet),
    "pamit": small_talk.goodbye,
    "terima_kasih": small_talk.thanks,
    "setuju": desk.unless_waiting(small_talk.yes),
    "tolak": desk.unless_waiting(small_talk.no),
    "berhenti_langganan": subscribing.stop,  # before "batal", whose words it shares where nothing is open
    "batal": small_talk.cancel,
    "menu": menu.show_menu,
    "tanya_bot": small_talk.who_are_you,
    "minta_petugas": handover.ask_person,
    "ganti_bahasa": language.change,
    "jawaban_membantu": rating.helped,
    "jawaban_tidak_membantu": rating.did_not_help,
    "kasar": small_talk.harsh_words,
    "di_luar_topik": desk.unless_waiting(elsewhere.refuse),
    "keluhan": starts(COMPLAINT),
    "saran": starts(SUGGESTION),
    "cek_tiket": check_ticket,
    "cek_status": status.start,
    "ajukan_permohonan": applying.start,
    "jadwal_keliling": show_visits,
    "hapus_data": starts(ERASE),
    "langganan": subscribing.subscribe,
    "minta_kunjungan": starts(HOME_VISIT),
} | {task: not_yet(task, gap) for task, gap in GAPS.items()}

OLD_BUTTON = "tombol_lama"
NOTHING_SAID = "tanpa_kata"
NO_WORDS = "bukan_kata"
OPEN_HELD = "buka_jawaban"
WHICH_TOPIC = "topik_apa"
"""What `shortcut` makes of messages that ask for nothing by name, of the template's button (OPEN_HELD), and of "dasar
hukum" without a topic; no labels of the taxonomy, and neither is the way back from an officer."""

UNNAMED: Mapping[str, Handler] = {
    OLD_BUTTON: menu.old_button,
    NOTHING_SAID: menu.nothing_said,
    NO_WORDS: media.without_words,
    OPEN_HELD: small_talk.held_opened,
    WHICH_TOPIC: menu.which_topic,
    **{task: by_words(act) for task, act in BY_WORDS.items()},
    desk.CALL_BOT: desk.call_bot,
    text_only.ON: text_only.switch_on,
    text_only.OFF: text_only.switch_off,
    danger.TASK: danger.help_at_once,
    applying.OWN: appointments.by_words,
    data_file.TASK: data_file.send_data,
    linking.SHOW: linking.show_code,
    linking.ENTER: linking.enter_code,
    linking.SPLIT: linking.split,
    staff_phone.LINK: staff_phone.link,
    results.TASK: results.tell,
    announced.ABOUT: announced.about,
    announced.REPLIED: announced.thank,
    announced.NEVER_GOT: announced.ask_what,
    subscribing.MINE: subscribing.show,
    subscribing.CHANGE_TOPICS: subscribing.change_topics,
    subscribing.CHANGE_AREA: subscribing.change_area,
    subscribing.DROP: subscribing.drop_topics,
    subscribing.ONLY: subscribing.keep_topics,
}


async def start_task(turn: Turn, ports: Ports) -> Outcome:
    """A task by button, command or exact word."""
    name = turn.action.first if turn.action else ""
    handler = TASKS.get(name) or UNNAMED.get(name) or menu.old_button
    return await handler(turn, ports)
