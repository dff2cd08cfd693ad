"""One LiteRT network for pictures of several shapes: an interpreter a shape and a look, so that none waits for another.

`Interpreter` it is, as `CompiledModel` keeps Python's lock while a network runs: cameras would stand still meanwhile.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from falldetect_core.errors import ModelError

type Tensor = NDArray[Any]

MOST_IDLE = 6
"""Interpreters kept that nobody uses now, the latest used ones: whole pictures, parts of them and closer looks. Each
holds the weights packed for the processor (24 MB for MoveNet) beside the file, which all map into memory once."""


class LiteRTNetwork:
    """A `.tflite` file, ready to run; safe to share between threads."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load the weights; raises ModelError when the file is not a LiteRT model."""
        self.path = path
        self._threads = threads
        self._idle: list[tuple[tuple[int, ...], Interpreter]] = []
        self._lock = threading.Lock()
        interpreter = self._open()
        self.inputs = _shapes(interpreter.get_input_details())
        self.outputs = _shapes(interpreter.get_output_details())
        self.input_types = [np.dtype(detail["dtype"]).name for detail in interpreter.get_input_details()]

    @property
    def shapes(self) -> set[tuple[int, ...]]:
        """Shapes of input that an interpreter is kept for."""
        return {shape for shape, _ in self._idle}

    def run(self, tensor: Tensor) -> list[Tensor]:
        """Run the network on an input of any shape that it takes, and return its outputs in the order of the file."""
        with self.interpreter(tensor.shape) as interpreter:
            interpreter.set_tensor(interpreter.get_input_details()[0]["index"], tensor)
            interpreter.invoke()
            return [interpreter.get_tensor(detail["index"]) for detail in interpreter.get_output_details()]

    @contextmanager
    def interpreter(self, shape: tuple[int, ...]) -> Iterator[Interpreter]:
        """Lend an idle interpreter of a shape to one look, or else the one that was idle longest, or a new one.

        Another's shape costs 3 ms for MoveNet, a new interpreter, which packs the weights, 30 ms.
        """
        with self._lock:
            alike = [number for number, (of, _) in enumerate(self._idle) if of == shape]
            full = len(self._idle) >= MOST_IDLE
            of, interpreter = self._idle.pop(alike[-1] if alike else 0) if alike or full else (None, self._open())
        if of != shape:
            interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], shape)
            interpreter.allocate_tensors()
        try:
            yield interpreter
        finally:
            with self._lock:
                self._idle.append((shape, interpreter))
                del self._idle[:-MOST_IDLE]

    def _open(self) -> Interpreter:
        try:
            return Interpreter(model_path=str(self.path), num_threads=self._threads)
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"{self.path.name} is not a LiteRT model: fetch it again ({error})") from None


def _shapes(details: Sequence[dict[str, Any]]) -> list[tuple[int, ...]]:
    """Shapes of tensors, -1 for sides that follow the input."""
    return [tuple(int(side) for side in detail["shape_signature"]) for detail in details]
