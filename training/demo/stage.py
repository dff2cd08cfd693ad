"""A thin layer over Blender: materials, furniture shapes, lights and the camera, without its operators' state."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np

from training.simulation.arrays import FloatArray, IntArray
from training.simulation.camera.pinhole import Camera

Colour = tuple[float, float, float]
Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Finish:
    """How a surface looks: colour, roughness and, for cloth and wood, how strong its fine structure is."""

    colour: Colour
    roughness: float = 0.7
    grain: float = 0.0
    grain_scale: float = 60.0
    mottle: float = 0.0


def empty_stage(samples: int) -> None:
    """Start from nothing, with Cycles on the CPU."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = samples
    scene.cycles.use_denoising = True
    scene.cycles.denoiser = "OPENIMAGEDENOISE"
    scene.cycles.max_bounces = 3
    scene.cycles.diffuse_bounces = 2
    scene.cycles.glossy_bounces = 1
    scene.cycles.seed = 1
    scene.cycles.sample_clamp_indirect = 3.0
    scene.render.use_persistent_data = True
    scene.render.threads_mode = "FIXED"
    scene.render.threads = 2
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.render.image_settings.file_format = "PNG"


def material(name: str, finish: Finish, *, vertex_colours: bool = False) -> bpy.types.Material:
    """Make a material with optional colour mottle and bump grain, or coloured by the mesh's vertices."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    shader = nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*finish.colour, 1.0)
    shader.inputs["Roughness"].default_value = finish.roughness
    colour = shader.inputs["Base Color"]
    source = None
    if vertex_colours:
        attribute = nodes.new("ShaderNodeVertexColor")
        attribute.layer_name = "colour"
        source = attribute.outputs["Color"]
    if finish.mottle:
        source = _mottle(nodes, links, finish, source)
    if source is not None:
        links.new(source, colour)
    if finish.grain:
        _bump(nodes, links, finish, shader)
    return made


def _mottle(nodes, links, finish: Finish, source):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Vary the colour in soft patches."""
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = finish.grain_scale / 8
    noise.inputs["Detail"].default_value = 4.0
    links.new(nodes.new("ShaderNodeTexCoord").outputs["Object"], noise.inputs["Vector"])
    ramp = nodes.new("ShaderNodeMapRange")
    ramp.inputs["To Min"].default_value = 1.0 - finish.mottle
    ramp.inputs["To Max"].default_value = 1.0 + finish.mottle
    links.new(noise.outputs["Fac"], ramp.inputs["Value"])
    scale = nodes.new("ShaderNodeVectorMath")
    scale.operation = "SCALE"
    scale.inputs[0].default_value = finish.colour
    if source is not None:
        links.new(source, scale.inputs[0])
    links.new(ramp.outputs["Result"], scale.inputs["Scale"])
    return scale.outputs["Vector"]


def _bump(nodes, links, finish: Finish, shader) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = finish.grain_scale
    links.new(nodes.new("ShaderNodeTexCoord").outputs["Object"], noise.inputs["Vector"])
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = finish.grain
    bump.inputs["Distance"].default_value = 0.02
    links.new(noise.outputs["Fac"], bump.inputs["Height"])
    links.new(bump.outputs["Normal"], shader.inputs["Normal"])


def mesh(
    name: str, vertices: FloatArray, faces: Sequence[Sequence[int]] | IntArray, look: bpy.types.Material
) -> bpy.types.Object:
    """Put a mesh into the scene."""
    data = bpy.data.meshes.new(name)
    data.from_pydata(np.asarray(vertices).tolist(), [], [list(map(int, face)) for face in faces])
    data.materials.append(look)
    made = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(made)
    return made


def box(name: str, low: Vector, high: Vector, look: bpy.types.Material, bevel: float = 0.01) -> bpy.types.Object:
    """Put an axis-aligned box with rounded edges between two corners."""
    centre = (np.asarray(low) + np.asarray(high)) / 2
    half = (np.asarray(high) - np.asarray(low)) / 2
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * half
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    made = mesh(name, corners, faces, look)
    made.location = centre.tolist()
    if bevel:
        modifier = made.modifiers.new("bevel", "BEVEL")
        modifier.width = min(bevel, float(half.min()) * 0.95)
        modifier.segments = 4
        made.data.shade_smooth()
    return made


def cylinder(
    name: str, base: Vector, radii: tuple[float, float], height: float, look: bpy.types.Material
) -> bpy.types.Object:
    """Put an upright cylinder or cone (bottom and top radius) on `base`."""
    count = 32
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles), np.zeros(count)], axis=1)
    vertices = np.concatenate([ring * radii[0], ring * radii[1] + [0, 0, height]])
    sides = [(i, (i + 1) % count, count + (i + 1) % count, count + i) for i in range(count)]
    made = mesh(name, vertices, [*sides, range(count)[::-1], range(count, 2 * count)], look)
    made.location = base
    return made


def area_light(
    name: str, position: Vector, target: Vector, *, size: tuple[float, float], watts: float, colour: Colour
) -> None:
    """Hang a soft rectangular light that shines from `position` towards `target`."""
    data = bpy.data.lights.new(name, "AREA")
    data.shape, data.size, data.size_y = "RECTANGLE", size[0], size[1]
    data.energy, data.color = watts, colour
    made = bpy.data.objects.new(name, data)
    made.location = position
    made.rotation_euler = _look_rotation(position, target)
    made.visible_camera = False
    bpy.context.scene.collection.objects.link(made)


def ambient(colour: Colour, strength: float) -> None:
    """Fill the room with a little even light."""
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs[0].default_value = (*colour, 1.0)
    background.inputs[1].default_value = strength
    bpy.context.scene.world = world


def place_camera(camera: Camera) -> None:
    """Look through `camera`."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("camera")
    data.sensor_fit = "HORIZONTAL"
    data.angle = math.radians(camera.horizontal_fov_deg)
    made = bpy.data.objects.new("camera", data)
    made.location = camera.position
    made.rotation_euler = (math.radians(90 - camera.pitch_deg), 0.0, math.radians(camera.yaw_deg - 90))
    scene.collection.objects.link(made)
    scene.camera = made
    scene.render.resolution_x, scene.render.resolution_y = camera.width, camera.height
    scene.render.resolution_percentage = 100


def _look_rotation(position: Vector, target: Vector) -> Vector:
    x, y, z = np.asarray(target) - np.asarray(position)
    return (math.atan2(math.hypot(x, y), -z), 0.0, math.atan2(y, x) - math.pi / 2)
