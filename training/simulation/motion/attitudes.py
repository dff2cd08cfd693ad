"""How people stand, sit, kneel, squat, crawl and lie: postures in a frame of their own, in lengths of their own body.

An attitude stands at (0, 0) on z = 0 and faces x; `placed` brings it to a place in the room. Seats and beds have
heights in metres, as furniture doesn't grow with people.
"""

from dataclasses import dataclass, replace

import numpy as np

from training.simulation.bodies.body import INDEX, Body
from training.simulation.motion.posture import Arm, Foot, Posture

FLESH_M = 0.09
"""From the hip joint to what it rests on when sitting or lying, for an adult."""


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


class Attitudes:
    """The attitudes of one body."""

    def __init__(self, body: Body, *, stoop: float = 4.0) -> None:
        """Measure `body`; `stoop` bends its trunk, in degrees, when it stands or sits."""
        self.body = body
        self.stoop = stoop
        self.scale = body.leg / 0.85
        self.flesh = FLESH_M * self.scale
        self.stance = 0.09 * self.scale
        self._root_up = float(body.joints[0, 2] - body.joints[INDEX["thigh.L"], 2])

    def of(
        self,
        hip: tuple[float, float],
        feet: tuple[Foot, Foot],
        trunk: tuple[float, float, float] = (0.0, 0.0, 0.0),
        *,
        pitch: float = 0.0,
        roll: float = 0.0,
        yaw: float = 0.0,
        twist: float = 0.0,
        head: float = 0.0,
        arms: tuple[Arm, Arm] | Arm | None = None,
    ) -> Posture:
        """Compose: the hips' way ahead and height, feet, trunk bends (pelvis, abdomen, chest) and arms."""
        both = arms if isinstance(arms, tuple) else (arms or Arm(),) * 2
        return Posture(
            root=(hip[0], 0.0, hip[1] + self._root_up * float(np.cos(np.radians(pitch + trunk[0])))),
            left_foot=feet[0],
            right_foot=feet[1],
            yaw=yaw,
            pitch=pitch + trunk[0],
            roll=roll,
            abdomen=(trunk[1], 0.0, twist),
            chest=(trunk[2], 0.0, twist),
            neck=(0.5 * head, 0.0, 0.0),
            head=(0.5 * head, 0.0, 0.0),
            left_arm=both[0],
            right_arm=both[1],
        )

    def feet(
        self, ahead: float = 0.0, *, apart: float = 1.0, up: float = 0.0, pitch: float = 0.0, knee_out: float = 4.0
    ) -> tuple[Foot, Foot]:
        """Return both feet side by side."""
        left, right = (
            Foot((ahead, sign * self.stance * apart, self.body.ankle + up), sign * 6.0 * apart, pitch, knee_out)
            for sign in (1.0, -1.0)
        )
        return left, right

    def hands(self, ahead: float, up: float, apart: float = 0.15) -> tuple[Arm, Arm]:
        """Return arms whose hands reach to a place."""
        left, right = (Arm(hand=(ahead, sign * apart * self.scale, up), reach=1.0) for sign in (1.0, -1.0))
        return left, right

    @property
    def hip_up(self) -> float:
        """Height of the hips in standing."""
        return self.body.ankle + 0.985 * self.body.leg

    def standing(self, arms: tuple[Arm, Arm] | Arm | None = None, *, apart: float = 1.0) -> Posture:
        """Stand."""
        lean = (0.4 * self.stoop, 0.3 * self.stoop, 0.5 * self.stoop)
        return self.of((0.0, self.hip_up), self.feet(apart=apart), lean, head=-0.5 * self.stoop, arms=arms)

    def bent(self, degrees: float, arms: tuple[Arm, Arm] | Arm | None = None, *, knees: float = 0.1) -> Posture:
        """Bend the trunk by `degrees` over legs that give by a share `knees`."""
        back = -0.0028 * degrees * self.scale * 0.55
        trunk = (0.6 * degrees, 0.25 * degrees, 0.15 * degrees)
        hang = arms or Arm(flexion=0.75 * degrees, elbow=15.0)
        return self.of(
            (back, self.body.ankle + (0.985 - knees) * self.body.leg),
            self.feet(),
            trunk,
            head=-0.15 * degrees,
            arms=hang,
        )

    def squatting(self, depth: float = 1.0) -> Posture:
        """Squat, the heels down for a shallow one."""
        low = self.body.ankle + self.body.leg * (1.0 - 0.68 * depth)
        return self.of(
            (-0.16 * self.scale * depth, low),
            self.feet(apart=1.5, pitch=12.0 * depth, knee_out=18.0),
            (38.0 * depth, 12.0, 8.0),
            head=-20.0,
            arms=Arm(flexion=60.0 * depth, elbow=40.0, abduction=14.0),
        )

    def seated(
        self, seat_m: float, *, recline: float = 0.0, arms: tuple[Arm, Arm] | Arm | None = None, legs: float = 0.0
    ) -> Posture:
        """Sit on a seat whose hips are behind the feet; `recline` leans back (negative: forward), in degrees."""
        hip = seat_m + self.flesh
        back = -0.96 * self.body.thigh - 0.02
        drop = hip - self.body.ankle
        dangling = max(0.0, drop - self.body.shin - 0.02)
        lap = self.hands(back + 0.55 * self.body.thigh, hip + 0.09 * self.scale, 0.13)
        trunk = (-recline, 0.25 * abs(recline) + 6.0, 8.0)
        return self.of(
            (back, hip),
            self.feet(legs, up=dangling, pitch=-20.0 if legs > 0.1 else 0.0),
            trunk,
            head=-4.0 + 0.3 * recline,
            arms=arms or lap,
        )

    def kneeling(
        self, *, upright: float = 1.0, bend: float = 0.0, arms: tuple[Arm, Arm] | Arm | None = None
    ) -> Posture:
        """Kneel on both knees: `upright` 1 stands on them, 0 sits on the heels; `bend` leans forward."""
        thigh, shin = self.body.thigh, self.body.shin
        angle = np.radians(90.0 - 62.0 * (1.0 - upright))
        knee = 0.05 * self.scale
        hip = (-thigh * float(np.cos(angle)), knee + thigh * float(np.sin(angle)))
        feet = self.feet(-shin, up=0.0, pitch=78.0)
        trunk = (0.6 * bend, 0.25 * bend, 0.15 * bend)
        return self.of(hip, feet, trunk, head=-0.2 * bend, arms=arms)

    def half_kneeling(self, arms: tuple[Arm, Arm] | Arm | None = None) -> Posture:
        """Kneel on the right knee, the left foot in front."""
        thigh, shin, ankle = self.body.thigh, self.body.shin, self.body.ankle
        feet = (
            Foot((0.85 * thigh, self.stance, ankle)),
            Foot((-0.9 * shin, -self.stance, ankle), 0.0, 70.0),
        )
        return self.of(
            (0.0, thigh * 0.97 + 0.06 * self.scale), feet, (12.0, 8.0, 6.0), arms=arms or Arm(flexion=25.0, elbow=50.0)
        )

    def all_fours(self, reach: float = 0.0, *, step: float = 0.0) -> Posture:
        """Be on hands and knees; `reach` sets the left hand ahead of the right and `step` the left knee, in metres."""
        thigh, shin, trunk = self.body.thigh, self.body.shin, self.body.trunk
        hip = (0.0, 0.93 * thigh + 0.06 * self.scale)
        ahead = 0.98 * trunk
        hands = tuple(
            Arm(hand=(ahead + sign * reach, sign * 0.16 * self.scale, 0.06), reach=1.0) for sign in (1.0, -1.0)
        )
        feet = tuple(
            Foot((-shin + sign * step, sign * self.stance, self.body.ankle * 0.7), 0.0, 85.0) for sign in (1.0, -1.0)
        )
        return self.of(hip, (feet[0], feet[1]), (76.0, 4.0, 4.0), head=-35.0, arms=(hands[0], hands[1]))

    def plank(self, height: float = 1.0, *, hips: float = 0.0) -> Posture:
        """Push up: `height` 1 with straight arms, 0 with the chest down; `hips` lifts them (downward dog: 0.5)."""
        arm, leg, trunk = self.body.arm, self.body.leg, self.body.trunk
        shoulder = 0.14 * self.scale + (arm - 0.08 * self.scale) * height
        toes = 0.11 * self.scale
        length = leg + trunk
        rise = float(np.arcsin(np.clip((shoulder - toes) / length, -0.5, 0.9)))
        hip_z = toes + leg * float(np.sin(rise)) + hips
        reach = float(np.sqrt(max(0.05, leg**2 - (hip_z - toes) ** 2)))
        tilt = np.degrees(np.arctan2(shoulder - hip_z, np.sqrt(max(0.02, trunk**2 - (shoulder - hip_z) ** 2))))
        across = trunk * float(np.cos(np.radians(tilt)))
        hands = self.hands(across + 0.02, 0.05, 0.2 + 0.1 * (1 - height))
        feet = self.feet(-reach, up=toes - self.body.ankle + 0.05, pitch=70.0)
        return self.of((0.0, hip_z), feet, (90.0 - float(tilt), 0.0, 0.0), head=-25.0, arms=hands)

    def prostrate(self) -> Posture:
        """Bow down on knees, hands and forehead."""
        thigh, shin = self.body.thigh, self.body.shin
        hip = (-0.18 * thigh, 0.05 * self.scale + 0.8 * thigh)
        feet = self.feet(-shin * 0.98, pitch=70.0)
        hands = self.hands(0.95 * self.body.trunk, 0.05, 0.22)
        return self.of(hip, feet, (100.0, 18.0, 12.0), head=-20.0, arms=hands)

    def resting_child(self) -> Posture:
        """Sit on the heels, the trunk flat on the thighs, arms ahead on the floor."""
        thigh, shin = self.body.thigh, self.body.shin
        hip = (-0.85 * thigh, 0.22 * self.scale)
        hands = self.hands(self.body.trunk * 0.85, 0.05, 0.18)
        return self.of(hip, self.feet(-shin * 0.95, pitch=80.0), (72.0, 16.0, 12.0), head=10.0, arms=hands)

    def floor_sitting(self, *, recline: float = 0.0, crossed: bool = False, up: float = 0.0) -> Posture:
        """Sit on the floor (or `up` metres above it), legs ahead or crossed."""
        hip = (0.0, up + self.flesh)
        if crossed:
            feet = tuple(
                Foot((0.3 * self.body.thigh, -sign * 0.12 * self.scale, up + 0.07), sign * 50.0, 0.0, 60.0)
                for sign in (1.0, -1.0)
            )
            arms: tuple[Arm, Arm] | Arm = self.hands(0.3 * self.body.thigh, up + 0.18 * self.scale, 0.22)
        else:
            ankle = Foot((self.body.leg * 0.93, 0.0, up + 0.06), 0.0, -65.0)
            feet = tuple(
                replace(ankle, ankle=(ankle.ankle[0], sign * self.stance * 1.3, ankle.ankle[2]), yaw=sign * 10.0)
                for sign in (1.0, -1.0)
            )
            behind = recline > 10.0
            arms = (
                self.hands(-0.35 * self.scale, up + 0.04, 0.22)
                if behind
                else self.hands(0.4 * self.body.thigh, up + 0.16, 0.12)
            )
        return self.of(hip, (feet[0], feet[1]), (-recline, 8.0, 8.0), head=4.0 + 0.4 * recline, arms=arms)

    def supine(
        self, up: float = 0.0, *, knees: float = 0.0, arms: tuple[Arm, Arm] | Arm | None = None, pillow: float = 8.0
    ) -> Posture:
        """Lie on the back `up` metres above the floor, the head behind; `knees` 1 draws the feet in."""
        reach = self.body.leg * (0.97 - 0.45 * knees)
        feet = self.feet(reach, apart=1.2, up=up - self.body.ankle * 0.4, pitch=-65.0 * (1 - knees))
        posture = self.of(
            (0.0, up + 0.10 * self.scale), feet, pitch=-90.0, head=pillow, arms=arms or Arm(flexion=2.0, abduction=16.0)
        )
        return replace(posture, abdomen=(2.0, 0.0, 0.0), chest=(3.0, 0.0, 0.0))

    def prone(self, up: float = 0.0, arms: tuple[Arm, Arm] | Arm | None = None) -> Posture:
        """Lie on the belly, the head ahead."""
        feet = self.feet(-self.body.leg * 0.97, apart=1.2, up=up - 0.2 * self.body.ankle, pitch=80.0)
        crossed = arms or Arm(flexion=150.0, abduction=25.0, elbow=70.0)
        posture = self.of((0.0, up + 0.12 * self.scale), feet, pitch=88.0, arms=crossed)
        return replace(posture, head=(-8.0, 0.0, 50.0))

    def on_side(self, side: float = 1.0, up: float = 0.0, *, curl: float = 0.6) -> Posture:
        """Lie on the left (1) or right (-1) side facing x, the head to that side, legs and trunk curled."""
        leg = self.body.leg
        reach, ahead = leg * (0.97 - 0.5 * curl), 0.32 * leg * curl
        feet = tuple(
            Foot((ahead, -side * reach, up + (0.07 if sign * side > 0 else 0.16) * self.scale), 0.0, 30.0)
            for sign in (1.0, -1.0)
        )
        arms = Arm(flexion=65.0 * curl + 15.0, elbow=75.0 * curl, abduction=2.0)
        posture = self.of(
            (0.0, up + 0.17 * self.scale), (feet[0], feet[1]), (8.0 * curl, 0.0, 0.0), roll=-86.0 * side, arms=arms
        )
        bend = 16.0 * curl
        return replace(
            posture,
            abdomen=(bend, 0.0, 0.0),
            chest=(bend, 0.0, 0.0),
            left_foot=replace(feet[0], yaw=-side * 80.0),
            right_foot=replace(feet[1], yaw=-side * 80.0),
        )
