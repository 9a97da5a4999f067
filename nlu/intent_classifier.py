"""The Rasa component: asks the surface model and, where that is unsure, the meaning model; ranks every label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RESPONSE_KEY, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.blend import BlendSettings, blended
from nlu.lesson import lesson
from nlu.meaning import Encoder
from nlu.meaning_model import MeaningModel
from nlu.progress import tell
from nlu.surface_model import SurfaceModel, SurfaceSettings
from nlu.training_data import Example

RANKING = "intent_ranking"
OFF_TOPIC = "task/di_luar_topik"
DEFAULTS: dict[str, Any] = {**asdict(SurfaceSettings()), **asdict(BlendSettings()), "meaning_regularisation": 0.1}


@dataclass(frozen=True)
class Models:
    """All that is needed to rank."""

    surface: SurfaceModel
    meaning: MeaningModel
    encoder: Encoder

    @property
    def labels(self) -> tuple[str, ...]:
        """The same for both models: they learn from the same messages."""
        return self.surface.linear.labels

    def probabilities(self, texts: Sequence[str], settings: BlendSettings) -> np.ndarray:
        """One row per text, one column per label. Who writes no letter or digit said nothing."""
        labels = self.labels
        column = labels.index(OFF_TOPIC) if OFF_TOPIC in labels else None

        def ask(rows: np.ndarray) -> np.ndarray:
            return self.meaning.probabilities(self.encoder.vectors([texts[row] for row in rows]))

        found = blended(self.surface.probabilities(texts), ask, column, settings)
        found[[not any(map(str.isalnum, text)) for text in texts]] = 1 / len(labels)
        return found


class ResidentIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks every label of the training data; it has no "nothing fits", which is the label task/di_luar_topik.

    Registered with Rasa's recipe in nlu/pipeline.py, not here: that import costs seconds of tensorflow at start.
    """

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn", "onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return dict(DEFAULTS)

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        models: Models | None = None,
    ) -> None:
        self._surface_settings = _settings(SurfaceSettings, config)
        self._blend_settings = _settings(BlendSettings, config)
        self._meaning_regularisation = config["meaning_regularisation"]
        self._storage = model_storage
        self._resource = resource
        self._models = models

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ResidentIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ResidentIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, _restored(folder))

    # Rasa resolves the annotations of train and process at run time: none may hide behind TYPE_CHECKING.
    def train(self, training_data: TrainingData) -> Resource:
        examples = [_example(message) for message in training_data.intent_examples if message.get(TEXT)]
        texts, taught = [example.text for example in examples], lesson(examples)
        encoder = Encoder.load()
        tell("surface")
        surface = SurfaceModel.fit(texts, taught, self._surface_settings)
        vectors = encoder.vectors(texts, lambda share: tell("encoder", share))
        tell("head")
        meaning = MeaningModel.fit(vectors, taught, encoder.version, self._meaning_regularisation)
        self._models = Models(surface, meaning, encoder)
        self.persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after this component learns from what it says, so it says nothing while training."""
        return training_data

    def persist(self) -> None:
        if self._models is not None:
            with self._storage.write_to(self._resource) as folder:
                self._models.surface.save(folder)
                self._models.meaning.save(folder)

    def process(self, messages: list[Message]) -> list[Message]:
        if self._models is None or not messages:
            return messages
        table = self._models.probabilities([message.get(TEXT) or "" for message in messages], self._blend_settings)
        labels = self._models.labels
        for message, row in zip(messages, table, strict=True):
            ranking = [
                {INTENT_NAME_KEY: labels[column], "confidence": float(row[column])}
                for column in np.argsort(-row, kind="stable")
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages


class OtherEncoder(Exception):
    """The model was trained over other encoder weights than those installed; train again."""


def _restored(folder: Path) -> Models:
    meaning, encoder = MeaningModel.restore(folder), Encoder.load()
    if meaning.encoder != encoder.version:
        raise OtherEncoder(f"trained over encoder {meaning.encoder}, installed is {encoder.version}: train again")
    return Models(SurfaceModel.restore(folder), meaning, encoder)


def _settings(kind: Any, config: dict[str, Any]) -> Any:
    return kind(**{field.name: config[field.name] for field in fields(kind)})


def _example(message: Message) -> Example:
    metadata = (message.get(METADATA) or {}).get(METADATA_EXAMPLE) or {}
    return Example(str(message.get(TEXT)), label_of(message), tuple(metadata.get("also", ())))


def label_of(example: Message) -> str:
    """The whole label. Rasa reads `faq/ktp_hilang` as intent `faq` with that response key; ours are flat."""
    return str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))
