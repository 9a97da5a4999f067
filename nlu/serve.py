"""`python -m nlu.serve`: a trained graph behind the part of Rasa's HTTP API the bot uses, on this machine only.

`POST /model/parse`, `PUT /model`, `GET /status`, `GET /`: same bodies as `rasa run --enable-api`, so either may stand
at NLU_URL. docs/adr/0003-nlu-server.md tells why this one exists. Never logs what a resident wrote.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlu import quiet  # noqa: F401 - before anything of Rasa

# isort: split
from aiohttp import web
from rasa import __version__ as rasa_version

from nlu import model_store
from nlu.batching import Batcher
from nlu.graph import TrainedGraph

if TYPE_CHECKING:
    from collections.abc import Sequence

RANKED = 10
"""Labels in an answer, as many as Rasa's own classifiers give: writing all takes as long as reading the message."""
LARGEST_BODY = 8 * 1024 * 1024
SECONDS_TO_FINISH = 2.0
NICENESS = 5
"""Reading many messages at once fills all cores for a while. A late answer is late; a worker held up misses the
channel's pace, and a web process the platforms' patience. So the others go first."""

log = logging.getLogger("nlu.serve")
BATCHER = web.AppKey("batcher", Batcher)
LOADING = web.AppKey("loading", asyncio.Lock)


def build(graph: TrainedGraph) -> web.Application:
    app = web.Application(client_max_size=LARGEST_BODY)
    app[BATCHER] = Batcher(graph)
    app[LOADING] = asyncio.Lock()
    app.cleanup_ctx.append(_batching)
    app.add_routes(
        [
            web.get("/", _hello),
            web.get("/status", _status),
            web.post("/model/parse", _parse),
            web.put("/model", _put_model),
        ]
    )
    return app


async def _batching(app: web.Application) -> Any:
    async with app[BATCHER]:
        yield


async def _hello(_: web.Request) -> web.Response:
    return web.Response(text=f"Hello from Rasa: {rasa_version}")


async def _status(request: web.Request) -> web.Response:
    graph = request.app[BATCHER].graph
    return web.json_response(
        {"model_file": graph.archive.name, "model_id": graph.model_id, "num_active_training_jobs": 0}
    )


async def _parse(request: web.Request) -> web.Response:
    body = await _json_object(request)
    text = body.get("text")
    if not isinstance(text, str):
        raise _failure(web.HTTPBadRequest, "BadRequest", "`text` must be a string.")
    try:
        answer = await request.app[BATCHER].parse(text)
    except Exception as error:
        log.error("a message could not be parsed: %s", type(error).__name__)  # no traceback: it may quote
        raise _failure(web.HTTPInternalServerError, "ParsingError", "The message could not be parsed.") from None
    return web.json_response({**answer, "message_id": body.get("message_id")})


async def _put_model(request: web.Request) -> web.Response:
    """Load another model and let it take over; on failure the present one stays. The one before needs no loading."""
    named = (await _json_object(request)).get("model_file")
    if not isinstance(named, str):
        raise _failure(web.HTTPBadRequest, "BadRequest", "`model_file` must be a path.")
    # One at a time: of two that are asked for at once the later one is in charge in the end.
    async with request.app[LOADING]:
        await _take_over(request.app[BATCHER], named)
    return web.Response(status=204)


async def _take_over(batcher: Batcher, named: str) -> None:
    """The whole model is loaded before it answers anything; until then the present one does."""
    try:
        archive = model_store.resolve(Path(named))
        if batcher.graph.archive == archive:
            return
        if batcher.previous and batcher.previous.archive == archive:
            graph = batcher.previous
        else:
            graph = await asyncio.get_running_loop().run_in_executor(None, _loaded, archive)
    except Exception as error:
        log.exception("model %s not loaded", named)
        raise _failure(web.HTTPBadRequest, "BadRequest", f"The model could not be loaded: {error}") from error
    batcher.replace(graph)


def _loaded(archive: Path) -> TrainedGraph:
    return TrainedGraph.load(archive, ranked=RANKED)


async def _json_object(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _failure(web.HTTPBadRequest, "BadRequest", "The body must be a JSON object.")
    return body


def _failure(kind: type[web.HTTPException], reason: str, message: str) -> web.HTTPException:
    """An error as Rasa words it."""
    fields = {"version": rasa_version, "status": "failure", "reason": reason, "message": message}
    return kind(body=web.json_response({**fields, "code": kind.status_code}).body, content_type="application/json")


async def serve(graph: TrainedGraph, host: str, port: int, *, parent: int | None) -> None:
    """Answer until SIGTERM or SIGINT, or until the starting process is gone if so asked."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(build(graph), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, port, shutdown_timeout=SECONDS_TO_FINISH)
    await site.start()
    where, actual_port = runner.addresses[0][:2]
    print(f"NLU ready on http://{where}:{actual_port}", file=sys.stderr, flush=True)
    watch = asyncio.create_task(_stop_with_parent(parent, stop)) if parent is not None else None
    await stop.wait()
    if watch is not None:
        watch.cancel()
    await runner.cleanup()


async def _stop_with_parent(parent: int, stop: asyncio.Event) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - the system tells nobody when a parent goes
        await asyncio.sleep(1.0)
    stop.set()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.serve")
    parser.add_argument("--model", type=Path, default=model_store.MODELS, help="model file, or folder: its newest")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--exit-with-parent", action="store_true", help="stop when the starting process is gone")
    options = parser.parse_args(arguments)
    # Asked before anything else: a parent that dies while the model loads must be missed, too.
    parent = os.getppid() if options.exit_with_parent else None
    try:
        graph = _loaded(model_store.resolve(options.model))
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    os.nice(NICENESS)
    asyncio.run(serve(graph, options.host, options.port, parent=parent))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
