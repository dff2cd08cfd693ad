"""The rooms that are measured: nobody there, somebody living, somebody falling."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

from falldetect_core.errors import FallDetectError
from falldetect_core.frames import open_frames
from falldetect_core.records import Frame

DEMO = Path(__file__).parents[2] / "docs" / "demo"
"""The demonstration's simulated clips, in a checkout."""
HOUSES = ("idle", "one", "active", "falling")
"""Nobody anywhere; somebody in one room; somebody in every room; everybody falls at the same moment."""
FPS = 10
IDLE_S = 10
NOISE = 2.0
"""Standard deviation of a sensor's noise in grey levels, before encoding."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A clip, and when somebody in it has fallen to the floor, in seconds, if anybody does."""

    file: Path
    fall_s: float | None = None

    def frames(self) -> Iterator[Frame]:
        """Decode it from its beginning, as a camera's stream is."""
        with open_frames(str(self.file), fps=FPS) as source:
            yield from source


def scenes(folder: Path, active: Path | None, falling: Path | None) -> dict[str, Scene]:
    """Return the scenes `idle`, `active` and `falling`; the idle one, of the active room, is rendered into `folder`.

    Raises FallDetectError where a clip is missing.
    """
    lives, falls = active or DEMO / "daily_life.mp4", falling or DEMO / "fall.mp4"
    for file, option in ((lives, "--active"), (falls, "--falling")):
        if not file.is_file():
            raise FallDetectError(f"there is no clip {file}: name one with {option}, or run this in a checkout")
    idle = folder / "idle.mp4"
    film_still(idle, lives)
    return {"idle": Scene(idle), "active": Scene(lives), "falling": Scene(falls, floor_contact_s(falls))}


def floor_contact_s(clip: Path) -> float | None:
    """Return when the first fall of a demonstration clip ends, as its simulation knows; None where nobody does."""
    told = clip.with_suffix(".json")
    if not told.is_file():
        return None
    events = json.loads(told.read_text(encoding="utf-8"))["events"]
    return next((float(event["floor_contact_s"]) for event in events if event["event"] == "fall"), None)


def film_still(file: Path, clip: Path) -> None:
    """Film the first picture of a clip for a while, with a sensor's noise, as a camera encodes it."""
    first = next(Scene(clip).frames()).image
    random = np.random.default_rng(1)
    height, width = (side - side % 2 for side in first.shape[:2])
    picture = first[:height, :width].astype(np.int16)
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "26", "g": str(2 * FPS)}
        for _ in range(IDLE_S * FPS):
            noisy = picture + random.normal(0, NOISE, (height, width, 1)).astype(np.int16)
            image = np.clip(noisy, 0, 255).astype(np.uint8)
            container.mux(stream.encode(VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode())
