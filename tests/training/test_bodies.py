"""Bodies stand on the floor with human proportions; poses of many moments are those of one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from training.simulation.bodies.body import INDEX, body_bank, body_from_json, body_to_json
from training.simulation.motion.movement import Movement
from training.simulation.motion.posing import pose_all
from training.simulation.motion.posture import Arm, Foot, Posture, flatten
from training.simulation.motion.rotations import matrices_of, quaternions, rotation_vectors, slerp

angles = st.floats(-80, 80)


@pytest.mark.parametrize("body", body_bank()[::9], ids=lambda body: f"{body.height:.2f} m")
def test_bodies_stand_on_the_floor_with_human_proportions(body):
    still = Movement(body.joints[None, 0], np.tile(np.eye(3), (1, 17, 1, 1)))
    joints = body.joint_positions(still.roots, still.rotations)
    lowest = (body.capsule_ends(joints, still.rotations)[0, ..., 2] - body.radii[:, None]).min()
    assert abs(lowest) < 0.02
    assert 1.0 < body.height < 2.05
    assert 0.4 < (body.leg + body.ankle) / body.height < 0.58
    assert body.keypoints(joints, still.rotations)[0, 0, 2] > 0.85 * body.height - 0.05


def test_a_figure_survives_json(adult):
    again = body_from_json(body_to_json(adult))
    assert np.allclose(again.joints, adult.joints, atol=1e-3)
    assert len(again.capsules) == len(adult.capsules)


def turned(pitch, roll, yaw):
    return Rotation.from_euler("ZYX", [yaw, pitch, roll], degrees=True).as_matrix()


@given(st.tuples(*[angles] * 9))
@settings(max_examples=30, deadline=None)
def test_angles_turn_the_trunk_and_the_arms_as_scipy_turns_them(turns):
    pitch, roll, yaw, bend, twist, flexion, abduction, rotation, elbow = turns
    posture = Posture(
        root=(0.02, -0.01, 0.85), left_foot=Foot((0, 0.1, 0.1)), right_foot=Foot((0, -0.1, 0.05)),
        yaw=yaw, pitch=pitch, roll=roll, abdomen=(bend, 0.0, twist), chest=(-bend, 5.0, 0.0),
        left_arm=Arm(flexion, abduction, rotation, elbow), right_arm=Arm(flexion, abduction, rotation, elbow),
    )  # fmt: skip
    posed = pose_all(body_bank()[40], flatten(posture)[None]).rotations[0]
    pelvis = turned(pitch, roll, yaw)
    chest = pelvis @ turned(bend, 0.0, twist) @ turned(-bend, 5.0, 0.0)
    assert np.allclose(posed[INDEX["pelvis"]], pelvis)
    assert np.allclose(posed[INDEX["chest"]], chest)
    for side, sign in (("L", 1.0), ("R", -1.0)):
        arm = Rotation.from_euler("YXZ", [-flexion, sign * abduction, -sign * rotation], degrees=True).as_matrix()
        bent = Rotation.from_euler("Y", -elbow, degrees=True).as_matrix()
        assert np.allclose(posed[INDEX[f"upper_arm.{side}"]], chest @ arm)
        assert np.allclose(posed[INDEX[f"forearm.{side}"]], chest @ arm @ bent)


@given(st.floats(-0.3, 0.3), st.floats(0.75, 0.9), angles)
@settings(max_examples=30, deadline=None)
def test_feet_stand_where_they_are_put(ahead, height, yaw):
    body = body_bank()[40]
    feet = [Foot((ahead, 0.1, 0.1), yaw, 10.0), Foot((-ahead, -0.1, 0.05), 20.0, 30.0)]
    posture = Posture((0.02, -0.01, height), *feet, yaw=yaw / 4, pitch=yaw / 4)
    moved = pose_all(body, flatten(posture)[None])
    joints = body.joint_positions(moved.roots, moved.rotations)[0]
    for side, foot in zip("LR", feet, strict=True):
        assert np.allclose(moved.rotations[0, INDEX[f"foot.{side}"]], turned(foot.pitch, 0.0, foot.yaw))
        hip = joints[INDEX[f"thigh.{side}"]]
        if np.linalg.norm(hip - foot.ankle) < 0.99 * body.leg:
            assert np.allclose(joints[INDEX[f"foot.{side}"]], foot.ankle, atol=1e-6)


@given(st.floats(0.15, 0.45), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
@settings(max_examples=30, deadline=None)
def test_hands_reach_what_is_near_enough(forward, aside, up):
    body = body_bank()[40]
    shoulder = body.joints[INDEX["upper_arm.L"]]
    target = shoulder + np.array([forward, aside, up])
    posture = Posture(
        root=tuple(body.joints[0]), left_foot=Foot((0, 0.1, 0.08)), right_foot=Foot((0, -0.1, 0.08)),
        left_arm=Arm(hand=tuple(target), reach=1.0),
    )  # fmt: skip
    moved = pose_all(body, flatten(posture)[None])
    wrist = body.joint_positions(moved.roots, moved.rotations)[0, INDEX["hand.L"]]
    distance = np.linalg.norm(target - shoulder)
    assert np.linalg.norm(wrist - target) < 0.01 + max(0.0, distance - 0.99 * body.arm)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_rotations_convert_back_and_forth(seed):
    rotations = Rotation.random(5, rng=seed).as_matrix()
    assert np.allclose(matrices_of(rotation_vectors(rotations)), rotations, atol=1e-7)
    w, x, y, z = quaternions(rotations).T
    assert np.allclose(Rotation.from_quat(np.stack([x, y, z, w], axis=1)).as_matrix(), rotations, atol=1e-7)
    half = slerp(rotations[:1], rotations[1:2], np.array([0.5]))
    first, second = (rotation_vectors(rotations[i].T @ half[0]) for i in (0, 1))
    assert np.isclose(np.linalg.norm(first), np.linalg.norm(second), atol=1e-6)
