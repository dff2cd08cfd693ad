"""How people come to fall at home: what they do before, and the moment in it in which they lose balance."""

from collections.abc import Callable
from dataclasses import replace

from falldetect_core.kinds import Before, Kind
from training.simulation.behaviour.activities.seated import leave_seat, take_seat
from training.simulation.behaviour.activities.standing import stand
from training.simulation.behaviour.furniture import furnish, seat_height, square
from training.simulation.behaviour.manner import draw_gait, pace_of
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.attitudes import raised
from training.simulation.motion.posture import Arm
from training.simulation.physics.causes import Cause, draw_cause

type Scenario = Callable[[Performer, float], None]
"""Acts until somebody has fallen towards an angle, in degrees from the facing."""

PHASES = {Kind.TRIP: "swing", Kind.SLIP: "landing"}
"""When in a step a kind happens; others at any moment."""


def walk_on(p: Performer) -> None:
    """Wait for a moment, and walk a few steps."""
    p.hold(float(p.rng.uniform(0.1, 1.0)))
    end = p.place.ahead(float(p.rng.uniform(1.2, 3.5)), float(p.rng.uniform(-0.5, 0.5)))
    p.walk([p.place.xy, end.xy], draw_gait(p.body, p.rng))


def walking(kind: Kind) -> Scenario:
    """Return walking, with balance lost on the way."""

    def scenario(p: Performer, toward_deg: float) -> None:
        walk_on(p)
        p.fall(draw_cause(kind, toward_deg, p.rng), back_s=float(p.rng.uniform(0.3, 1.0)), phase=PHASES.get(kind, ""))

    return scenario


def standing(kind: Kind) -> Scenario:
    """Return standing and using the hands, perhaps after walking there."""

    def scenario(p: Performer, toward_deg: float) -> None:
        if p.rng.random() < 0.5:
            walk_on(p)
        stand(p)
        p.hold(0.4)
        p.fall(draw_cause(kind, toward_deg, p.rng), before=Before.STANDING)

    return scenario


def bending(kind: Kind) -> Scenario:
    """Return bending down, with balance lost while coming up."""

    def scenario(p: Performer, toward_deg: float) -> None:
        if p.rng.random() < 0.4:
            walk_on(p)
        p.do(1.2, p.attitudes.bent(float(p.rng.uniform(50, 95)), knees=0.15))
        p.do(1.0, p.attitudes.standing())
        p.fall(draw_cause(kind, toward_deg, p.rng), back_s=float(p.rng.uniform(0.1, 1.0)), before=Before.STANDING)

    return scenario


def rising(p: Performer, toward_deg: float) -> None:
    """Lose balance while rising from a seat, or on the first steps after it."""
    seat_m = seat_height(p, soft=bool(p.rng.random() < 0.5))
    _seated(p, seat_m)
    p.hold(float(p.rng.uniform(0.8, 3.0)))
    leave_seat(p, seat_m, pace_of(p, 0.7))
    if p.rng.random() < 0.35:
        p.hold(float(p.rng.uniform(0.3, 2.0)))
        p.fall(draw_cause(Kind.TRANSFER, toward_deg, p.rng), before=Before.RISING)
        return
    p.fall(draw_cause(Kind.TRANSFER, toward_deg, p.rng), back_s=float(p.rng.uniform(0.15, 0.9)), before=Before.RISING)


def _seated(p: Performer, seat_m: float) -> None:
    """Begin seated, or sit down first."""
    if p.rng.random() < 0.5:
        take_seat(p, seat_m, soft=False, pace=pace_of(p, 0.6))
        return
    p.place = replace(p.place, yaw=square(p))
    back = -0.96 * p.body.thigh
    furnish(p, (back - 0.25, -0.14), (-0.4, 0.4), (0.0, seat_m - 0.01))
    p.begin(p.attitudes.seated(seat_m))


def missing_the_seat(p: Performer, toward_deg: float) -> None:
    """Sit down where the chair isn't, or only its edge."""
    p.hold(float(p.rng.uniform(0.8, 2.5)))
    p.face(square(p))
    seat_m = seat_height(p, soft=False)
    back = -0.96 * p.body.thigh
    gap = float(p.rng.uniform(0.15, 0.6))
    furnish(p, (back - 0.5 - gap, back - gap), (-0.24, 0.24), (0.0, seat_m))
    sinking = replace(p.attitudes.bent(35.0, Arm(30.0), knees=0.35), root=(0.6 * back, 0.0, seat_m + 0.22))
    p.do(float(p.rng.uniform(0.6, 1.1)), sinking)
    p.do(0.5, p.attitudes.seated(seat_m))
    cause = draw_cause(Kind.TRANSFER, 180.0 if abs(toward_deg) < 60 else toward_deg, p.rng)
    p.fall(
        replace(cause, trunk_tone=max(cause.trunk_tone, 0.5)),
        back_s=float(p.rng.uniform(0.35, 0.6)),
        before=Before.SITTING,
    )


