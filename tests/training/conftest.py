"""Leaves the tests out where MuJoCo and SciPy are missing, and lends them simulated people."""

from importlib.util import find_spec

import pytest

from training.simulation.bodies.body import body_bank

collect_ignore_glob = [] if find_spec("mujoco") and find_spec("scipy") else ["test_*.py"]


@pytest.fixture(scope="session")
def bodies():
    return body_bank()


@pytest.fixture(scope="session")
def adult(bodies):
    return next(body for body in bodies if body.height > 1.7)
