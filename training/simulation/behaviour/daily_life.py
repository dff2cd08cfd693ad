"""What people do at home without falling: each activity begins and ends standing, unless it says otherwise.

Paces vary from hurried to frail, so that speed alone tells a fall from nothing: people flop onto sofas, drop to their
knees to play, do push-ups and lie down in a second.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from training.simulation.behaviour.performer import Performer
from training.simulation.bodies.body import Figure, figures
from training.simulation.motion.gait import Gait
from training.simulation.motion.posture import Arm, Foot, Posture
from training.simulation.physics.dummy import Box

type Activity = Callable[[Performer], None]

BODY_AGES = (0.5, 0.9)
"""Anny's scale: children are younger, old people older."""


def draw_figure(rng: np.random.Generator, *, oldest: float = 1.0) -> Figure:
    """Return somebody; children are rarer than their share of the bank."""
    suited = [figure for figure in figures() if figure.age <= oldest]
    weights = np.array(
        [0.4 if figure.age < BODY_AGES[0] else 1.5 if figure.age > BODY_AGES[1] else 1.0 for figure in suited]
    )
    return suited[int(rng.choice(len(suited), p=weights / weights.sum()))]


def draw_gait(figure: Figure, rng: np.random.Generator, *, pace: float | None = None) -> Gait:
    """Return a way of walking that suits a figure; `pace` 0 shuffles, 1 hurries."""
    old = figure.age > BODY_AGES[1]
    speed = float(rng.beta(1.5, 2.2) if old else rng.beta(2.5, 1.8)) if pace is None else pace
    leg = figure.leg
    return Gait(
        step_m=leg * (0.3 + 0.5 * speed),
        step_s=float(np.sqrt(leg / 0.85)) * (0.68 - 0.2 * speed) * float(rng.uniform(0.95, 1.05)),
        swing_share=0.66 + 0.14 * speed,
        lift_m=leg * (0.03 + 0.06 * speed),
        stride_width_m=leg * float(rng.uniform(0.18, 0.28)),
        stoop=float(rng.uniform(2.0, 20.0) if old else rng.uniform(0.0, 6.0)),
        crouch_m=leg * float(rng.uniform(0.015, 0.04)),
        arm_swing=float(rng.uniform(4.0, 14.0)) + 14.0 * speed,
        heel_rise=18.0 + 22.0 * speed,
    )


def pace_of(p: Performer, quickest: float = 0.6, slowest: float = 1.8) -> float:
    """Draw how long movements take, as a multiple of an adult's usual time."""
    frail = 1.25 if p.figure.age > BODY_AGES[1] else 1.0
    return frail * float(np.exp(p.rng.uniform(np.log(quickest), np.log(slowest))))


