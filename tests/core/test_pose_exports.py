"""A user's own pose network: recognised by its shapes, read in the picture's own pixels, or refused with reasons."""

import threading
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.schema_py_generated import TensorType
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from falldetect_core.errors import ModelError
from falldetect_core.pose import load
from falldetect_core.pose.letterbox import letterbox
from falldetect_core.pose.suppression import groups, overlaps
from falldetect_core.records import Box, Pose

from .helpers.exports import Array, Output, write_onnx, write_tflite
from .helpers.networks import write_network

CANVAS = (96, 64)
"""Width and height of the made networks' input."""
BODY = Box(40, 22, 56, 46)
KEYPOINTS = np.stack([np.linspace(41, 55, 17), np.linspace(23, 45, 17), np.linspace(0.2, 1, 17)], axis=1)
COLOURED = np.full((120, 180, 3), (255, 51, 0), np.uint8)
"""Blue is full, green a fifth, red nothing; as wide and high as the canvas but for its size."""
SCALE = 180 / 96


def yolo_rows(bodies: list[tuple[Box, float]], count: int = 40) -> Array:
    """Rows as YOLO-pose gives them, (count, 56): middle, size, score, keypoints; the rest is nobody."""
    rows = np.zeros((count, 56), np.float32)
    for row, (box, score) in zip(rows, bodies, strict=False):
        row[:5] = (*box.centre, box.width, box.height, score)
        row[5:] = KEYPOINTS.ravel()
    return rows


def end_to_end_rows(bodies: list[tuple[Box, float, int]]) -> Array:
    rows = np.zeros((300, 57), np.float32)
    for row, (box, score, kind) in zip(rows, bodies, strict=False):
        row[:6] = (*box, score, kind)
        row[6:] = KEYPOINTS.ravel()
    return rows


ROWS = yolo_rows([(BODY, 0.9), (Box(41, 22, 57, 46), 0.8), (Box(2, 2, 20, 40), 0.5), (Box(70, 5, 90, 60), 0.1)])
ENDS = end_to_end_rows([(BODY, 0.9, 0), (Box(2, 2, 20, 40), 0.5, 0), (Box(70, 5, 90, 60), 0.8, 16)])
DETS = np.array([[[*BODY, 0.9], [2, 2, 20, 40, 0.5], [41, 22, 57, 46, 0.4]]], np.float32)
RTMO_POINTS = np.repeat(KEYPOINTS[np.newaxis, np.newaxis], 3, axis=1).astype(np.float32)
YOLO_COLOURS = tuple(place * 40 for place in (7, 10, 13))
SHARES = ROWS.copy()
SHARES[:, [0, 2, *range(5, 56, 3)]] /= CANVAS[0]
SHARES[:, [1, 3, *range(6, 56, 3)]] /= CANVAS[1]
EXPORTS: dict[str, dict[str, Output]] = {
    "yolo": {"output0": Output(ROWS.T[np.newaxis].copy(), YOLO_COLOURS)},
    "yolo, transposed": {"output0": Output(ROWS[np.newaxis], (7, 10, 13))},
    "yolo, in shares": {"output0": Output(SHARES.T[np.newaxis].copy(), YOLO_COLOURS)},
    "yolo, end to end": {"output0": Output(ENDS[np.newaxis], (8, 11, 14))},
    "rtmo": {"dets": Output(DETS), "keypoints": Output(RTMO_POINTS, (2, 5, 8))},
    "rtmo, the other way round": {"keypoints": Output(RTMO_POINTS, (2, 5, 8)), "dets": Output(DETS)},
}
WAYS = {
    "onnx": lambda folder, outputs: write_onnx(folder / "own.onnx", outputs),
    "onnx, any size": lambda folder, outputs: write_onnx(folder / "own.onnx", outputs, ("n", 3, "h", "w")),
    "onnx, half": lambda folder, outputs: write_onnx(folder / "own.onnx", outputs, number=TensorProto.FLOAT16),
    "tflite": lambda folder, outputs: write_tflite(folder / "own.tflite", outputs),
    "tflite, channels first": lambda folder, outputs: write_tflite(folder / "own.tflite", outputs, (1, 3, 64, 96)),
}

SAME_SIZE = [way for way in WAYS if way != "onnx, any size"]


@pytest.mark.parametrize("family", EXPORTS)
@pytest.mark.parametrize("way", SAME_SIZE)
def test_an_export_is_understood_in_the_pictures_own_pixels(tmp_path: Path, family: str, way: str) -> None:
    first, second = load(WAYS[way](tmp_path, EXPORTS[family])).estimate(COLOURED)
    assert (first.score, second.score) == pytest.approx((0.9, 0.5))
    assert first.box == pytest.approx(Box(*(side * SCALE for side in BODY)), abs=1e-3)
    assert first.keypoints[:, :2] == pytest.approx(KEYPOINTS[:, :2] * SCALE, abs=1e-3)
    assert first.keypoints[3:, 2] == pytest.approx(KEYPOINTS[3:, 2])


