"""What really happens in a clip, written beside it as JSON: events, the camera and where the person is seen."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.camera.pinhole import Camera

LICENCE = "Apache-2.0. Simulated: no real person or recording. Body mesh by Anny from MakeHuman's CC0 assets."

Box = tuple[int, int, int, int]


@dataclass
class Truth:
    """The facts of one clip; times are seconds from its first frame."""

    clip: str
    rate: int
    camera: Camera
    events: list[dict[str, Any]] = field(default_factory=list)
    boxes: list[Box | None] = field(default_factory=list)

    def see(self, vertices: FloatArray | None) -> None:
        """Note the box of a person's `vertices` (N, 3) in the next frame, or that nobody is there."""
        self.boxes.append(None if vertices is None else visible_box(self.camera, vertices))

    def write(self, path: Path) -> None:
        """Write all as JSON, one box a line."""
        facts = {
            "clip": self.clip,
            "licence": LICENCE,
            "frames_per_second": self.rate,
            "duration_s": round(len(self.boxes) / self.rate, 3),
            "camera": _describe(self.camera),
            "events": self.events,
        }
        boxes = ",\n    ".join(json.dumps(box) for box in self.boxes)
        note = '"boxes_note": "per frame: left, top, right, bottom in pixels, furniture ignored; null: nobody in view"'
        path.write_text(f'{json.dumps(facts, indent=2)[:-2]},\n  {note},\n  "boxes": [\n    {boxes}\n  ]\n}}\n')


def visible_box(camera: Camera, vertices: FloatArray) -> Box | None:
    """Return the smallest box in the picture around `vertices`, or nothing if they are outside it."""
    pixels = camera.project(vertices)
    size = np.array([camera.width, camera.height])
    low, high = np.clip(pixels.min(axis=0), 0, size), np.clip(pixels.max(axis=0), 0, size)
    if (high - low).min() < 1:
        return None
    left, top, right, bottom = (round(float(value)) for value in (*low, *high))
    return left, top, right, bottom


def _describe(camera: Camera) -> dict[str, Any]:
    return {
        "model": "pinhole",
        "width": camera.width,
        "height": camera.height,
        "height_m": camera.position[2],
        "pitch_deg": camera.pitch_deg,
        "horizontal_fov_deg": camera.horizontal_fov_deg,
        "focal_px": round(camera.focal_px, 2),
        "position_m": camera.position,
        "yaw_deg": camera.yaw_deg,
    }
