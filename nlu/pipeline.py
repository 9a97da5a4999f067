"""The component under the name config.yml uses, made known to Rasa's recipe. Only training imports this module."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from nlu.intent_classifier import ResidentIntentClassifier

__all__ = ["ResidentIntentClassifier"]

DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)(ResidentIntentClassifier)
