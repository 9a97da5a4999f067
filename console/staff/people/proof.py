"""Before other people's rights are changed, the second factor is asked for again, unless it was shown a moment ago."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from console.staff.entrance import refusal
from console.staff.sign_in import Refused, SignIn
from console.staff.visit import Act, Visit

_FIELD = "proof"


def proved(sign_in: SignIn, act: Act) -> Act:
    """Asks in between, keeps what was sent, and goes on with it once the code is right."""

    async def asked(visit: Visit) -> web.StreamResponse:
        assert visit.session is not None  # noqa: S101 - the gate lets nobody else in
        if sign_in.proved(visit.session):
            return await act(visit)
        code = (await visit.form()).text(_FIELD)
        if not code:
            return await _ask(visit, HTTPStatus.OK, "")
        found = await sign_in.prove(visit.session, code)
        if isinstance(found, Refused):
            return await _ask(visit, HTTPStatus.UNPROCESSABLE_ENTITY, refusal(visit, found))
        visit.renewed = found.secret
        return await act(visit)

    return asked


async def _ask(visit: Visit, status: HTTPStatus, problem: str) -> web.StreamResponse:
    fields = await visit.request.post()
    kept = [(name, value) for name, value in fields.items() if isinstance(value, str) and name != _FIELD]
    return visit.page("people/prove.html", status, problem=problem, kept=kept, path=visit.request.path)
