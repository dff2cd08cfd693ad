"""Fixtures that several modules share."""

from pathlib import Path

import pytest

from falldetect_core.pose.movenet import MoveNetMultiPose
from falldetect_core.pose_weights.registry import find

from .helpers import examples  # noqa: F401 - the profiles have names before pytest is told one


@pytest.fixture(scope="session")
def weights() -> Path:
    """The pose network's file; scripts/setup fetches it, no test does."""
    path = find("movenet-multipose").path
    assert path.is_file(), "the pose weights are not here: run scripts/setup, or `falldetect models fetch`"
    return path


@pytest.fixture(scope="session")
def network(weights: Path) -> MoveNetMultiPose:
    """The real pose network."""
    return MoveNetMultiPose(weights)