@pytest.mark.parametrize("family", EXPORTS)
@pytest.mark.parametrize("way", SAME_SIZE)
def test_each_family_sees_the_colours_that_it_was_trained_on(tmp_path: Path, family: str, way: str) -> None:
    seen = load(WAYS[way](tmp_path, EXPORTS[family])).estimate(COLOURED)[0].keypoints[:3, 2] - KEYPOINTS[:3, 2]
    assert seen == pytest.approx((255, 51, 0) if family.startswith("rtmo") else (0, 0.2, 1), abs=0.01)


@pytest.mark.parametrize(("family", "left"), [("yolo", 640 - 427), ("rtmo", 0)])
def test_a_network_for_any_size_sees_the_usual_one(tmp_path: Path, family: str, left: float) -> None:
    """The picture is upright: 427 x 640 of the canvas, in its middle or at its left."""
    found = load(WAYS["onnx, any size"](tmp_path, EXPORTS[family])).estimate(np.zeros((1500, 1000, 3), np.uint8))[0]
    scale = 640 / 1500
    assert found.box.left == pytest.approx((BODY.left - left // 2) / scale, abs=0.01)
    assert found.box.top == pytest.approx(BODY.top / scale, abs=0.01)


def test_nobody_is_found_where_no_row_is_sure(tmp_path: Path) -> None:
    nobody = {"output0": Output(yolo_rows([(BODY, 0.2)]).T[np.newaxis].copy())}
    assert load(write_onnx(tmp_path / "own.onnx", nobody)).estimate(COLOURED) == []


def test_at_most_six_come_best_first(tmp_path: Path) -> None:
    row = [(Box(9.0 * n, 0, 9.0 * n + 8, 60), 0.3 + 0.06 * n) for n in range(10)]
    found = load(write_onnx(tmp_path / "own.onnx", {"o": Output(yolo_rows(row)[np.newaxis])})).estimate(COLOURED)
    assert [pose.score for pose in found] == pytest.approx([0.84, 0.78, 0.72, 0.66, 0.6, 0.54])


@pytest.mark.parametrize("way", WAYS)
def test_many_threads_may_share_it(tmp_path: Path, way: str) -> None:
    network, found = load(WAYS[way](tmp_path, EXPORTS["yolo"])), list[list[Pose]]()
    threads = [threading.Thread(target=lambda: found.append(network.estimate(COLOURED))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(poses) for poses in found] == [2, 2, 2, 2]


def shaped(*shapes: tuple[int, ...]) -> dict[str, Output]:
    return {f"o{number}": Output(np.zeros(shape, np.float32)) for number, shape in enumerate(shapes)}


@pytest.mark.parametrize(
    ("shapes", "found"),
    [
        ([(1, 84, 8400)], "gives [1, 84, 8400], which is no pose network"),
        ([(1, 2000, 57)], "gives [1, 2000, 57], which is no pose network"),
        ([(1, 57, 300)], "gives [1, 57, 300], which is no pose network"),
        ([(1, 100, 5), (1, 100, 133, 3)], "gives [1, 100, 5], [1, 100, 133, 3], which is no pose network"),
        ([(1, 100, 6), (1, 100, 17, 3)], "gives [1, 100, 6], [1, 100, 17, 3], which is no pose network"),
        ([(1, 56)], "gives [1, 56], which is no pose network"),
        ([(1, 17, 2), (1, 17, 2)], "gives [1, 17, 2], [1, 17, 2], which is no pose network"),
    ],
)
@pytest.mark.parametrize("write", [write_onnx, write_tflite])
def test_shapes_that_are_not_understood_are_told_with_those_that_are(
    tmp_path: Path, shapes: list[tuple[int, ...]], found: str, write: object
) -> None:
    path = tmp_path / ("odd.onnx" if write is write_onnx else "odd.tflite")
    assert callable(write)
    with pytest.raises(ModelError) as caught:
        load(write(path, shaped(*shapes)))
    assert str(caught.value).startswith(f"{path.name} {found}")
    assert "YOLO-pose gives [1, 56, N] or [1, N, 56]; YOLO-pose end to end gives [1, N, 57]; RTMO gives" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (("gray.onnx", (1, 1, 64, 64)), r"gray\.onnx takes \[1, 1, 64, 64\], not one picture, \[1, 3, height, width\]"),
        (("flat.onnx", (1, 3)), r"flat\.onnx takes \[1, 3\], not one picture"),
        (("batch.onnx", (8, 3, 64, 64)), r"batch\.onnx takes \[8, 3, 64, 64\], not one picture"),
    ],
)
def test_a_network_that_takes_no_picture_is_refused(
    tmp_path: Path, path: tuple[str, tuple[int, ...]], told: str
) -> None:
    network = [helper.make_node("ReduceSum", ["x"], ["y"], keepdims=0)]
    with pytest.raises(ModelError, match=told):
        load(write_network(tmp_path / path[0], network, {"x": list(path[1])}, {"y": []}))


def test_integers_as_input_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"own\.onnx takes tensor\(uint8\): export it anew with 16 or 32 bit floats"):
        load(write_onnx(tmp_path / "own.onnx", EXPORTS["yolo"], number=TensorProto.UINT8))
    with pytest.raises(ModelError, match=r"own\.tflite takes int8: export it anew with 16 or 32 bit floats"):
        load(write_tflite(tmp_path / "own.tflite", EXPORTS["yolo"], kind=TensorType.INT8))


