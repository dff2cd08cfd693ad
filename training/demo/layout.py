"""Where things are in the living room of both clips: 5.2 x 4.6 m, the camera in the corner at the origin."""

from training.simulation.camera.pinhole import Camera

WIDTH_M, DEPTH_M, HEIGHT_M = 5.2, 4.6, 2.6
SOFA_SEAT_M = 0.43
SOFA = ((2.75, 3.72), (4.75, 4.58))
"""The sofa's corners on the floor; its back is along the far wall."""
CHAIR_SEAT_M = 0.45
CHAIR = ((4.30, 1.64), (4.80, 2.14))
"""The chair's corners; who sits on it faces the camera's side, -x."""
RUG = ((1.15, 1.75), (3.05, 3.45))
RUG_HEIGHT_M = 0.006
DOOR_Y = (0.55, 1.45)
WOOL_RADIUS_M = 0.055

CAMERA = Camera(position=(0.22, 0.22, 2.35), yaw_deg=43.0, pitch_deg=25.0, horizontal_fov_deg=74.0)
