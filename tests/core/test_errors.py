"""Errors keep what they say, wherever they are raised and told."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from falldetect_core.errors import SourceError


def fail():
    raise SourceError("broken", "clip.mp4 carries no video")


def test_what_a_camera_lacks_passes_from_process_to_process():
    with ProcessPoolExecutor(1, get_context("spawn")) as pool, pytest.raises(SourceError) as raised:
        pool.submit(fail).result()
    error = raised.value
    assert (error.reason, str(error)) == ("broken", "clip.mp4 carries no video")
