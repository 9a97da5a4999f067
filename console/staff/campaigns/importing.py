"""Lists of contacts who agreed elsewhere: a file is checked first, and its good rows are taken or none."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.domain.contact_imports import LARGEST_FILE, WORKING, Column, ContactImport, FileRefused, RowError
from console.staff.campaigns.desk import CAMPAIGNS, WRITERS, CampaignPorts, matched_id
from console.staff.forms import SHORT
from console.staff.spreadsheet import sheet
from console.staff.visit import Visit

IMPORTS = f"{CAMPAIGNS}/imports"
SHOWN_ERRORS, MOST_ERRORS = 50, 100_000
_BODY = LARGEST_FILE + 1024 * 1024
_LANGUAGE = "id"
"""Files for spreadsheets are in the office's language."""


@dataclass(frozen=True, slots=True)
class Importing:
    """Files are read by those who write campaigns."""

    ports: CampaignPorts

    async def all(self, visit: Visit) -> web.StreamResponse:
        return await self._list(visit)

    async def upload(self, visit: Visit) -> web.StreamResponse:
        visit.request = visit.request.clone(client_max_size=_BODY)
        form = await visit.form()
        name = " ".join(form.text("name").split())
        given = (await visit.request.post()).get("file")
        if not isinstance(given, web.FileField) or not given.filename:
            return await self._list(visit, name, visit.text("campaigns_file_missing"))
        with given.file:
            content = given.file.read(LARGEST_FILE + 1)
        if not name or len(content) > LARGEST_FILE:
            what = "campaigns_file_large" if name else "campaigns_list_nameless"
            return await self._list(visit, name, visit.text(what))
        try:
            contacts, new = await self.ports.imports.upload(name[:SHORT], content, visit.account.login)
        except FileRefused as refused:
            return await self._list(visit, name, visit.text(refused.phrase, **refused.values))
        if new:
            await self._note(visit, "import_upload", contacts)
        return visit.go(f"{IMPORTS}/{contacts.id}{'' if new else '?sama=1'}")

    async def one(self, visit: Visit) -> web.StreamResponse:
        contacts = await self.ports.imports.find(matched_id(visit))
        return visit.page(
            "campaigns/_import.html" if visit.swaps else "campaigns/import.html",
            contacts=contacts,
            working=contacts.phase in WORKING,
            errors=await self.ports.imports.errors(contacts.id, SHOWN_ERRORS),
            path=f"{IMPORTS}/{contacts.id}",
            told=lambda error: told(visit, error),
            may_write=visit.may(*WRITERS),
        )

    async def take(self, visit: Visit) -> web.StreamResponse:
        contacts = await self.ports.imports.find(matched_id(visit))
        await self.ports.imports.take(contacts.id, visit.account.login)
        await self._note(visit, "import_take", contacts, f"{contacts.count('good')} baris")
        return visit.go(f"{IMPORTS}/{contacts.id}")

    async def discard(self, visit: Visit) -> web.StreamResponse:
        contacts = await self.ports.imports.find(matched_id(visit))
        await self.ports.imports.discard(contacts.id, visit.account.login)
        await self._note(visit, "import_discard", contacts)
        return visit.go(f"{IMPORTS}?dibuang=1")

    async def errors(self, visit: Visit) -> web.StreamResponse:
        """Which rows cannot be taken, as a file to mend them by: numbers and reasons, nothing of what they say."""
        contacts = await self.ports.imports.find(matched_id(visit))
        found = await self.ports.imports.errors(contacts.id, MOST_ERRORS)
        heading = [visit.looks.words.say(key, _LANGUAGE) for key in ("campaigns_row", "campaigns_field")]
        heading.append(visit.looks.words.say("campaigns_wrong", _LANGUAGE))
        lines = [[str(each.row), _column(visit, each), told(visit, each, _LANGUAGE)] for each in found]
        return sheet("baris-salah.csv", [heading, *lines])

    async def template(self, visit: Visit) -> web.StreamResponse:
        """An empty list with one row that shows how; the row itself is never taken."""
        words = visit.looks.words
        heading = [words.say(f"campaigns_column_{column}", _LANGUAGE) for column in Column]
        sample = [words.say(f"campaigns_sample_{column}", _LANGUAGE) for column in Column]
        return sheet("contoh-daftar-kontak.csv", [heading, sample])

    async def _list(self, visit: Visit, name: str = "", problem: str = "") -> web.StreamResponse:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
        return visit.page(
            "campaigns/imports.html",
            status,
            imports=await self.ports.imports.all(),
            may_write=visit.may(*WRITERS),
            name=name,
            problem=problem,
        )

    async def _note(self, visit: Visit, what: str, contacts: ContactImport, detail: str = "") -> None:
        await self.ports.note(visit, what, detail=f"daftar {contacts.id} {detail}".strip())


def told(visit: Visit, error: RowError, language: str = "") -> str:
    return visit.looks.words.say(f"campaigns_row_{error.what}", language or visit.language, other=error.other)


def _column(visit: Visit, error: RowError) -> str:
    return visit.looks.words.say(f"campaigns_column_{error.column}", _LANGUAGE) if error.column else ""
