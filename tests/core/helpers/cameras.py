"""Self-calibrating cameras against the truth: `python -m tests.core.helpers.cameras [CAMERAS] [MINUTES] [told]`.

Prints how far off they are, and whether they know it; `told` how tall people are on average, or not.
"""

import math
import sys
from dataclasses import dataclass

import numpy as np

from falldetect_core.skeleton import body_of
from falldetect_core.world import Calibration, CameraModel, SelfCalibration, Stature

from .walkers import Walker, random_camera

PEOPLE = 4
GAP_S = 60.0


@dataclass(frozen=True)
class Trial:
    """A true camera, what it found out, and the heights of those who walked."""

    truth: CameraModel
    found: Calibration | None
    people_m: tuple[float, ...]

    @property
    def errors(self) -> np.ndarray:
        """Of the height as a share, pitch and roll in degrees, and the focal length's logarithm."""
        found, truth = self.found.camera, self.truth
        return np.array(
            [
                found.height_m / truth.height_m - 1,
                found.pitch_deg - truth.pitch_deg,
                found.roll_deg - truth.roll_deg,
                math.log(found.focal_px / truth.focal_px),
            ]
        )

    @property
    def deviations(self) -> np.ndarray:
        """The standard deviations that the camera itself gives for the same."""
        found = self.found
        spreads = found.height_sd_m / found.camera.height_m, found.pitch_sd_deg, found.roll_sd_deg, found.focal_sd
        return np.array(spreads)


def trial(seed: int, *, minutes: float = 3.0, people: int = PEOPLE, noise: float = 0.02, told: bool = False) -> Trial:
    """Let people of 1.50 to 1.95 m walk before a random camera, one after the other."""
    random = np.random.default_rng(seed)
    camera = random_camera(random)
    heights = random.uniform(1.5, 1.95, people).tolist()
    stature = Stature.told(float(np.mean(heights)) if told else None)
    calibration = SelfCalibration(camera.size, stature=stature)
    for number, height_m in enumerate(heights):
        start_s = number * (minutes * 60 / people + GAP_S)
        for time_s, pose in Walker(random, camera, height_m, noise=noise).walk(minutes * 60 / people):
            calibration.see(number, start_s + time_s, body_of(pose))
    return Trial(camera, calibration.calibration, tuple(heights))


def report(trials: list[Trial]) -> str:
    """Put the distribution of errors into a table."""
    known = [one for one in trials if one.found]
    errors = np.array([np.abs(one.errors) for one in known])
    within = np.array([np.abs(one.errors) <= 2 * one.deviations for one in known]).mean(axis=0)
    people = [np.mean(one.people_m) / 1.68 for one in known]
    shape = [abs((one.errors[0] + 1) * tall - 1) for one, tall in zip(known, people, strict=True)]
    rows = [f"{len(known)} of {len(trials)} cameras know where they stand"]
    names = ("height (share)", "pitch (deg)", "roll (deg)", "focal length (log)")
    for number, name in enumerate(names):
        median, most, worst = np.percentile(errors[:, number], [50, 90, 100])
        rows.append(f"{name:20s} median {median:.3f}, p90 {most:.3f}, worst {worst:.3f}; {within[number]:.0%} in 2 sd")
    rows.append(
        f"height within 10 %: {np.mean(errors[:, 0] < 0.1):.0%}; pitch within 3 deg: {np.mean(errors[:, 1] < 3):.0%}"
    )
    median, most, worst = np.percentile(shape, [50, 90, 100])
    rows.append(f"height, had people been 1.68 m on average: median {median:.3f}, p90 {most:.3f}, worst {worst:.3f}")
    rows += [f"not known: {one.truth}" for one in trials if one.found is None]
    return "\n".join(rows)


if __name__ == "__main__":
    words = [*sys.argv[1:], *("60", "3", "")[len(sys.argv) - 1 :]]
    cameras, minutes, told = int(words[0]), float(words[1]), words[2] == "told"
    print(report([trial(seed, minutes=minutes, told=told) for seed in range(cameras)]))  # noqa: T201 - a program's output
