"""Writes the tuned encoder as an ONNX graph with 8-bit weights, for onnxruntime: pieces and mask in, one vector out.

Layers are Microsoft's fused operators (Attention, SkipLayerNormalization, BiasGelu), which onnxruntime has for every
processor and quantises as a whole. Four bits instead of eight would cost four points of accuracy.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

if TYPE_CHECKING:
    from nlu.encoder.source import Sizes

_FUSED = "com.microsoft"
_OPSET = 17


def write(sizes: Sizes, arrays: dict[str, np.ndarray], file: Path) -> None:
    """Quantise and save; the same arrays always give the same bytes."""
    graph = _Graph(sizes, arrays).whole()
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)],
        producer_name="sambung-rasa",
        ir_version=8,
    )
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        onnx.save(model, exact)
        quantize_dynamic(
            exact,
            file,
            op_types_to_quantize=["MatMul", "Attention", "Gather"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )


class _Graph:
    def __init__(self, sizes: Sizes, arrays: dict[str, np.ndarray]) -> None:
        self._sizes = sizes
        self._arrays = arrays
        self._nodes: list[onnx.NodeProto] = []
        self._known: list[onnx.TensorProto] = []

    def whole(self) -> onnx.GraphProto:
        state = self._embedded()
        for layer in range(self._sizes.layers):
            state = self._layer(state, f"l{layer}")
        self._pool(state)
        shape = ["n", "length"]
        return helper.make_graph(
            self._nodes,
            "encoder",
            [
                helper.make_tensor_value_info("pieces", TensorProto.INT32, shape),
                helper.make_tensor_value_info("mask", TensorProto.INT32, shape),
            ],
            [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["n", self._sizes.hidden])],
            self._known,
        )

    def _embedded(self) -> str:
        words = self._constant("words", self._arrays["emb.word"])
        found = self._add("Gather", [words, "pieces"])
        places = self._constant("places", self._arrays["emb.pos"] + self._arrays["emb.type"][0])
        length = self._add("Slice", [self._add("Shape", ["pieces"]), *self._numbers("last", [1], [2])])
        cut = self._add("Slice", [places, *self._numbers("zero", [0]), length])
        norm = [self._constant(f"emb.ln.{part}", self._arrays[f"emb.ln.{part}"]) for part in "wb"]
        summed = self._add("Add", [found, cut])
        return self._add("LayerNormalization", [summed, *norm], axis=-1, epsilon=self._sizes.epsilon)

    def _layer(self, state: str, layer: str) -> str:
        queries = [self._arrays[f"{layer}.{part}.w"].T for part in "qkv"]
        weights = self._constant(f"{layer}.qkv.w", np.hstack(queries))
        bias = self._constant(f"{layer}.qkv.b", np.hstack([self._arrays[f"{layer}.{part}.b"] for part in "qkv"]))
        heard = self._add("Attention", [state, weights, bias, "mask"], _FUSED, num_heads=self._sizes.heads)
        state = self._joined(self._times(heard, f"{layer}.ao"), state, f"{layer}.aln", f"{layer}.ao.b")
        wide = self._times(state, f"{layer}.fi")
        wide = self._add("BiasGelu", [wide, self._constant(f"{layer}.fi.b", self._arrays[f"{layer}.fi.b"])], _FUSED)
        return self._joined(self._times(wide, f"{layer}.fo"), state, f"{layer}.oln", f"{layer}.fo.b")

    def _times(self, state: str, name: str) -> str:
        return self._add("MatMul", [state, self._constant(f"{name}.w", self._arrays[f"{name}.w"].T)])

    def _joined(self, new: str, state: str, norm: str, bias: str) -> str:
        scale, shift = (self._constant(f"{norm}.{part}", self._arrays[f"{norm}.{part}"]) for part in "wb")
        added = self._constant(bias, self._arrays[bias])
        inputs = [new, state, scale, shift, added]
        return self._add("SkipLayerNormalization", inputs, _FUSED, epsilon=self._sizes.epsilon)

    def _pool(self, state: str) -> None:
        """The mean over the pieces that are there."""
        present = self._add("Cast", ["mask"], to=TensorProto.FLOAT)
        column = self._add("Unsqueeze", [present, *self._numbers("minus", [-1])])
        sums = self._add("ReduceSum", [self._add("Mul", [state, column]), *self._numbers("one", [1])], keepdims=0)
        counts = self._add("ReduceSum", [column, *self._numbers("one", [1])], keepdims=0)
        self._nodes.append(helper.make_node("Div", [sums, counts], ["vector"]))

    def _add(self, kind: str, inputs: list[str], domain: str = "", **attributes: object) -> str:
        name = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def _constant(self, name: str, array: np.ndarray) -> str:
        if name not in {known.name for known in self._known}:
            self._known.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _numbers(self, name: str, *lists: list[int]) -> list[str]:
        return [self._constant(f"{name}{place}", np.array(numbers)) for place, numbers in enumerate(lists)]
