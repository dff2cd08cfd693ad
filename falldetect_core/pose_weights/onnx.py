"""Loads a user's own ONNX networks; the runtime is an extra, because nobody else needs its twenty megabytes.

`onnxruntime` is MIT licensed and has wheels for x86_64 and aarch64.
"""

from pathlib import Path
from typing import Any

from falldetect_core.errors import ModelError

type Session = Any
"""An `onnxruntime.InferenceSession`; Any, because the package ships no types."""


def load(path: Path, *, threads: int = 1) -> Session:
    """Open an ONNX network on the processor; raises ModelError that says what is missing or wrong with the file."""
    if not path.is_file():
        raise ModelError(f"there is no model {str(path)!r}: check the path")
    try:
        import onnxruntime  # noqa: PLC0415 - only who brings a network needs it
    except ImportError:
        raise ModelError(
            f"{path.name} needs onnxruntime, which is not installed: pip install falldetect[onnx]"
        ) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - the runtime raises a class of its own for each fault, without a common one
        raise ModelError(f"{path.name} is not an ONNX network that onnxruntime can run: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
