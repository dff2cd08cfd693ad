"""Tying shoes: bent, squatting, kneeling or seated."""

from dataclasses import replace

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.activities.seated import leave_seat, take_seat
from training.simulation.behaviour.furniture import seat_height
from training.simulation.behaviour.manner import pace_of
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.posture import Arm, Posture

SHOES = Activities()


@SHOES.add(common=1)
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
        foot = 0.85 * p.body.thigh
        low = replace(low, pitch=32.0, abdomen=(22.0, 0.0, 0.0), chest=(12.0, 0.0, 0.0))
        left, right = a.hands(foot, 0.18, 0.05)
        low = replace(low, left_arm=left, right_arm=right)
    p.do(1.3 * pace, low)
    fiddle(p, low, float(p.rng.uniform(2.0, 6.0)))
    p.do(1.3 * pace, a.standing())


@SHOES.add(common=1)
def tie_shoes_seated(p: Performer) -> None:
    """Sit down, bend to the shoes, rise."""
    seat_m, pace = seat_height(p, soft=False), pace_of(p, 0.6)
    take_seat(p, seat_m, soft=False, pace=pace)
    bend_to_shoes(p, seat_m, float(p.rng.uniform(1.5, 5.0)), pace)
    leave_seat(p, seat_m, pace)


def bend_to_shoes(p: Performer, seat_m: float, seconds: float, pace: float) -> None:
    """Tie shoes for some time while seated."""
    seated = p.attitudes.seated(seat_m)
    left, right = p.attitudes.hands(0.05, 0.15, 0.08)
    bent = replace(seated, pitch=44.0, abdomen=(26.0, 0.0, 0.0), chest=(18.0, 0.0, 0.0), left_arm=left, right_arm=right)
    p.do(1.1 * pace, bent)
    fiddle(p, bent, seconds)
    p.do(1.0 * pace, seated)


def fiddle(p: Performer, posture: Posture, seconds: float) -> None:
    """Keep a posture while the hands work."""
    for beat in range(max(1, round(seconds / 0.45))):
        move = 0.03 if beat % 2 else -0.02

        def hand(arm: Arm, by: float) -> Arm:
            x, y, z = arm.hand
            return replace(arm, hand=(x + by, y - by, z + abs(by)), elbow=arm.elbow + 200 * by)

        p.do(0.45, replace(posture, left_arm=hand(posture.left_arm, move), right_arm=hand(posture.right_arm, -move)))