def test_a_network_that_cannot_run_is_refused(tmp_path: Path) -> None:
    wrong = [helper.make_node("Reshape", ["x", "sides"], ["y"])]
    sides = {"sides": np.array([1, 56, 7], np.int64)}
    path = write_network(tmp_path / "own.onnx", wrong, {"x": ["n", 3, "h", "w"]}, {"y": ["a", "b", "c"]}, sides)
    with pytest.raises(
        ModelError, match=r"own\.onnx fails on a picture of 640 x 640 pixels, export it anew: .*Reshape"
    ):
        load(path)


@pytest.mark.parametrize("name", ["none.onnx", "none.tflite"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match=f"there is no model .*{name}.: check the path"):
        load(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"not a model at all", b"\x1c\x00\x00\x00TFL3" + b"\x00" * 100])
def test_a_file_that_is_no_network_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.tflite").write_bytes(content)
    with pytest.raises(ModelError, match=r"own\.tflite is not a LiteRT model"):
        load(tmp_path / "own.tflite")


class TestLetterbox:
    @given(
        size=st.tuples(st.integers(1, 800), st.integers(1, 800)),
        canvas=st.tuples(st.integers(32, 128), st.integers(32, 128)),
        centred=st.booleans(),
    )
    def test_the_picture_fits_and_its_corners_come_back(
        self, size: tuple[int, int], canvas: tuple[int, int], *, centred: bool
    ) -> None:
        boxed = letterbox(np.zeros((size[1], size[0], 3), np.uint8), *canvas, centred=centred)
        assert boxed.canvas.shape == (canvas[1], canvas[0], 3)
        ys, xs = np.nonzero(boxed.canvas[:, :, 0] == 0)
        corners = np.array([(xs.min(), ys.min()), (xs.max() + 1, ys.max() + 1)], np.float32)
        assert np.abs(boxed.back(corners) - [(0, 0), size]).max() <= 1 / boxed.scale
        assert (boxed.left, boxed.top) == (xs.min(), ys.min())


class TestSuppression:
    boxes = st.tuples(*[st.integers(0, 50)] * 2, *[st.integers(1, 30)] * 2)

    @given(st.lists(st.tuples(boxes, st.floats(0, 1)), max_size=12), st.floats(0.1, 0.9))
    def test_every_box_is_in_one_group_under_its_best(
        self, given_boxes: list[tuple[tuple[int, int, int, int], float]], overlap: float
    ) -> None:
        boxes = np.array([(x, y, x + w, y + h) for (x, y, w, h), _ in given_boxes], np.float32).reshape(-1, 4)
        scores = np.array([score for _, score in given_boxes], np.float32)
        found = groups(boxes, scores, overlap)
        assert sorted(int(box) for group in found for box in group) == list(range(len(boxes)))
        best = [group[0] for group in found]
        assert [scores[one] for one in best] == sorted((scores[one] for one in best), reverse=True)
        for group in found:
            assert scores[group[0]] == scores[group].max()
            assert (overlaps(boxes[group[0]], boxes[group[1:]]) > overlap).all()
        for number, one in enumerate(best):
            assert (overlaps(boxes[one], boxes[best[number + 1 :]]) <= overlap).all()

    @given(boxes, boxes)
    def test_overlap_is_that_of_boxes(self, one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> None:
        first, second = (Box(x, y, x + w, y + h) for x, y, w, h in (one, other))
        (shared,) = overlaps(np.array(first, np.float32), np.array([second], np.float32))
        assert shared == pytest.approx(first.overlap(second), abs=1e-6)


def test_empty_boxes_share_nothing() -> None:
    assert overlaps(np.zeros(4, np.float32), np.zeros((1, 4), np.float32)).tolist() == [0]
