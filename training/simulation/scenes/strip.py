"""Draws contact sheets of movements, to look at: python -m training.simulation.scenes.strip FILE.png NAME..."""

import sys
from pathlib import Path

import cv2
import numpy as np

from falldetect_core.kinds import Kind
from training.simulation.arrays import FloatArray
from training.simulation.behaviour.activities.activity import perform
from training.simulation.behaviour.daily_life import ACTIVITIES
from training.simulation.behaviour.fall_scenarios import SCENARIOS
from training.simulation.behaviour.falls import draw_direction, fall
from training.simulation.behaviour.manner import draw_body
from training.simulation.behaviour.performance import Performance
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.movement import RATE_HZ
from training.simulation.motion.place import Place

CELL_PX = 130
METRES = 2.3


def strip(
    performance: Performance, *, start_s: float, end_s: float, cells: int = 12, yaw_deg: float = 30.0
) -> np.ndarray:
    """Return a row of pictures of a performance between two times, seen from `yaw_deg` aside and slightly above."""
    times = np.linspace(start_s, end_s, cells)
    frames = np.clip((times * RATE_HZ).astype(int), 0, len(performance.movement) - 1)
    movement = performance.movement
    joints = performance.body.joint_positions(movement.roots[frames], movement.rotations[frames])
    ends = performance.body.capsule_ends(joints, movement.rotations[frames])
    row = np.full((CELL_PX, CELL_PX * cells, 3), 255, np.uint8)
    for number, frame in enumerate(frames):
        cell = row[:, number * CELL_PX : (number + 1) * CELL_PX]
        _draw(cell, ends[number], performance, movement.roots[frame], yaw_deg)
        cv2.putText(cell, f"{times[number]:.1f}", (3, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.35, (90, 90, 90), 1, cv2.LINE_AA)
    return row


def _draw(cell: np.ndarray, ends: FloatArray, performance: Performance, root: FloatArray, yaw_deg: float) -> None:
    yaw, down = np.radians(yaw_deg), np.radians(12.0)
    right = np.array([-np.sin(yaw), np.cos(yaw), 0.0])
    away = np.array([-np.cos(yaw) * np.cos(down), -np.sin(yaw) * np.cos(down), -np.sin(down)])
    up = np.cross(right, away)
    scale = CELL_PX / METRES
    origin = np.array([root[0], root[1], 0.0])
    base = np.array([CELL_PX / 2, CELL_PX * 0.86])

    def place(point: FloatArray) -> tuple[int, int]:
        local = point - origin
        x, y = base + [scale * float(local @ right), -scale * float(local @ up)]
        return int(x), int(y)

    for x in np.arange(-2, 2.1, 0.5):
        cv2.line(cell, place(origin + [x, -2, 0]), place(origin + [x, 2, 0]), (235, 235, 235), 1)
        cv2.line(cell, place(origin + [-2, x, 0]), place(origin + [2, x, 0]), (235, 235, 235), 1)
    order = np.argsort(-((ends.mean(axis=1) - origin) @ away))
    for index in order:
        capsule = performance.body.capsules[index]
        depth = float((ends[index].mean(axis=0) - origin) @ away)
        shade = int(np.clip(120 + 100 * depth, 40, 200))
        left = capsule.segment in (5, 6, 7, 11, 12, 13)
        colour = (shade, shade // 2, 60) if left else (60, shade // 2, shade)
        thick = max(1, round(2 * capsule.radius * scale))
        cv2.line(cell, place(ends[index, 0]), place(ends[index, 1]), colour, thick, cv2.LINE_AA)


def main() -> None:
    """Draw a row for each activity of daily life, or kind of fall, that is named."""
    path, *names = sys.argv[1:]
    rows = []
    for number, name in enumerate(names):
        performer = Performer(draw_body(rng := np.random.default_rng(number)), rng, Place(0.0, 0.0))
        if name in SCENARIOS:
            fall(performer, Kind(name), draw_direction(Kind(name), rng))
        else:
            perform(performer, ACTIVITIES[name])
        done = performer.finish()
        start_s = max(0.0, done.falls[0].onset_s - 0.5) if done.falls else 0.0
        end_s = start_s + 3.5 if done.falls else done.duration_s
        rows.append(strip(done, start_s=start_s, end_s=end_s))
    save(Path(path), rows)


def save(path: Path, rows: list[np.ndarray]) -> None:
    """Write rows of equal width below each other."""
    cv2.imwrite(str(path), np.concatenate(rows))


if __name__ == "__main__":
    main()
