"""The encoder and its heads, in their own Python (numpy and onnxruntime are not the bot's)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from nlu.model_store import ROOT
from tests.nlu.conftest import PYTHON


def works(code: str) -> None:
    done = subprocess.run([str(PYTHON), "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_message_has_the_same_meaning_alone_and_in_a_batch() -> None:
    works("""
import numpy as np
from nlu.meaning import Encoder
encoder = Encoder.load()
texts = ["ktp hilang", "halo", "dompet saya dicuri di kereta kemarin malam, semua kartu ikut lenyap, harus bagaimana"]
together, alone = encoder.vectors(texts), np.vstack([encoder.vectors([text]) for text in texts])
cosine = (together * alone).sum(1) / np.linalg.norm(together, axis=1) / np.linalg.norm(alone, axis=1)
assert cosine.min() > 0.98, cosine
""")


def test_the_same_said_otherwise_is_nearer_than_something_else() -> None:
    works("""
import numpy as np
from nlu.meaning import Encoder
lost, gone, hours = Encoder.load().vectors(["ktp saya hilang", "dompet dan semua kartu raib", "buka jam berapa"])
near = lambda a, b: a @ b / np.linalg.norm(a) / np.linalg.norm(b)
assert near(lost, gone) > near(lost, hours) + 0.2
""")


def test_a_story_is_cut_in_the_middle_so_that_its_question_is_kept() -> None:
    works("""
from nlu.meaning import HEAD, TAIL, Encoder, pieces
encoder = Encoder.load()
[row] = pieces(encoder.tokeniser, ["saya mau cerita " + "panjang sekali " * 200 + "ktp hilang gimana"])
[end] = pieces(encoder.tokeniser, ["ktp hilang gimana"])
assert len(row) == HEAD + TAIL and row[-4:] == end[-4:]
""")


@pytest.mark.parametrize("text", ["", " ", "🙂", "\\ud800", "a" * 10_000, "ktp\\x00hilang"])
def test_any_text_has_a_vector(text: str) -> None:
    works(f"""
import numpy as np
from nlu.meaning import Encoder
assert np.isfinite(Encoder.load().vectors(["{text}"])).all()
""")


def test_counting_text_by_text_gives_scikit_learns_numbers() -> None:
    works("""
import numpy as np
from nlu.ngrams import Counted
from nlu.surface_model import SurfaceSettings, _vectorizer
texts = ["ktp saya hilang", "KTP SAYA  ilaaang di krl", "mau nikah", "", "🙏", "x" * 3000, "selamat pagi bapak ibu"]
vectorizer = _vectorizer(SurfaceSettings())
vectorizer.fit(texts)
wanted = vectorizer.transform([*texts, "belum pernah dilihat zzz"]).toarray()
counted = Counted(vectorizer)
for text, row in zip([*texts, "belum pernah dilihat zzz"], wanted):
    places, weights = counted.of(text)
    found = np.zeros_like(row)
    found[places] = weights
    assert np.allclose(found, row, atol=1e-6), text
""")


def test_where_the_surface_is_sure_the_encoder_is_not_asked() -> None:
    works("""
import numpy as np
from nlu.blend import BlendSettings, blended
asked = []
def ask(rows):
    asked.extend(rows)
    return np.array([[0.1, 0.9]] * len(rows))
surface = np.array([[0.95, 0.05], [0.6, 0.4]])
found = blended(surface, ask, None, BlendSettings(surface_is_enough=4.0, meaning_share=0.5))
assert asked == [1]
assert np.allclose(found[0], surface[0]) and found[1].argmax() == 1
assert np.allclose(found.sum(1), 1)
""")


def test_the_off_topic_setting_raises_anything_else_alone() -> None:
    works("""
import numpy as np
from nlu.blend import BlendSettings, blended
even = np.array([[0.5, 0.5]])
ask = lambda rows: even
assert blended(even, ask, 1, BlendSettings(off_topic=1.0))[0].argmax() == 1
assert blended(even, ask, 1, BlendSettings(off_topic=-1.0))[0].argmax() == 0
""")


def test_a_model_of_another_encoder_is_refused(tmp_path: Path) -> None:
    works(f"""
from pathlib import Path
import numpy as np
from nlu.intent_classifier import OtherEncoder, _restored
from nlu.linear import Linear
from nlu.meaning_model import MeaningModel
folder = Path({str(tmp_path)!r})
MeaningModel("another", np.zeros(384), 1.0, Linear(("a", "b"), np.zeros((384, 2)), np.zeros(2))).save(folder)
try:
    _restored(folder)
except OtherEncoder as error:
    assert "train again" in str(error)
else:
    raise AssertionError("loaded all the same")
""")


def test_a_message_with_two_right_labels_teaches_both() -> None:
    works("""
from nlu.lesson import lesson
from nlu.training_data import Example
taught = lesson([Example("a", "x"), Example("b", "y"), Example("c", "x", ("y",))])
assert list(taught.rows) == [0, 1, 2, 2] and taught.labels == ["x", "y", "x", "y"]
assert taught.weights[2] > taught.weights[3] > 0
assert Example("c", "x", ("y",)).shares() == {"x": 0.6, "y": 0.4}
""")
