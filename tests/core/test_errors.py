"""Errors keep what they say, wherever they are raised and told."""

import pickle

from falldetect_core.errors import SourceError


def test_what_a_camera_lacks_passes_from_process_to_process():
    error = pickle.loads(pickle.dumps(SourceError("broken", "clip.mp4 carries no video")))
    assert (error.reason, str(error)) == ("broken", "clip.mp4 carries no video")
