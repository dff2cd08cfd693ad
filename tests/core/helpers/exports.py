"""Small pose networks made here, in ONNX and TFLite: what they give is fixed, and tells the colours that they saw.

Each output is a constant plus a matrix times the mean of the three channels of the input picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import flatbuffers
import numpy as np
import onnx
from ai_edge_litert import schema_py_generated as tflite
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

type Array = NDArray[np.float32]


@dataclass(frozen=True)
class Output:
    """A constant, and at which of its places (flat indices) the means of channels 0, 1 and 2 are added."""

    constant: Array
    colours: tuple[int, int, int] | None = None

    @property
    def matrix(self) -> Array:
        matrix = np.zeros((self.constant.size, 3), np.float32)
        for channel, place in enumerate(self.colours or ()):
            matrix[place, channel] = 1
        return matrix


def write_onnx(
    path: Path,
    outputs: Mapping[str, Output],
    shape: tuple[int | str, ...] = (1, 3, 64, 96),
    *,
    number: int = TensorProto.FLOAT,
) -> Path:
    """Store the outputs as a network for ONNX; a side given as a word may have any length."""
    axes = [2, 3] if shape[1] == 3 else [1, 2]
    nodes = [
        helper.make_node("Cast", ["picture"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["floats"], ["mean"], axes=axes, keepdims=0),
    ]
    constants = {}
    for name, output in outputs.items():
        constants[f"{name}_w"], constants[f"{name}_b"] = output.matrix.T.copy(), output.constant.reshape(1, -1)
        constants[f"{name}_s"] = np.array(output.constant.shape, np.int64)
        nodes += [
            helper.make_node("Gemm", ["mean", f"{name}_w", f"{name}_b"], [f"{name}_flat"]),
            helper.make_node("Reshape", [f"{name}_flat", f"{name}_s"], [name]),
        ]
    graph = helper.make_graph(
        nodes,
        "made",
        [helper.make_tensor_value_info("picture", number, shape)],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [f"{name}_{n}" for n in range(output.constant.ndim)])
            for name, output in outputs.items()
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return path


@dataclass
class _Graph:
    """A LiteRT model while it grows."""

    tensors: list[tflite.TensorT] = field(default_factory=list)
    buffers: list[tflite.BufferT] = field(default_factory=lambda: [tflite.BufferT()])

    def tensor(self, shape: tuple[int, ...], value: NDArray[np.generic] | None = None, kind: int = 0) -> int:
        made = tflite.TensorT()
        made.shape, made.type, made.name = list(shape), kind, f"t{len(self.tensors)}".encode()
        if value is not None:
            buffer = tflite.BufferT()
            buffer.data = np.frombuffer(value.tobytes(), np.uint8)
            self.buffers.append(buffer)
            made.buffer = len(self.buffers) - 1
        self.tensors.append(made)
        return len(self.tensors) - 1


def write_tflite(
    path: Path, outputs: Mapping[str, Output], shape: tuple[int, ...] = (1, 64, 96, 3), *, kind: int | None = None
) -> Path:
    """Store the outputs as a network for LiteRT, with the schema that its package brings."""
    codes = [tflite.BuiltinOperator.MEAN, tflite.BuiltinOperator.FULLY_CONNECTED, tflite.BuiltinOperator.RESHAPE]
    graph, floats, ints = _Graph(), tflite.TensorType.FLOAT32, tflite.TensorType.INT32
    picture = graph.tensor(shape, kind=floats if kind is None else kind)
    axes = np.array([2, 3] if shape[1] == 3 else [1, 2], np.int32)
    mean = graph.tensor((1, 3), kind=floats)
    operators = [_operator(0, [picture, graph.tensor((2,), axes, ints)], mean, tflite.ReducerOptionsT())]
    ends = []
    for output in outputs.values():
        size, sides = output.constant.size, np.array(output.constant.shape, np.int32)
        weights = graph.tensor((size, 3), output.matrix, floats)
        bias = graph.tensor((size,), output.constant.ravel(), floats)
        flat, end = graph.tensor((1, size), kind=floats), graph.tensor(output.constant.shape, kind=floats)
        operators.append(_operator(1, [mean, weights, bias], flat, tflite.FullyConnectedOptionsT()))
        operators.append(_operator(2, [flat, graph.tensor(sides.shape, sides, ints)], end, tflite.ReshapeOptionsT()))
        ends.append(end)
    path.write_bytes(_packed(graph, operators, codes, picture, ends))
    return path


def _operator(code: int, inputs: list[int], output: int, options: object) -> tflite.OperatorT:
    made = tflite.OperatorT()
    made.opcodeIndex, made.inputs, made.outputs, made.builtinOptions = code, inputs, [output], options
    name = type(options).__name__.removesuffix("T")
    made.builtinOptionsType = getattr(tflite.BuiltinOptions, name)
    return made


def _packed(graph: _Graph, operators: list[tflite.OperatorT], codes: list[int], picture: int, ends: list[int]) -> bytes:
    subgraph, model = tflite.SubGraphT(), tflite.ModelT()
    subgraph.tensors, subgraph.operators = graph.tensors, operators
    subgraph.inputs, subgraph.outputs = [picture], ends
    model.version, model.subgraphs, model.buffers, model.operatorCodes = 3, [subgraph], graph.buffers, []
    for code in codes:
        made = tflite.OperatorCodeT()
        made.builtinCode = made.deprecatedBuiltinCode = code
        made.version = 1
        model.operatorCodes.append(made)
    builder = flatbuffers.Builder(4096)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())
