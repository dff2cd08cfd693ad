"""How many examples a property is tried on."""

from typing import Any

from hypothesis import settings

settings.register_profile("emulated", deadline=None, derandomize=True, max_examples=4, stateful_step_count=10)


def at_most(examples: int, **more: Any) -> settings:
    """Try so many, or as many as the profile says where that is fewer; a slow machine may take its time."""
    return settings(deadline=None, max_examples=min(examples, settings().max_examples), **more)
