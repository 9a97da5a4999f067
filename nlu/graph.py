"""A trained Rasa graph, loaded by Rasa's own loader and asked in batches."""

from __future__ import annotations

from nlu import quiet  # noqa: F401 - before anything of Rasa

# isort: split

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from tarsafe import TarSafe  # type: ignore[import-not-found, unused-ignore]

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class TrainedGraph:
    """The part of the graph that understands: from the message to the last component of config.yml.

    Rasa puts its RegexMessageHandler behind every pipeline: it takes `/keluhan{"x": 1}` for a command to be obeyed and
    logs texts that look like one. Residents give no such commands, so the graph is asked for the node before it; what
    is not needed for that (and with it tensorflow) is not even loaded.
    """

    archive: Path
    model_id: str
    runner: DaskGraphRunner
    target: str
    ranked: int | None = None
    """How many labels an answer holds; None: all there are."""

    @classmethod
    def load(cls, archive: Path, *, ranked: int | None = None) -> TrainedGraph:
        """Raises whatever Rasa raises for a file that is no model."""
        with tempfile.TemporaryDirectory() as folder:
            with TarSafe.open(archive, mode="r:gz") as packed:
                packed.extractall(folder)
            metadata = json.loads((Path(folder) / "metadata.json").read_text(encoding="utf-8"))
            model_id: str = metadata["model_id"]
            nodes: dict[str, Any] = metadata["predict_schema"]["nodes"]
            target: str = nodes[metadata["nlu_target"]]["needs"]["messages"]
            schema = GraphSchema.from_dict({"nodes": _needed_for(target, nodes)})
            runner = DaskGraphRunner.create(
                schema, LocalModelStorage(Path(folder) / "components"), ExecutionContext(schema, model_id)
            )
        return cls(archive, model_id, runner, target, ranked)

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """For each text what Rasa's `/model/parse` answers, and the model's file name."""
        messages = [UserMessage(text=text) for text in texts]
        parsed = self.runner.run(inputs={PLACEHOLDER_MESSAGE: messages}, targets=[self.target])[self.target]
        return [self._answer(message.as_dict(only_output_properties=True)) for message in parsed]

    def _answer(self, said: dict[str, Any]) -> dict[str, Any]:
        ranking = said["intent_ranking"][: self.ranked]
        return {"entities": [], "model_file": self.archive.name, **said, "intent_ranking": ranking}


def _needed_for(target: str, nodes: dict[str, Any]) -> dict[str, Any]:
    """The node and all it needs. Done on the JSON: making Rasa's schema object imports the class of every node."""
    wanted, found = [target], {}
    while wanted:
        name = wanted.pop()
        if name in nodes and name not in found:
            found[name] = nodes[name]
            wanted += nodes[name]["needs"].values()
    return found
