"""A new template: written, looked at on a phone, handed to Meta; and the end of one."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from aiohttp import web

from bot.domain.errors import BotError
from bot.domain.meta_errors import ManagementError, MetaRefused
from bot.domain.templates import (
    LANGUAGES,
    MAX_BODY,
    MAX_BUTTON,
    MAX_FOOTER,
    MAX_HEADER,
    Template,
    TemplateRefused,
)
from console.staff.campaign_templates.fields import (
    CATEGORIES,
    OWN_BUTTONS,
    Typed,
    asked,
    beside,
    example_of,
    typed,
)
from console.staff.campaign_templates.room import TEMPLATES, TemplatePorts, look_of, path_of
from console.staff.problems import told_of
from console.staff.visit import Visit

_LIMITS = {"header": MAX_HEADER, "body": MAX_BODY, "footer": MAX_FOOTER, "button": MAX_BUTTON}


class Writing:
    """What was typed is never lost: every problem comes back with the form as it was, but for a chosen file."""

    def __init__(self, ports: TemplatePorts) -> None:
        self._ports = ports

    async def ask(self, visit: Visit) -> web.StreamResponse:
        return self._form(visit, asked(visit))

    async def preview(self, visit: Visit) -> web.StreamResponse:
        """The phone and what is wrong, while somebody types."""
        written = typed(await visit.form())
        template = written.template(self._ports.phrase)
        return visit.page("campaign_templates/_look.html", look=look_of(template), slips=beside(template), live=True)

    async def submit(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        written = typed(form)
        template = written.template(self._ports.phrase)
        if form.text("do") == "look":
            return self._form(visit, replace(written, slips=beside(template)))
        example, more = example_of(await visit.request.post(), template.picture)
        if slips := beside(template, more):
            mend = visit.text("templates_mend_picture" if template.picture else "templates_mend")
            return self._form(visit, replace(written, slips=slips), mend)
        try:
            kept = await self._ports.desk.submit(template, visit.account.login, example)
        except (TemplateRefused, ManagementError) as error:
            return self._form(visit, written, told_of(visit, error), _status(error))
        return visit.go(f"{path_of(kept.template)}?selesai=submitted")

    async def delete(self, visit: Visit) -> web.StreamResponse:
        name, language = visit.matched("name"), visit.matched("language")
        if (await visit.form()).text("name") != name:
            return visit.problem(HTTPStatus.UNPROCESSABLE_ENTITY, visit.text("templates_delete_name"))
        await self._ports.desk.delete(name, language, visit.account.login)
        return visit.go(f"{TEMPLATES}?selesai=deleted")

    def _form(
        self, visit: Visit, written: Typed, problem: str = "", status: HTTPStatus = HTTPStatus.OK
    ) -> web.StreamResponse:
        template: Template = written.template(self._ports.phrase)
        if problem and status is HTTPStatus.OK:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        return visit.page(
            "campaign_templates/new.html",
            status,
            written=written,
            look=look_of(template),
            slips=written.slips,
            live=False,
            problem=problem,
            limits=_LIMITS,
            languages=LANGUAGES,
            categories=CATEGORIES,
            own_buttons=OWN_BUTTONS,
            connected=self._ports.desk.connected,
        )


def _status(error: BotError) -> HTTPStatus:
    if isinstance(error, MetaRefused | TemplateRefused):
        return HTTPStatus.CONFLICT
    return HTTPStatus.BAD_GATEWAY
