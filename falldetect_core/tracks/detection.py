"""A body that a look found, with all that following it asks for, measured once."""

from dataclasses import dataclass
from functools import cached_property

from falldetect_core.records import Box, Pose
from falldetect_core.skeleton import VISIBLE, Body, body_of, keypoint_box, standing_height_px


@dataclass(frozen=True, eq=False)
class Detection:
    """A pose, and the measures of it; made where the pose network has looked, and matched by the tracker."""

    pose: Pose

    @cached_property
    def box(self) -> Box:
        """Box around the visible keypoints in pixels."""
        return keypoint_box(self.pose)

    @cached_property
    def body(self) -> Body:
        """The middle points of head, shoulders, hips, knees and ankles in pixels."""
        return body_of(self.pose)

    @cached_property
    def height_px(self) -> float:
        """How tall this body would stand, in pixels; NaN where too little is seen."""
        return standing_height_px(self.pose, self.body)

    @cached_property
    def visible(self) -> int:
        """How many of the 17 keypoints are seen."""
        return int((self.pose.keypoints[:, 2] >= VISIBLE).sum())

    @property
    def visible_share(self) -> float:
        """Share of the 17 keypoints that are seen."""
        return self.visible / len(self.pose.keypoints)
