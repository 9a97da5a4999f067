"""Keeps Rasa from phoning home, its libraries from chattering and BLAS from starting threads that only get in the way.

Imported before anything of Rasa, for what it does on import.
"""

from __future__ import annotations

import logging
import os
import warnings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["SANIC_LOG_LEVEL"] = "ERROR"
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.showwarning = lambda *_, **__: None  # filters do not last: several libraries reset them
logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
# TensorFlow says this seven times on import, through the root logger; nothing here uses TensorBoard.
logging.getLogger().addFilter(lambda record: not str(record.msg).startswith("Limited tf."))
