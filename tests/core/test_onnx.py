"""A user's own network is loaded, or it is said what is wrong with it."""

import sys
from pathlib import Path

import numpy as np
import pytest
from onnx import helper

from falldetect_core.errors import ModelError
from falldetect_core.pose_weights import onnx

from .helpers.networks import write_network


def test_a_network_is_loaded_and_runs(tmp_path: Path) -> None:
    doubling = [helper.make_node("Add", ["x", "x"], ["y"])]
    session = onnx.load(write_network(tmp_path / "double.onnx", doubling, {"x": [2]}, {"y": [2]}))
    (result,) = session.run(None, {"x": np.array([1, 2], np.float32)})
    assert result.tolist() == [2, 4]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        onnx.load(tmp_path / "none.onnx")


@pytest.mark.parametrize("content", [b"", b"no network", b"\x08\x07" * 50])
def test_a_file_that_is_no_network_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="is not an ONNX network") as raised:
        onnx.load(tmp_path / "odd.onnx")
    assert "\n" not in str(raised.value)


def test_a_missing_runtime_is_said_with_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "depth.onnx").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelError, match=r"pip install falldetect\[onnx\]"):
        onnx.load(tmp_path / "depth.onnx")