def furnish(p: Performer, ahead: tuple[float, float], aside: tuple[float, float], up: tuple[float, float]) -> None:
    """Put a box into the room, between two distances ahead, to the left and up from the performer's place.

    Furniture stands square to the room, so the performer has to face along one of its axes.
    """
    corners = [p.place.ahead(ahead[i], aside[j]).xy for i in (0, 1) for j in (0, 1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    p.furniture += (Box((min(xs), min(ys), up[0]), (max(xs), max(ys), up[1])),)


def square(p: Performer) -> float:
    """Return the room's direction nearest to where the performer faces, degrees."""
    return 90.0 * round(p.place.yaw / 90.0)


# Walking


def walk_about(p: Performer) -> None:
    """Walk a way with a bend."""
    first = p.place.ahead(float(p.rng.uniform(1.0, 3.0)), float(p.rng.uniform(-1.0, 1.0)))
    path = [p.place.xy, first.xy]
    if p.rng.random() < 0.5:
        path.append(
            replace(first, yaw=first.yaw + float(p.rng.uniform(-90, 90))).ahead(float(p.rng.uniform(0.8, 2.0))).xy
        )
    p.walk(path, draw_gait(p.figure, p.rng))


def walk_with_stick(p: Performer) -> None:
    """Walk slowly, one hand on a stick."""
    end = p.place.ahead(float(p.rng.uniform(1.0, 2.0)), float(p.rng.uniform(-0.5, 0.5)))
    p.walk(
        [p.place.xy, end.xy],
        draw_gait(p.figure, p.rng, pace=float(p.rng.uniform(0, 0.3))),
        right_arm=Arm(18.0, 14.0, 10.0, 38.0),
    )


def carry(p: Performer) -> None:
    """Walk with something in both hands."""
    end = p.place.ahead(float(p.rng.uniform(1.0, 3.0)), float(p.rng.uniform(-1, 1)))
    arm = Arm(20.0, 8.0, 20.0, 85.0)
    p.walk([p.place.xy, end.xy], draw_gait(p.figure, p.rng), left_arm=arm, right_arm=arm)


def turn_round(p: Performer) -> None:
    """Walk there and back."""
    there = p.place.ahead(float(p.rng.uniform(1.0, 2.5)))
    gait = draw_gait(p.figure, p.rng)
    home = p.place
    p.walk([home.xy, there.xy], gait)
    p.hold(float(p.rng.uniform(0.2, 1.0)))
    p.walk([there.xy, home.xy], gait)


def leave_and_return(p: Performer) -> None:
    """Walk far off, out of most pictures, and come back."""
    there = p.place.ahead(float(p.rng.uniform(5.0, 9.0)))
    home = p.place
    gait = draw_gait(p.figure, p.rng, pace=0.8)
    p.walk([home.xy, there.xy], gait)
    p.hold(float(p.rng.uniform(0.5, 3.0)))
    p.walk([there.xy, home.xy], gait)


# Standing


def stand(p: Performer) -> None:
    """Stand and use the hands: drink, reach up, telephone."""
    a, rng = p.attitudes, p.rng
    for _ in range(int(rng.integers(1, 4))):
        arm = Arm(float(rng.uniform(0, 160)), float(rng.uniform(0, 40)), 10.0, float(rng.uniform(5, 120)))
        both = (arm, Arm()) if rng.random() < 0.5 else (arm, arm)
        p.do(float(rng.uniform(0.6, 1.5)), a.standing(both))
        p.hold(float(rng.uniform(0.3, 2.0)))
    p.do(1.0, a.standing())


def bend(p: Performer) -> None:
    """Bend to 90 degrees, and stay for a while."""
    pace = pace_of(p, 0.5)
    p.do(1.0 * pace, p.attitudes.bent(float(p.rng.uniform(60, 115)), knees=float(p.rng.uniform(0.0, 0.2))))
    p.hold(float(p.rng.uniform(0.2, 3.0)))
    p.do(1.0 * pace, p.attitudes.standing())


def pick_up(p: Performer) -> None:
    """Pick something up from the floor, bending or squatting."""
    a, pace = p.attitudes, pace_of(p, 0.5)
    ahead = 0.35 * p.figure.leg
    reach = Arm(hand=(ahead, -0.08, 0.12), reach=1.0)
    low = a.bent(float(p.rng.uniform(75, 105)), (Arm(60.0), reach), knees=float(p.rng.uniform(0.1, 0.3)))
    if p.rng.random() < 0.4:
        low = replace(a.squatting(), right_arm=reach)
    p.do(1.0 * pace, low)
    p.hold(float(p.rng.uniform(0.1, 0.8)))
    p.do(1.0 * pace, a.standing())


def tie_shoes_standing(p: Performer) -> None:
    """Bend down to the shoes, or squat, and tie them."""
    a, pace = p.attitudes, pace_of(p)
    hands = a.hands(0.10, 0.14, 0.05)
    kind = p.rng.integers(3)
    low = (
        a.bent(100.0, hands, knees=0.22),
        replace(a.squatting(0.95), left_arm=hands[0], right_arm=hands[1]),
        a.half_kneeling(),
    )[kind]
    if kind == 2:
        foot = 0.85 * p.figure.thigh
        low = replace(low, pitch=32.0, abdomen=(22.0, 0.0, 0.0), chest=(12.0, 0.0, 0.0))
        left, right = a.hands(foot, 0.18, 0.05)
        low = replace(low, left_arm=left, right_arm=right)
    p.do(1.3 * pace, low)
    fiddle(p, low, float(p.rng.uniform(2.0, 6.0)))
    p.do(1.3 * pace, a.standing())


def fiddle(p: Performer, posture: Posture, seconds: float) -> None:
    """Keep a posture while the hands work."""
    for beat in range(max(1, round(seconds / 0.45))):
        move = 0.03 if beat % 2 else -0.02

        def hand(arm: Arm, by: float) -> Arm:
            x, y, z = arm.hand
            return replace(arm, hand=(x + by, y - by, z + abs(by)), elbow=arm.elbow + 200 * by)

        p.do(0.45, replace(posture, left_arm=hand(posture.left_arm, move), right_arm=hand(posture.right_arm, -move)))


# Sitting


def take_seat(p: Performer, seat_m: float, *, soft: bool, pace: float) -> None:
    """Put a chair or sofa behind, and sit down."""
    p.face(square(p))
    a, thigh = p.attitudes, p.figure.thigh
    back = -0.96 * thigh - 0.02
    width = 0.9 if soft else 0.24
    furnish(p, (back - 0.25, -0.14), (-width, width), (0.0, seat_m - 0.01))
    furnish(p, (back - 0.33, back - 0.25), (-width, width), (0.0, seat_m + 0.42))
    leaning = a.bent(38.0 if pace > 0.5 else 20.0, Arm(30.0, 10.0, 10.0, 30.0), knees=0.28)
    hips = p.figure.ankle + 0.6 * p.figure.leg
    leaning = replace(leaning, root=(back * 0.55, 0.0, max(hips, seat_m + 0.15)))
    p.do(0.75 * pace, leaning)
    p.do(0.55 * pace, a.seated(seat_m - (0.04 if soft else 0.0), recline=18.0 if soft else 6.0))
    if soft and pace < 0.6:
        p.do(0.35, a.seated(seat_m, recline=30.0, legs=0.15, arms=Arm(20.0, 35.0, 10.0, 40.0)))


def leave_seat(p: Performer, seat_m: float, pace: float) -> None:
    """Stand up from a seat."""
    a = p.attitudes
    p.do(0.7 * pace, a.seated(seat_m, recline=-34.0))
    hips = p.figure.ankle + 0.62 * p.figure.leg
    rising = replace(
        a.bent(40.0, Arm(25.0, 8.0, 10.0, 25.0), knees=0.3),
        root=(-0.45 * p.figure.thigh, 0.0, max(hips, seat_m + 0.18)),
    )
    p.do(0.6 * pace, rising)
    p.do(0.8 * pace, a.standing())


def sit(p: Performer) -> None:
    """Sit down, fast or slowly, stay, and rise."""
    soft = bool(p.rng.random() < 0.4)
    seat_m = seat_height(p, soft=soft)
    take_seat(p, seat_m, soft=soft, pace=pace_of(p, 0.35))
    fidget(p, seat_m, float(p.rng.uniform(1.0, 6.0)))
    leave_seat(p, seat_m, pace_of(p, 0.6))


def seat_height(p: Performer, *, soft: bool) -> float:
    """Draw a seat that the performer can sit on."""
    return float(p.rng.uniform(0.36, 0.44) if soft else p.rng.uniform(0.42, 0.5)) * min(
        1.0, 0.35 + 0.75 * p.attitudes.scale
    )


def fidget(p: Performer, seat_m: float, seconds: float) -> None:
    """Sit, leaning this way and that, perhaps tying shoes."""
    a, rng = p.attitudes, p.rng
    until_s = p.now_s + seconds
    while p.now_s < until_s:
        posture = a.seated(seat_m, recline=float(rng.uniform(-25, 28)), legs=float(rng.uniform(0, 0.2)))
        if rng.random() < 0.3:
            posture = replace(posture, roll=float(rng.uniform(-12, 12)))
        p.do(float(rng.uniform(0.6, 1.6)), posture)
        p.hold(float(rng.uniform(0.3, 3.0)))


def tie_shoes_seated(p: Performer) -> None:
    """Sit down, bend to the shoes, rise."""
    a = p.attitudes
    seat_m, pace = seat_height(p, soft=False), pace_of(p, 0.6)
    take_seat(p, seat_m, soft=False, pace=pace)
    seated = a.seated(seat_m)
    left, right = a.hands(0.05, 0.15, 0.08)
    bent = replace(seated, pitch=44.0, abdomen=(26.0, 0.0, 0.0), chest=(18.0, 0.0, 0.0), left_arm=left, right_arm=right)
    p.do(1.1 * pace, bent)
    fiddle(p, bent, float(p.rng.uniform(1.5, 5.0)))
    p.do(1.0 * pace, seated)
    leave_seat(p, seat_m, pace)


def rest(p: Performer) -> None:
    """Sit for minutes, reading or watching, with now and then a movement."""
    a, rng, soft = p.attitudes, p.rng, bool(p.rng.random() < 0.6)
    seat_m = seat_height(p, soft=soft)
    take_seat(p, seat_m, soft=soft, pace=pace_of(p, 0.5))
    until_s = p.now_s + float(rng.uniform(20.0, 120.0))
    while p.now_s < until_s:
        p.do(
            float(rng.uniform(0.8, 2.0)),
            a.seated(seat_m, recline=float(rng.uniform(-15, 28)), legs=float(rng.uniform(0, 0.2))),
        )
        p.hold(float(rng.exponential(12.0)))
    leave_seat(p, seat_m, pace_of(p, 0.7))


def sit_at_table(p: Performer) -> None:
    """Sit at a table that hides the legs."""
    seat_m = seat_height(p, soft=False)
    take_seat(p, seat_m, soft=False, pace=pace_of(p, 0.6))
    furnish(p, (0.12, 0.9), (-0.6, 0.6), (0.68, 0.73))
    fidget(p, seat_m, float(p.rng.uniform(3.0, 8.0)))
    leave_seat(p, seat_m, pace_of(p, 0.8))


def wheelchair(p: Performer) -> None:
    """Roll about in a wheelchair, from the first moment to the last."""
    a = p.attitudes
    p.begin(a.seated(0.5))
    for _ in range(int(p.rng.integers(2, 4))):
        ahead = float(p.rng.uniform(0.5, 1.5))
        for stroke in range(3):
            p.place = p.place.ahead(ahead / 3, 0.0, float(p.rng.uniform(-12, 12)))
            arm = Arm(25.0 if stroke % 2 else -25.0, 12.0, 10.0, 60.0)
            p.do(0.7, a.seated(0.5, recline=-6.0 if stroke % 2 else 4.0, arms=arm))
        p.hold(float(p.rng.uniform(0.2, 1.5)))


# Lying down on purpose


def lie_in_bed(p: Performer) -> None:
    """Sit down on a bed or sofa, lie down slowly or at once, turn over, and get up."""
    a, rng = p.attitudes, p.rng
    p.face(square(p))
    bed_m, pace = seat_height(p, soft=True) + 0.06, pace_of(p, 0.45)
    take_seat(p, bed_m, soft=True, pace=pace)
    seated = p.place
    hips = seated.ahead(-0.96 * p.figure.thigh - 0.05)
    p.place = replace(hips, yaw=seated.yaw + 90.0 * float(rng.choice([-1.0, 1.0])))
    p.roll_to(1.5 * pace, a.supine(bed_m, knees=0.5, pillow=20.0))
    p.do(0.8 * pace, a.supine(bed_m, pillow=20.0))
    p.hold(float(rng.uniform(1.0, 6.0)))
    if rng.random() < 0.4:
        p.place = replace(p.place, yaw=p.place.yaw - 90.0)
        p.roll_to(1.3 * pace, a.on_side(-1.0, bed_m))
        p.hold(float(rng.uniform(0.5, 3.0)))
    if rng.random() < 0.6:
        p.place = seated
        p.roll_to(1.8 * pace, a.seated(bed_m, recline=8.0))
        leave_seat(p, bed_m, pace_of(p, 0.7))


def lie_on_floor(p: Performer) -> None:
    """Go down over the knees, lie on the back, belly or side, and get up again."""
    rng, pace = p.rng, pace_of(p, 0.5)
    go_to_floor(p, pace)
    choose_lying(p, pace)
    p.hold(float(rng.uniform(1.0, 6.0)))
    rise_from_floor(p, pace_of(p, 0.7))


def go_to_floor(p: Performer, pace: float) -> None:
    """Kneel down to hands and knees."""
    a = p.attitudes
    p.do(0.9 * pace, a.half_kneeling())
    p.do(0.6 * pace, a.kneeling())
    p.do(0.7 * pace, a.all_fours())


def choose_lying(p: Performer, pace: float) -> None:
    """Lie down from hands and knees, in one way or another."""
    a, kind = p.attitudes, int(p.rng.integers(3))
    if kind == 0:
        p.roll_to(1.0 * pace, a.prone())
        return
    yaw = p.place.yaw
    side = float(p.rng.choice([-1.0, 1.0]))
    p.place = replace(p.place, yaw=yaw - 90.0 * side)
    p.roll_to(1.1 * pace, a.on_side(side))
    if kind == 2:
        p.place = replace(p.place, yaw=yaw + 180.0)
        p.roll_to(1.0 * pace, a.supine(knees=float(p.rng.uniform(0, 1))))


def rise_from_floor(p: Performer, pace: float) -> None:
    """Stand up from lying."""
    p.settle_on_floor(0.3)
    p.rise(pace)


def sleep_restless(p: Performer) -> None:
    """Lie in bed from the first moment on and turn over."""
    a, rng = p.attitudes, p.rng
    p.place = replace(p.place, yaw=square(p))
    bed_m = 0.48
    furnish(p, (-1.1, 1.1), (-0.5, 0.5), (0.0, bed_m - 0.02))
    home = p.place
    p.begin(a.supine(bed_m))
    for _ in range(int(rng.integers(1, 4))):
        p.hold(float(rng.uniform(0.5, 3.0)))
        side = float(rng.choice([-1.0, 0.0, 1.0]))
        p.place = home if side == 0 else replace(home, yaw=home.yaw + 180.0 - 90.0 * side)
        p.roll_to(float(rng.uniform(0.8, 2.0)), a.supine(bed_m) if side == 0 else a.on_side(side, bed_m))
    p.hold(2.0)


# On the floor


def squat(p: Performer) -> None:
    """Squat once or often."""
    pace = pace_of(p, 0.6)
    for _ in range(int(p.rng.integers(1, 5))):
        p.do(0.8 * pace, p.attitudes.squatting(float(p.rng.uniform(0.7, 1.0))))
        p.hold(float(p.rng.uniform(0.05, 1.5)))
        p.do(0.8 * pace, p.attitudes.standing())


def kneel(p: Performer) -> None:
    """Kneel down, work at the floor, rise."""
    a, rng, pace = p.attitudes, p.rng, pace_of(p, 0.45)
    p.do(0.8 * pace, a.half_kneeling())
    p.do(0.6 * pace, a.kneeling())
    for _ in range(int(rng.integers(1, 4))):
        p.do(float(rng.uniform(0.5, 1.2)), a.kneeling(upright=float(rng.uniform(0, 1)), bend=float(rng.uniform(0, 60))))
        p.hold(float(rng.uniform(0.2, 2.0)))
    p.do(0.7 * pace, a.kneeling())
    p.do(0.7 * pace, a.half_kneeling())
    p.do(0.9 * pace, a.standing())


def pray(p: Performer) -> None:
    """Bow, prostrate twice, sit back on the heels, rise."""
    a, pace = p.attitudes, pace_of(p, 0.7)
    p.do(1.0 * pace, a.bent(88.0, a.hands(0.0, 0.5 * p.figure.leg, 0.15), knees=0.0))
    p.hold(1.5)
    p.do(1.0 * pace, a.standing())
    p.do(1.1 * pace, a.kneeling(bend=10.0))
    for _ in range(2):
        p.do(1.0 * pace, a.prostrate())
        p.hold(float(p.rng.uniform(1.0, 2.5)))
        p.do(1.0 * pace, a.kneeling(upright=0.0))
        p.hold(float(p.rng.uniform(0.5, 2.0)))
    p.do(0.9 * pace, a.kneeling())
    p.do(0.8 * pace, a.half_kneeling())
    p.do(0.9 * pace, a.standing())


def push_ups(p: Performer) -> None:
    """Do push-ups."""
    a, beat = p.attitudes, float(p.rng.uniform(0.45, 1.1))
    go_to_floor(p, 0.8)
    p.roll_to(0.8, a.plank())
    for _ in range(int(p.rng.integers(2, 6))):
        p.do(beat, a.plank(0.15))
        p.do(beat, a.plank())
    if p.rng.random() < 0.3:
        p.do(0.5, a.plank(0.0))
        p.hold(1.5)
        p.do(0.8, a.plank())
    p.roll_to(0.8, a.all_fours())
    p.rise(1.0)


def sit_ups(p: Performer) -> None:
    """Do sit-ups on the back, quickly up and down."""
    a, beat = p.attitudes, float(p.rng.uniform(0.5, 1.2))
    sit_on_floor(p)
    across = Arm(50.0, 5.0, 40.0, 120.0)
    up = replace(a.floor_sitting(recline=8.0), left_arm=across, right_arm=across)
    up = bent_knees(p, up)
    down = bent_knees(p, replace(a.supine(knees=0.6), left_arm=across, right_arm=across))
    for _ in range(int(p.rng.integers(2, 6))):
        p.do(beat, down)
        p.do(beat, up)
    p.roll_to(1.0, p.attitudes.floor_sitting(crossed=True))
    p.roll_to(1.2, a.all_fours())
    p.rise(1.0)


def bent_knees(p: Performer, posture: Posture) -> Posture:
    """Return a posture with the feet drawn in."""
    ahead = 0.62 * p.figure.leg
    feet = [Foot((ahead, sign * p.attitudes.stance, p.figure.ankle), 0.0, 0.0) for sign in (1.0, -1.0)]
    return replace(posture, left_foot=feet[0], right_foot=feet[1])


def sit_on_floor(p: Performer) -> None:
    """Sit down on the floor over a squat and a hand, as the young do, or over the knees."""
    a, pace = p.attitudes, pace_of(p, 0.5)
    if p.figure.age > BODY_AGES[1] or p.rng.random() < 0.4:
        go_to_floor(p, pace)
        p.roll_to(1.2 * pace, a.floor_sitting(recline=14.0))
        return
    p.do(0.7 * pace, a.squatting())
    p.place = p.place.ahead(-0.25)
    p.roll_to(0.8 * pace, a.floor_sitting(crossed=True))


def play_on_floor(p: Performer) -> None:
    """Sit, lean and kneel on the floor, as with a child or a pet."""
    a, rng = p.attitudes, p.rng
    sit_on_floor(p)
    for _ in range(int(rng.integers(2, 6))):
        kind = int(rng.integers(4))
        posture = (
            a.floor_sitting(crossed=True),
            a.floor_sitting(recline=float(rng.uniform(-25, 20))),
            a.kneeling(upright=0.1, bend=float(rng.uniform(0, 50))),
            a.all_fours(),
        )[kind]
        p.roll_to(float(rng.uniform(0.7, 1.6)), posture)
        p.hold(float(rng.uniform(0.3, 2.5)))
    p.roll_to(1.0, a.all_fours())
    p.rise(pace_of(p, 0.7))


def crawl(p: Performer) -> None:
    """Crawl on hands and knees."""
    a = p.attitudes
    go_to_floor(p, pace_of(p, 0.5))
    step = 0.14 * p.attitudes.scale
    for beat in range(int(p.rng.integers(4, 10))):
        side = 1.0 if beat % 2 else -1.0
        p.place = p.place.ahead(step)
        p.do(float(p.rng.uniform(0.45, 0.8)), a.all_fours(-step * side, step=step * side))
    p.do(0.4, a.all_fours())
    p.rise(pace_of(p, 0.7))


def yoga(p: Performer) -> None:
    """Go through poses: plank, downward dog, child's pose, lunge."""
    a, rng = p.attitudes, p.rng
    go_to_floor(p, 1.0)
    for _ in range(int(rng.integers(2, 5))):
        kind = int(rng.integers(5))
        posture = (a.plank(), a.plank(0.9, hips=0.45 * a.scale), a.resting_child(), a.prone(), a.all_fours())[kind]
        p.roll_to(float(rng.uniform(1.0, 2.5)), posture)
        p.hold(float(rng.uniform(1.0, 4.0)))
    p.roll_to(1.2, a.all_fours())
    p.rise(1.0)


def warrior(p: Performer) -> None:
    """Stand in a wide lunge, arms out."""
    a = p.attitudes
    leg = p.figure.leg
    feet = (Foot((0.55 * leg, 0.0, p.figure.ankle)), Foot((-0.6 * leg, 0.0, p.figure.ankle), -50.0, 10.0))
    wide = a.of((0.1 * leg, p.figure.ankle + 0.68 * leg), feet, arms=Arm(0.0, 88.0, 10.0, 5.0))
    tall = a.of((0.1 * leg, p.figure.ankle + 0.68 * leg), feet, arms=Arm(172.0, 5.0, 0.0, 5.0))
    p.do(1.2, wide)
    p.hold(float(p.rng.uniform(0.5, 2.5)))
    p.do(1.0, tall)
    p.hold(float(p.rng.uniform(0.5, 2.5)))
    p.do(1.2, a.standing())


def exercise_lying(p: Performer) -> None:
    """Lie on a mat and lift legs or hips."""
    a = p.attitudes
    sit_on_floor(p)
    p.roll_to(1.2, a.supine(knees=1.0))
    for _ in range(int(p.rng.integers(2, 5))):
        up = a.supine(knees=0.9)
        x, y, z = up.root
        lifted = (
            replace(up, root=(x, y, z + 0.22 * a.scale), pitch=-72.0) if p.rng.random() < 0.5 else a.supine(knees=0.2)
        )
        p.do(float(p.rng.uniform(0.6, 1.5)), lifted)
        p.do(float(p.rng.uniform(0.6, 1.5)), a.supine(knees=1.0))
    p.place = replace(p.place, yaw=p.place.yaw + 90.0)
    p.roll_to(1.0, a.on_side(1.0))
    p.place = replace(p.place, yaw=p.place.yaw + 90.0)
    p.roll_to(1.2, a.all_fours())
    p.rise(1.0)


# Quick on the feet


def jump(p: Performer) -> None:
    """Jump up, a few times."""
    a = p.attitudes
    for _ in range(int(p.rng.integers(1, 5))):
        up = float(p.rng.uniform(0.08, 0.3)) * a.scale
        flight_s = 2 * float(np.sqrt(2 * up / 9.81))
        crouch = a.squatting(0.45)
        p.do(0.35, crouch)
        p.do(0.16, a.standing())
        p.do(flight_s / 2, p.raised(a.standing(Arm(60.0, 20.0)), up))
        p.do(flight_s / 2, a.standing())
        p.do(0.15, crouch)
        p.do(0.3, a.standing())


def jumping_jacks(p: Performer) -> None:
    """Jump with legs and arms apart and together."""
    a = p.attitudes
    for _ in range(int(p.rng.integers(3, 8))):
        wide = a.standing(Arm(0.0, 150.0, 0.0, 15.0), apart=3.2)
        x, y, z = wide.root
        p.do(0.22, p.raised(a.standing(Arm(0.0, 80.0, 0.0, 10.0), apart=2.0), 0.07))
        p.do(0.2, replace(wide, root=(x, y, z - 0.05)))
        p.do(0.22, p.raised(a.standing(Arm(0.0, 80.0, 0.0, 10.0), apart=2.0), 0.07))
        p.do(0.2, a.standing())


def dance(p: Performer) -> None:
    """Step and sway to music."""
    a, rng, beat = p.attitudes, p.rng, float(p.rng.uniform(0.3, 0.6))
    home = p.place
    for number in range(int(rng.integers(8, 24))):
        side = 1.0 if number % 2 else -1.0
        p.place = home.ahead(float(rng.uniform(-0.1, 0.1)), 0.12 * side, float(rng.uniform(-25, 25)))
        arm = Arm(float(rng.uniform(0, 120)), float(rng.uniform(5, 90)), 10.0, float(rng.uniform(10, 100)))
        posture = a.bent(float(rng.uniform(0, 25)), arm, knees=float(rng.uniform(0.0, 0.18)))
        p.do(beat, replace(posture, roll=float(rng.uniform(-10, 10))))
    p.do(0.6, a.standing())


def drop_to_knees(p: Performer) -> None:
    """Drop to the knees at once, as to a child or after something lost, look under the sofa, rise."""
    a, rng = p.attitudes, p.rng
    p.do(0.3, a.squatting(0.7))
    p.do(float(rng.uniform(0.3, 0.6)), a.kneeling(bend=20.0))
    if rng.random() < 0.6:
        p.do(float(rng.uniform(0.4, 0.8)), a.prostrate() if rng.random() < 0.4 else a.all_fours())
        p.hold(float(rng.uniform(0.3, 3.0)))
    p.do(0.8, a.kneeling())
    p.do(0.8, a.half_kneeling())
    p.do(0.9, a.standing())


def stumble(p: Performer) -> None:
    """Lurch to one side and catch oneself with a quick step."""
    a, rng = p.attitudes, p.rng
    aside, ahead = float(rng.uniform(-0.35, 0.35)), float(rng.uniform(-0.2, 0.4))
    leaning = a.bent(
        float(rng.uniform(10, 40)), Arm(float(rng.uniform(20, 70)), float(rng.uniform(20, 80)), 10.0, 30.0), knees=0.15
    )
    p.place = p.place.ahead(ahead, aside)
    p.do(float(rng.uniform(0.25, 0.45)), replace(leaning, roll=-60.0 * aside))
    p.do(float(rng.uniform(0.4, 0.8)), a.standing(Arm(20.0, 30.0)))
    p.do(0.6, a.standing())


COMMON: tuple[Activity, ...] = (
    walk_about,
    walk_about,
    carry,
    turn_round,
    stand,
    bend,
    pick_up,
    sit,
    sit,
    tie_shoes_standing,
    tie_shoes_seated,
)
FREQUENT: tuple[Activity, ...] = (
    walk_with_stick, leave_and_return, sit_at_table, lie_in_bed, lie_in_bed, squat, kneel, drop_to_knees, stumble,
    lie_on_floor, play_on_floor,
)  # fmt: skip
RARE: tuple[Activity, ...] = (
    pray, push_ups, sit_ups, crawl, yoga, warrior, exercise_lying, jump, jumping_jacks, dance,
)  # fmt: skip
DELIBERATE: tuple[Activity, ...] = (
    tie_shoes_standing, tie_shoes_standing, drop_to_knees, drop_to_knees, pick_up, pick_up, yoga, sit_ups, push_ups,
    crawl, lie_on_floor, play_on_floor, exercise_lying, kneel, squat, pray, bend, sit, lie_in_bed, sit_on_floor,
)  # fmt: skip
"""Ways down on purpose, some of them as quick as falls."""
AT_START: tuple[Activity, ...] = (wheelchair, sleep_restless)
"""These fill a performance from its first moment on."""


def draw_activity(rng: np.random.Generator) -> Activity:
    """Return something to do."""
    group = (COMMON, FREQUENT, RARE)[int(rng.choice(3, p=[0.4, 0.35, 0.25]))]
    return group[int(rng.integers(len(group)))]


def live(p: Performer, seconds: float) -> None:
    """Do one thing after the other for some time."""
    if p.rng.random() < 0.06:
        run(p, AT_START[int(p.rng.integers(len(AT_START)))])
        return
    while p.now_s < seconds:
        run(p, draw_activity(p.rng))


def run(p: Performer, activity: Activity) -> None:
    """Do one activity and note its name."""
    start_s = p.now_s
    activity(p)
    p.note(activity.__name__, start_s)
