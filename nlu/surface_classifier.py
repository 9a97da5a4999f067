"""The Rasa component: hands a batch of messages to the surface model and writes the whole ranking into each."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.surface_model import SurfaceModel, SurfaceSettings

RANKING = "intent_ranking"


class SurfaceIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks every label of the training data; it has no "nothing fits", which is the label task/di_luar_topik.

    Registered with Rasa's recipe in nlu/pipeline.py, not here: that import costs seconds of tensorflow at start.
    """

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return asdict(SurfaceSettings())

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: SurfaceModel | None = None,
    ) -> None:
        self._settings = SurfaceSettings(**{field.name: config[field.name] for field in fields(SurfaceSettings)})
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SurfaceIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SurfaceIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, SurfaceModel.restore(folder))

    # Rasa resolves the annotations of train and process at run time: none may hide behind TYPE_CHECKING.
    def train(self, training_data: TrainingData) -> Resource:
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        self._model = SurfaceModel.fit(
            [message.get(TEXT) for message in examples], [label_of(message) for message in examples], self._settings
        )
        self.persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after this component learns from what it says, so it says nothing while training."""
        return training_data

    def persist(self) -> None:
        if self._model is not None:
            with self._storage.write_to(self._resource) as folder:
                self._model.save(folder)

    def process(self, messages: list[Message]) -> list[Message]:
        if self._model is None or not messages:
            return messages
        table = self._model.probabilities([message.get(TEXT) or "" for message in messages])
        for message, row in zip(messages, table, strict=True):
            ranking = [
                {INTENT_NAME_KEY: self._model.labels[column], "confidence": float(row[column])}
                for column in np.argsort(-row, kind="stable")
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages


def label_of(example: Message) -> str:
    """The whole label. Rasa reads `faq/ktp_hilang` as intent `faq` with that response key; ours are flat."""
    return str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))
