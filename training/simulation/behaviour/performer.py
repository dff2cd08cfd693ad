"""Somebody who acts: daily movements one after the other, falls in between, as one movement from start to end.

Planted feet and reaching hands are kept by interpolating postures (`do`); what happens on the floor, where everything
turns, by turning every segment the short way (`roll_to`). Physics takes over at a `fall`.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from falldetect_core.kinds import Before
from training.simulation.arrays import FloatArray
from training.simulation.behaviour.performance import ActivitySpan, Performance
from training.simulation.behaviour.truth import Fall
from training.simulation.bodies.body import Body
from training.simulation.motion.attitudes import Attitudes, Place, placed, raised
from training.simulation.motion.builder import MovementBuilder
from training.simulation.motion.gait import Gait, find_phase, walk
from training.simulation.motion.movement import RATE_HZ, blend, head_deg, heading_deg, lifted
from training.simulation.motion.posing import pose_all
from training.simulation.motion.posture import Arm, Posture, flatten, named
from training.simulation.physics.causes import Cause
from training.simulation.physics.falling import Outcome, simulate, travelled
from training.simulation.physics.ragdoll import Box, Ragdoll

STARTING_S = 0.2
"""From standing to the first step."""
FALL_S = 3.2
"""How long physics goes on after a loss of balance."""
SETTLING_S = 1.5
"""After contact, where nothing came to rest within FALL_S."""


class Performer:
    """Builds a performance."""

    def __init__(
        self,
        body: Body,
        rng: np.random.Generator,
        place: Place,
        *,
        stoop: float | None = None,
        furniture: Sequence[Box] = (),
    ) -> None:
        """Stand at a place."""
        self.body = body
        self.rng = rng
        self.furniture = tuple(furniture)
        old = body.age > 0.9
        self.stoop = float(rng.uniform(3, 16) if old else rng.uniform(0, 6)) if stoop is None else stoop
        self.attitudes = Attitudes(body, stoop=self.stoop)
        self.place = place
        self._built = MovementBuilder(body)
        self._activities: list[ActivitySpan] = []
        self._falls: list[Fall] = []
        self.begin(self.attitudes.standing())

    @property
    def now_s(self) -> float:
        """How long it has been acting."""
        return self._built.now_s

    def begin(self, posture: Posture) -> None:
        """Start in a posture (of its own frame, at the place) instead of standing."""
        self._built.begin(flatten(placed(posture, self.place)))

    def do(self, seconds: float, posture: Posture) -> None:
        """Move to a posture (of its own frame, at the place) within some seconds."""
        self._built.reach(seconds, flatten(placed(posture, self.place)))

    def hold(self, seconds: float) -> None:
        """Stay so."""
        self._built.stay(seconds)

    def note(self, name: str, start_s: float) -> None:
        """Call what it did since `start_s`."""
        self._activities.append(ActivitySpan(name, start_s, self.now_s))

    def face(self, yaw: float) -> None:
        """Turn on the spot, in steps."""
        turn = (yaw - self.place.yaw + 180.0) % 360.0 - 180.0
        if abs(turn) < 1.0:
            return
        here = self.place
        ahead = here.ahead(0.02)
        self.walk([here.xy, ahead.xy], Gait(step_m=0.3, crouch_m=0.02), turn_to=here.yaw + turn)
        self.place = replace(self.place, yaw=here.yaw + turn)

    def rise(self, pace: float) -> None:
        """Stand up from hands and knees, or from lying nearly so."""
        if self._lies():
            self.roll_to(1.4 * pace, self.attitudes.all_fours())
        self.do(1.3 * pace, self.attitudes.half_kneeling())
        self.do(1.2 * pace, self.attitudes.standing())

    def walk(
        self,
        path: Sequence[tuple[float, float]],
        gait: Gait,
        *,
        turn_to: float | None = None,
        left_arm: Arm | None = None,
        right_arm: Arm | None = None,
    ) -> None:
        """Walk along a path that starts here, the arms swinging or held as said."""
        facing = float(named(self._built.row)["yaw"])
        keys = []
        for key in walk(self.body, path, gait, turn_from=facing, turn_to=turn_to):
            arms = {"left_arm": left_arm or key.posture.left_arm, "right_arm": right_arm or key.posture.right_arm}
            keys.append((key.time_s, flatten(replace(key.posture, **arms))))
        self._built.follow(STARTING_S, keys)
        self.place = Place(path[-1][0], path[-1][1], float(named(self._built.row)["yaw"]))

    def roll_to(self, seconds: float, posture: Posture) -> None:
        """Move to a posture by turning every segment the short way: for what happens on the floor."""
        self._built.flush()
        row = flatten(placed(posture, self.place))
        self._built.add(blend(self._built.last, pose_all(self.body, row[None]), seconds))
        self._built.begin(row)

    def fall(self, cause: Cause, *, back_s: float = 0.0, before: Before = Before.WALKING, phase: str = "") -> Fall:
        """Lose balance `back_s` before what was planned last ends, as near as may be to a `phase` of walking.

        `phase` is "swing" (the foot of the cause swings), "landing" (it has just landed), or "" for any moment.
        """
        result, onset_s, facing = self._lose_balance(cause, back_s, phase, FALL_S)
        contact_s, rest_s = result.landing.contact_s, result.landing.rest_s
        fallen = result.movement[: round(min(contact_s, FALL_S - 0.1) * RATE_HZ) + 1]
        end_s = min(rest_s if np.isfinite(rest_s) else contact_s + SETTLING_S, FALL_S)
        toward = travelled(self.body, self.body.joint_positions(fallen.roots, fallen.rotations), facing)
        return self._fell(
            Fall(cause.kind, onset_s, onset_s + contact_s, onset_s + end_s, np.inf, toward, before, "still")
        )

    def stumble(self, cause: Cause, *, back_s: float, catch_s: float, phase: str = "") -> Fall:
        """Lose balance as in a fall, and catch it after `catch_s` with a step."""
        result, onset_s, facing = self._lose_balance(cause, back_s, phase, catch_s)
        joints = self.body.joint_positions(result.movement.roots, result.movement.rotations)
        rotation, root = result.movement.rotations[-1, 0], result.movement.roots[-1]
        drift = (result.movement.roots[-1] - result.movement.roots[0])[:2]
        self.place = Place(float(root[0] + drift[0]), float(root[1] + drift[1]), heading_deg(rotation))
        caught = self.attitudes.bent(float(self.rng.uniform(10, 30)), Arm(25.0, 35.0, 10.0, 40.0), knees=0.15)
        self.roll_to(float(self.rng.uniform(0.35, 0.6)), caught)
        self.do(float(self.rng.uniform(0.5, 1.0)), self.attitudes.standing())
        end_s, toward = self.now_s, travelled(self.body, joints, facing)
        return self._fell(Fall(cause.kind, onset_s, np.inf, end_s, end_s, toward, Before.WALKING, "recovered"))

    def _fell(self, fall: Fall) -> Fall:
        self._falls.append(fall)
        return fall

    def _lose_balance(self, cause: Cause, back_s: float, phase: str, duration_s: float) -> tuple[Outcome, float, float]:
        """Hand what was planned last over to physics; return what followed, when, and the facing then."""
        planned = self._built.take_back()
        at = max(1, len(planned) - 2 - round(back_s * RATE_HZ))
        side = cause.side
        if phase:
            at, side = find_phase(self.body, planned, at, phase)
        self._built.add(lifted(self.body, planned[:at]))
        lead = lifted(self.body, planned[at - 1 :])
        facing, onset_s = heading_deg(planned.rotations[at, 0]), self.now_s
        ragdoll = Ragdoll(self.body, self.furniture)
        result = simulate(ragdoll, self.body, lead, replace(cause, side=side), facing_deg=facing, duration_s=duration_s)
        self._built.add(result.movement)
        return result, onset_s, facing

    def stand_on(self, up_m: float) -> None:
        """Begin standing on something `up_m` high."""
        self.begin(raised(self.attitudes.standing(), up_m))

    def after(self, what: str) -> None:
        """Call what happened after the last fall."""
        self._falls[-1] = replace(self._falls[-1], after=what)

    def lie_still(self, seconds: float) -> None:
        """Stay as one fell."""
        self._built.rest(seconds)

    def get_up(self, pace: float = 1.0) -> None:
        """Turn to the belly or the side, come to hands and knees, kneel, and stand."""
        begin_s = self.now_s
        self.settle_on_floor(1.0 * pace)
        self.rise(pace)
        self._up(begin_s, self.now_s)

    def _lies(self) -> bool:
        """Say whether the trunk lies, turning over to the side, facing the floor, if it is on the back."""
        self._built.flush()
        if self._pelvis()[2, 0] > 0.5:
            self.place = replace(self.place, yaw=head_deg(self._pelvis()) + 90.0)
            self.roll_to(1.2, self.attitudes.on_side(-1.0))
        pelvis = self._pelvis()
        if pelvis[2, 2] < 0.6 and np.hypot(pelvis[0, 2], pelvis[1, 2]) > 0.5:
            self.place = replace(self.place, yaw=head_deg(pelvis))
        return bool(self._built.last.roots[0, 2] < 0.6 * self.body.thigh)

    def _pelvis(self) -> FloatArray:
        """Return how the pelvis is turned (3, 3): columns its front, left and top."""
        pelvis: FloatArray = self._built.last.rotations[0, 0]
        return pelvis

    def settle_on_floor(self, seconds: float) -> None:
        """Go from how one fell to the nearest tidy way of lying, facing where the body does."""
        pelvis, root = self._pelvis(), self._built.last.roots[0]
        head = head_deg(pelvis)
        if pelvis[2, 0] > 0.5:
            self.place, posture = Place(root[0], root[1], head + 180.0), self.attitudes.supine(knees=0.4)
        elif pelvis[2, 0] < -0.5:
            self.place, posture = Place(root[0], root[1], head), self.attitudes.prone()
        else:
            side = 1.0 if pelvis[2, 1] < 0 else -1.0
            self.place, posture = Place(root[0], root[1], head - 90.0 * side), self.attitudes.on_side(side)
        self.roll_to(seconds, posture)

    def finish(self, until_s: float = 0.0) -> Performance:
        """End, staying as it is until `until_s`."""
        self._built.flush()
        if self.now_s < until_s:
            self.lie_still(until_s - self.now_s)
        movement = self._built.finish()
        return Performance(self.body, movement, tuple(self._activities), tuple(self._falls), self.furniture)

    def _up(self, begin_s: float, up_s: float) -> None:
        self._falls = [replace(fall, up_s=up_s, after="rises") if np.isinf(fall.up_s) else fall for fall in self._falls]
        self._activities.append(ActivitySpan("get_up", begin_s, up_s))
