"""Where postures are in the room: those of a frame of their own are brought to a place there."""

from dataclasses import dataclass, replace

import numpy as np

from training.simulation.motion.posture import Arm, Foot, Posture


@dataclass(frozen=True)
class Place:
    """Where somebody is in the room, metres, and which way they face, degrees."""

    x: float
    y: float
    yaw: float = 0.0

    def ahead(self, forward: float, left: float = 0.0, turn: float = 0.0) -> "Place":
        """Return a place some way ahead and to the left, facing `turn` more to the left."""
        angle = np.radians(self.yaw)
        return Place(
            self.x + forward * float(np.cos(angle)) - left * float(np.sin(angle)),
            self.y + forward * float(np.sin(angle)) + left * float(np.cos(angle)),
            self.yaw + turn,
        )

    @property
    def xy(self) -> tuple[float, float]:
        """The place without the facing."""
        return self.x, self.y


def placed(posture: Posture, place: Place) -> Posture:
    """Return a posture of its own frame at a place in the room."""
    angle = np.radians(place.yaw)
    cosine, sine = float(np.cos(angle)), float(np.sin(angle))

    def move(point: tuple[float, float, float]) -> tuple[float, float, float]:
        x, y, z = point
        return place.x + cosine * x - sine * y, place.y + sine * x + cosine * y, z

    def foot(item: Foot) -> Foot:
        return replace(item, ankle=move(item.ankle), yaw=item.yaw + place.yaw)

    def arm(item: Arm) -> Arm:
        return replace(item, hand=move(item.hand))

    return replace(
        posture,
        root=move(posture.root),
        yaw=posture.yaw + place.yaw,
        left_foot=foot(posture.left_foot),
        right_foot=foot(posture.right_foot),
        left_arm=arm(posture.left_arm),
        right_arm=arm(posture.right_arm),
    )


def raised(posture: Posture, up_m: float) -> Posture:
    """Return a posture `up_m` higher."""

    def move(point: tuple[float, float, float]) -> tuple[float, float, float]:
        return point[0], point[1], point[2] + up_m

    return replace(
        posture,
        root=move(posture.root),
        left_foot=replace(posture.left_foot, ankle=move(posture.left_foot.ankle)),
        right_foot=replace(posture.right_foot, ankle=move(posture.right_foot.ankle)),
        left_arm=replace(posture.left_arm, hand=move(posture.left_arm.hand)),
        right_arm=replace(posture.right_arm, hand=move(posture.right_arm.hand)),
    )