def sliding_off(p: Performer, toward_deg: float) -> None:
    """Slide or tip from the edge of a chair or bed."""
    seat_m = float(p.rng.uniform(0.4, 0.6)) * min(1.0, p.attitudes.scale)
    p.place = replace(p.place, yaw=square(p))
    edge = -0.96 * p.body.thigh + float(p.rng.uniform(-0.02, 0.05))
    furnish(p, (edge - 0.9, edge), (-0.8, 0.8), (0.0, seat_m - 0.02))
    p.begin(p.attitudes.seated(seat_m, recline=float(p.rng.uniform(-20, 15))))
    p.hold(float(p.rng.uniform(1.0, 4.0)))
    p.do(0.6, p.attitudes.seated(seat_m, recline=float(p.rng.uniform(-40, 10))))
    cause = draw_cause(Kind.TRANSFER, toward_deg if abs(toward_deg) < 120 else toward_deg / 2, p.rng)
    p.fall(
        replace(cause, push_m_s2=float(p.rng.uniform(1.8, 3.5)), push_s=float(p.rng.uniform(0.4, 0.8))),
        before=Before.SITTING,
    )


def out_of_bed(p: Performer, toward_deg: float) -> None:  # noqa: ARG001 - a bed has two sides only
    """Roll out of bed."""
    p.place = replace(p.place, yaw=square(p))
    bed_m = float(p.rng.uniform(0.4, 0.62))
    side = float(p.rng.choice([-1.0, 1.0]))
    near, far = side * 0.2, -side * 0.9
    furnish(p, (-1.3, 1.3), (min(near, far), max(near, far)), (0.0, bed_m - 0.04))
    home = p.place
    p.begin(p.attitudes.supine(bed_m, pillow=15.0))
    p.hold(float(p.rng.uniform(1.0, 4.0)))
    p.place = replace(home.ahead(0.0, 0.14 * side), yaw=home.yaw + 180.0 - 90.0 * side)
    p.roll_to(float(p.rng.uniform(0.8, 1.6)), p.attitudes.on_side(side, bed_m))
    p.hold(0.2)
    cause = Cause(
        Kind.TRANSFER, 0.0, push_m_s2=float(p.rng.uniform(2.0, 4.0)), push_s=0.5, arms=float(p.rng.uniform(0, 0.8)),
        trunk_tone=0.5, leg_tone=0.4, floor_tone=0.08,
    )  # fmt: skip
    p.fall(cause, before=Before.LYING)


def from_step(p: Performer, toward_deg: float) -> None:
    """Fall from a stool, a ladder or a desk: stand up there, reach, lose balance."""
    up_m = float(p.rng.uniform(0.25, 1.1)) * min(1.0, p.attitudes.scale)
    p.place = replace(p.place, yaw=square(p))
    half = float(p.rng.uniform(0.18, 0.4))
    furnish(p, (-half + 0.05, half + 0.05), (-half, half), (0.0, up_m - 0.005))
    p.stand_on(up_m)
    for _ in range(int(p.rng.integers(1, 4))):
        reach = Arm(float(p.rng.uniform(60, 170)), float(p.rng.uniform(5, 50)), 10.0, float(p.rng.uniform(5, 60)))
        p.do(float(p.rng.uniform(0.6, 1.5)), raised(p.attitudes.standing((reach, Arm())), up_m))
        p.hold(float(p.rng.uniform(0.2, 1.0)))
    p.fall(draw_cause(Kind.FROM_HEIGHT, toward_deg, p.rng), before=Before.ELEVATED)


def stepping_down(p: Performer, toward_deg: float) -> None:
    """Walk off an edge, as from a landing or the last stair."""
    up_m = float(p.rng.uniform(0.26, 0.6)) * min(1.0, p.attitudes.scale)
    p.place = replace(p.place, yaw=square(p))
    furnish(p, (-1.0, 0.22), (-0.5, 0.5), (0.0, up_m - 0.005))
    p.stand_on(up_m)
    p.hold(float(p.rng.uniform(0.8, 2.5)))
    lunge = p.attitudes.bent(12.0, Arm(25.0, 20.0), knees=0.08)
    left = replace(lunge.left_foot, ankle=(0.35 * p.body.leg, p.attitudes.stance, p.body.ankle + 0.05), pitch=-5.0)
    x, _, z = lunge.root
    p.do(0.6, raised(replace(lunge, left_foot=left, root=(x + 0.12, 0.0, z)), up_m))
    cause = draw_cause(Kind.FROM_HEIGHT, toward_deg if abs(toward_deg) <= 60 else toward_deg / 3, p.rng)
    p.fall(replace(cause, slide_s=0.0, slide_n=0.0), before=Before.ELEVATED)


SCENARIOS: dict[Kind, tuple[Scenario, ...]] = {
    Kind.TRIP: (walking(Kind.TRIP),),
    Kind.SLIP: (walking(Kind.SLIP), walking(Kind.SLIP), standing(Kind.SLIP)),
    Kind.COLLAPSE: (
        walking(Kind.COLLAPSE),
        standing(Kind.COLLAPSE),
        standing(Kind.COLLAPSE),
        bending(Kind.COLLAPSE),
    ),
    Kind.MISSTEP: (walking(Kind.MISSTEP), standing(Kind.MISSTEP), bending(Kind.MISSTEP)),
    Kind.EXTERNAL: (walking(Kind.EXTERNAL), standing(Kind.EXTERNAL)),
    Kind.TRANSFER: (rising, rising, missing_the_seat, sliding_off, out_of_bed),
    Kind.FROM_HEIGHT: (from_step, from_step, stepping_down),
}
"""What each kind is drawn from."""
