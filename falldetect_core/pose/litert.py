"""One LiteRT network for pictures of several shapes: an interpreter a shape, so that no look waits for another's."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from falldetect_core.errors import ModelError

type Tensor = NDArray[Any]

MOST_SHAPES = 4
"""Interpreters kept, the latest used ones: two formats of cameras and the squares of closer looks. Each holds the
weights packed for the processor (40 MB for MoveNet) beside the file, which all map into memory once."""


class LiteRTNetwork:
    """A `.tflite` file, ready to run; safe to share between threads."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load the weights; raises ModelError when the file is not a LiteRT model."""
        self.path = path
        self._threads = threads
        self._interpreters: OrderedDict[tuple[int, ...], Interpreter] = OrderedDict()
        self._lock = threading.Lock()
        interpreter = self._open()
        self.inputs = _shapes(interpreter.get_input_details())
        self.outputs = _shapes(interpreter.get_output_details())
        self.input_types = [np.dtype(detail["dtype"]).name for detail in interpreter.get_input_details()]

    @property
    def shapes(self) -> set[tuple[int, ...]]:
        """Shapes of input that an interpreter is kept for."""
        return set(self._interpreters)

    def run(self, tensor: Tensor) -> list[Tensor]:
        """Run the network on an input of any shape that it takes, and return its outputs in the order of the file."""
        with self._lock:
            interpreter = self._for_shape(tensor.shape)
            interpreter.set_tensor(interpreter.get_input_details()[0]["index"], tensor)
            interpreter.invoke()
            return [interpreter.get_tensor(detail["index"]) for detail in interpreter.get_output_details()]

    def _for_shape(self, shape: tuple[int, ...]) -> Interpreter:
        """Return the shape's interpreter; a new shape takes over the one that was idle longest when all are taken.

        Taking over costs 3 ms for MoveNet, packing the weights for a new interpreter 30 ms.
        """
        if shape not in self._interpreters:
            full = len(self._interpreters) >= MOST_SHAPES
            interpreter = self._interpreters.popitem(last=False)[1] if full else self._open()
            interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], shape)
            interpreter.allocate_tensors()
            self._interpreters[shape] = interpreter
        self._interpreters.move_to_end(shape)
        return self._interpreters[shape]

    def _open(self) -> Interpreter:
        try:
            return Interpreter(model_path=str(self.path), num_threads=self._threads)
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"{self.path.name} is not a LiteRT model: fetch it again ({error})") from None


def _shapes(details: Sequence[dict[str, Any]]) -> list[tuple[int, ...]]:
    """Shapes of tensors, -1 for sides that follow the input."""
    return [tuple(int(side) for side in detail["shape_signature"]) for detail in details]
