"""The routes of a conversation, and what is live in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from console.staff.conversation.acts import Acts
from console.staff.conversation.canned_pages import PATH, CannedPages
from console.staff.conversation.composer_pages import ComposerPages
from console.staff.conversation.composing import Composer, kept_words
from console.staff.conversation.panel import Unmasking
from console.staff.conversation.ports import ROLES, ConversationPorts
from console.staff.conversation.talk import Doors, Talk
from console.staff.conversation.thread_pages import ThreadPages, page_of
from console.staff.forms import BadForm, read_uuid
from console.staff.visit import Area, Page, Probe, Visit

ONE = "/console/inbox/{id:[0-9a-fA-F-]{36}}"
SECTION = "inbox"


def conversation_area(ports: ConversationPorts) -> Area:
    """No section of its own: the inbox leads here."""
    thread, acts, composer, canned = ThreadPages(ports), Acts(ports), ComposerPages(ports), CannedPages(ports)
    doors = Doors(ports)
    to, followed = doors.to, doors.followed

    async def unmask(visit: Visit, talk: Talk) -> web.StreamResponse:
        unmasking = Unmasking(ports)
        if visit.swaps:
            return await unmasking.fragment(visit, talk)
        personal = await unmasking.reveal(visit, talk)
        words = await kept_words(visit, ports, talk)
        return await page_of(visit, ports, talk, Composer(words=words), status=HTTPStatus.OK, personal=personal)

    reads = (
        ("", to(thread.show)),
        ("/baru", followed(thread.new)),
        (r"/suara/{event:\d{1,18}}", to(thread.voice)),
        ("/rekan", followed(thread.colleagues)),
        ("/jawaban", followed(composer.find)),
    )
    shown_again = (
        ("/catatan", acts.note),
        ("/label", acts.label),
        ("/balas", composer.send),
        ("/pratinjau", composer.preview),
        ("/sisipkan", composer.insert),
    )
    changes = (
        ("/ambil", acts.claim),
        ("/ambil-alih", acts.take_over),
        ("/alihkan", acts.assign),
        ("/antrean", acts.release),
        ("/selesai", acts.close),
        ("/buka-lagi", acts.reopen),
        ("/tunda", acts.snooze),
        ("/kirim-ulang", acts.resend),
        ("/draf", composer.keep_draft),
        ("/buka", unmask),
    )
    pages = (
        *(Page("GET", f"{ONE}{path}", act, ROLES, SECTION) for path, act in reads),
        *(Page("POST", f"{ONE}{path}", followed(act), ROLES, SECTION) for path, act in shown_again),
        *(Page("POST", f"{ONE}{path}", to(act), ROLES, SECTION) for path, act in changes),
        Page("POST", f"{ONE}/hadir", to(thread.be_here), ROLES, SECTION, background=True),
        Page("GET", PATH, canned.show, ROLES, SECTION),
        Page("POST", PATH, canned.save, ROLES, SECTION),
        Page("POST", f"{PATH}/hapus", canned.drop, ROLES, SECTION),
    )
    return Area(pages, probes=(_watched(ports),))


def _watched(ports: ConversationPorts) -> Probe:
    """Live while a page of a conversation is open: whether its thread changed, and who else is in it."""

    async def probe(visit: Visit, query: Mapping[str, str]) -> Mapping[str, object]:
        try:
            watched = read_uuid(query["watch"])
        except (KeyError, BadForm):
            return {}
        if not visit.may(*ROLES):
            return {}
        stamp = await ports.watch.stamp(watched)
        others = [
            (str(each.account), each.doing)
            for each in await ports.notes.present(watched)
            if each.account != visit.account.id
        ]
        drafts = [(str(each.account), each.words) for each in await ports.notes.drafts(watched)]
        return {"thread": _short(stamp), "drafts": _short(repr((sorted(others), sorted(drafts))))}

    return probe


def _short(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:12]
