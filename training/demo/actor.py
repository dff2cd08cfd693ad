"""A dressed person on the stage, whose meshes follow a pose."""

import bpy
import numpy as np

from training.demo.scene import Act
from training.demo.stage import Finish, material, mesh
from training.simulation.arrays import FloatArray
from training.simulation.bodies.clothing import Surface, Wardrobe, dress
from training.simulation.bodies.measure import measure
from training.simulation.bodies.mesh import Shape, load_mesh
from training.simulation.bodies.rig import Rig, SegmentPose

FINISHES = {
    "skin": Finish((0.5, 0.3, 0.2), 0.55),
    "trousers": Finish((0.1, 0.1, 0.1), 0.95, 0.35, 45.0, 0.15),
    "top": Finish((0.1, 0.1, 0.1), 0.95, 0.45, 40.0, 0.15),
    "shoes": Finish((0.1, 0.1, 0.1), 0.4),
    "hair": Finish((0.4, 0.4, 0.4), 0.65, 0.9, 130.0, 0.3),
}


class Actor:
    """One person: the body that acts, and the dressed meshes that follow it."""

    def __init__(self, shape: Shape, clothes: Wardrobe) -> None:
        """Dress somebody and put them on the stage in their rest pose."""
        mesh = load_mesh(shape)
        self.body = measure(mesh, "actor", shape.age)
        self.rig = Rig(mesh)
        self._surfaces = dress(mesh, clothes)
        self._objects = [_to_object(surface) for surface in self._surfaces]

    def pose(self, act: Act, time_s: float) -> SegmentPose:
        """Return the pose at a time of the clip."""
        movement, frame = act.performance.movement, act.frame_at(time_s)
        return self.rig.pose(movement.roots[frame], movement.rotations[frame])

    def hand(self, act: Act, time_s: float) -> FloatArray:
        """Return where the right hand holds something (3,) at a time of the clip."""
        return self.rig.palm(self.pose(act, time_s), "R")

    def take(self, pose: SegmentPose) -> FloatArray:
        """Take `pose` and return all vertices (N, 3) in the room."""
        moved = []
        for surface, item in zip(self._surfaces, self._objects, strict=True):
            vertices = self.rig.skin(pose, surface.vertices, surface.weights)
            item.data.vertices.foreach_set("co", vertices.astype(np.float32).ravel())
            item.data.update()
            moved.append(vertices)
        return np.concatenate(moved)

    def hide(self, *, hidden: bool) -> None:
        """Leave the stage or come back."""
        for item in self._objects:
            item.hide_render = hidden


def _to_object(surface: Surface) -> bpy.types.Object:
    look = material(surface.name, FINISHES[surface.name], vertex_colours=True)
    made = mesh(surface.name, surface.vertices, surface.triangles, look)
    layer = made.data.color_attributes.new("colour", "FLOAT_COLOR", "POINT")
    colours = np.concatenate([surface.colours, np.ones((len(surface.colours), 1))], axis=1)
    layer.data.foreach_set("color", colours.astype(np.float32).ravel())
    made.data.shade_smooth()
    return made
