"""What is known of a camera's place, and how well: the record that calibrating gives, and that is kept."""

import json
import math
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from falldetect_core.errors import CalibrationError
from falldetect_core.world.camera import CameraModel

MOST_HEIGHT_SD = 0.09
"""A camera whose height is known worse, as a share of it, tells no height of a neck."""
MOST_PITCH_SD_DEG = 2.0
SHAPE_TOLERANCE = 0.02
HARDLY = 1.2


@dataclass(frozen=True, slots=True)
class Calibration:
    """A camera and the standard deviations of its height, angles and focal length (a share of it); 0 is exact.

    `scatter` is how far half of the `steps` of so many `people` that it was found from are off, in standard deviations.
    """

    camera: CameraModel
    height_sd_m: float = 0.0
    pitch_sd_deg: float = 0.0
    roll_sd_deg: float = 0.0
    focal_sd: float = 0.0
    scatter: float = 0.0
    steps: int = 0
    people: int = 0

    @property
    def usable(self) -> bool:
        """Say whether heights in metres can be told with it."""
        return self.height_sd_m <= MOST_HEIGHT_SD * self.camera.height_m and self.pitch_sd_deg <= MOST_PITCH_SD_DEG

    def as_good_as(self, other: Self) -> bool:
        """Say whether it is hardly less certain than another."""
        height, others = (known.height_sd_m / known.camera.height_m for known in (self, other))
        return height <= HARDLY * others and self.pitch_sd_deg <= HARDLY * other.pitch_sd_deg

    @property
    def field_of_view_sd_deg(self) -> float:
        """Standard deviation of the horizontal field of view."""
        half = math.radians(self.camera.field_of_view_deg) / 2
        return math.degrees(math.sin(2 * half) * self.focal_sd)

    def for_size(self, size: tuple[int, int]) -> Self | None:
        """Return it for pictures of another size; None for those of another shape, which show another view."""
        width, height = self.camera.size
        if abs(size[0] * height / (size[1] * width) - 1) > SHAPE_TOLERANCE:
            return None
        return replace(self, camera=self.camera.resized(size))

    def to_json(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read it back; raises CalibrationError for anything else."""
        try:
            values: dict[str, Any] = json.loads(text)
            camera = dict(values.pop("camera"))
            width, height = camera.pop("size")
            numbers = {name: float(value) for name, value in camera.items()}
            counts = {name: int(values.pop(name)) for name in ("steps", "people")}
            spreads = {name: float(value) for name, value in values.items()}
            model = CameraModel(**numbers, size=(int(width), int(height)))
            made = cls(model, steps=counts["steps"], people=counts["people"], **spreads)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CalibrationError(f"this is no calibration: calibrate the camera again ({error!r})") from None
        return made._checked()

    def _checked(self) -> Self:
        camera = self.camera
        spreads = (self.height_sd_m, self.pitch_sd_deg, self.roll_sd_deg, self.focal_sd, self.scatter)
        possible = min(camera.height_m, camera.focal_px, *camera.size) > 0 and abs(camera.pitch_deg) <= 90  # noqa: PLR2004
        if not (possible and min(spreads) >= 0 and math.isfinite(sum(spreads) + camera.roll_deg + camera.height_m)):
            raise CalibrationError("this calibration is of no possible camera: calibrate the camera again")
        return self
