"""Builds the living room of both clips: a door, a sofa, tables, a chair, a shelf, a rug, a window."""

import bpy
import numpy as np

from training.demo.layout import (
    CHAIR,
    CHAIR_SEAT_M,
    DEPTH_M,
    DOOR_Y,
    HEIGHT_M,
    RUG,
    RUG_HEIGHT_M,
    SOFA,
    SOFA_SEAT_M,
    WIDTH_M,
)
from training.demo.stage import Finish, ambient, area_light, box, cylinder, material, mesh


def furnish() -> None:
    """Build the room with its furniture and light."""
    _shell()
    _sofa()
    _tables_and_chair()
    _shelf()
    _wall_things()
    _lamp_and_plant()
    _light()


def _shell() -> None:
    floor = _planks()
    wall = material("wall", Finish((0.62, 0.57, 0.48), 0.9, 0.03, 90.0, 0.03))
    mesh(
        "floor",
        np.array([[0, 0, 0], [WIDTH_M, 0, 0], [WIDTH_M, DEPTH_M, 0], [0, DEPTH_M, 0]], float),
        [(0, 1, 2, 3)],
        floor,
    )
    ceiling = material("ceiling", Finish((0.8, 0.8, 0.78), 0.9))
    box("ceiling", (-0.1, -0.1, HEIGHT_M), (WIDTH_M + 0.1, DEPTH_M + 0.1, HEIGHT_M + 0.1), ceiling, 0)
    box("wall far", (-0.1, DEPTH_M, 0), (WIDTH_M + 0.1, DEPTH_M + 0.1, HEIGHT_M), wall, 0)
    box("wall right a", (WIDTH_M, -0.1, 0), (WIDTH_M + 0.1, DOOR_Y[0], HEIGHT_M), wall, 0)
    box("wall right b", (WIDTH_M, DOOR_Y[1], 0), (WIDTH_M + 0.1, DEPTH_M + 0.1, HEIGHT_M), wall, 0)
    box("wall right c", (WIDTH_M, DOOR_Y[0], 2.03), (WIDTH_M + 0.1, DOOR_Y[1], HEIGHT_M), wall, 0)
    box("wall near x", (-0.1, -0.1, 0), (0, DEPTH_M, HEIGHT_M), wall, 0)
    box("wall near y", (0, -0.1, 0), (WIDTH_M, 0, HEIGHT_M), wall, 0)
    white = material("skirting", Finish((0.75, 0.74, 0.7), 0.4))
    box("skirting far", (0, DEPTH_M - 0.015, 0), (WIDTH_M, DEPTH_M, 0.09), white, 0.004)
    box("skirting right", (WIDTH_M - 0.015, DOOR_Y[1] + 0.08, 0), (WIDTH_M, DEPTH_M, 0.09), white, 0.004)
    for name, low, high in (
        ("left", DOOR_Y[1] - 0.02, DOOR_Y[1] + 0.07),
        ("right", DOOR_Y[0] - 0.07, DOOR_Y[0] + 0.02),
    ):
        box(f"frame {name}", (WIDTH_M - 0.03, low, 0), (WIDTH_M + 0.11, high, 2.08), white, 0.006)
    box(
        "frame top",
        (WIDTH_M - 0.035, DOOR_Y[0] - 0.075, 2.01),
        (WIDTH_M + 0.115, DOOR_Y[1] + 0.075, 2.10),
        white,
        0.006,
    )
    hall = material("hall", Finish((0.5, 0.44, 0.36), 0.9))
    box("hall floor", (WIDTH_M, -0.6, -0.05), (WIDTH_M + 1.8, 2.6, 0), floor, 0)
    box("hall wall", (WIDTH_M + 1.6, -0.6, 0), (WIDTH_M + 1.7, 2.6, HEIGHT_M), hall, 0)


def _planks() -> bpy.types.Material:
    """Make an oak floor of staggered planks."""
    look = material("planks", Finish((0.30, 0.17, 0.08), 0.45))
    nodes, links = look.node_tree.nodes, look.node_tree.links
    bricks = nodes.new("ShaderNodeTexBrick")
    bricks.inputs["Scale"].default_value = 1.0
    bricks.inputs["Brick Width"].default_value = 1.3
    bricks.inputs["Row Height"].default_value = 0.14
    bricks.inputs["Mortar Size"].default_value = 0.003
    bricks.inputs["Color1"].default_value = (0.34, 0.20, 0.10, 1)
    bricks.inputs["Color2"].default_value = (0.25, 0.14, 0.065, 1)
    bricks.inputs["Mortar"].default_value = (0.09, 0.05, 0.03, 1)
    coordinates = nodes.new("ShaderNodeTexCoord")
    links.new(coordinates.outputs["Object"], bricks.inputs["Vector"])
    links.new(bricks.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    return look


def _sofa() -> None:
    (x0, y0), (x1, y1) = SOFA
    cloth = material("sofa", Finish((0.13, 0.19, 0.17), 0.95, 0.25, 140.0, 0.12))
    dark = material("sofa base", Finish((0.10, 0.15, 0.135), 0.95, 0.2, 140.0))
    box("sofa base", (x0, y0 + 0.03, 0.10), (x1, y1, 0.30), dark, 0.03)
    middle = (x0 + x1) / 2
    for name, low, high in (("left", x0 + 0.02, middle - 0.005), ("right", middle + 0.005, x1 - 0.02)):
        box(f"sofa seat {name}", (low, y0, 0.29), (high, y1 - 0.16, SOFA_SEAT_M), cloth, 0.05)
        box(f"sofa back {name}", (low, y1 - 0.24, 0.38), (high, y1 - 0.02, 0.84), cloth, 0.08)
    for name, low, high in (("left", x0 - 0.18, x0 + 0.0), ("right", x1 - 0.0, x1 + 0.18)):
        box(f"sofa arm {name}", (low, y0 + 0.0, 0.08), (high, y1, 0.60), cloth, 0.07)
    cushion = material("cushion", Finish((0.48, 0.27, 0.08), 0.95, 0.3, 120.0))
    made = box("cushion", (x1 - 0.42, y0 + 0.1, 0.45), (x1 - 0.04, y0 + 0.52, 0.57), cushion, 0.06)
    made.rotation_euler = (0.05, -0.12, 0.1)


def _tables_and_chair() -> None:
    wood = material("walnut", Finish((0.16, 0.08, 0.04), 0.5, 0.05, 40.0, 0.25))
    box("table top", (3.45, 2.75, 0.38), (4.40, 3.22, 0.42), wood, 0.01)
    for x in (3.5, 4.3):
        for y in (2.79, 3.13):
            box("table leg", (x, y, 0), (x + 0.05, y + 0.05, 0.38), wood, 0.005)
    paper = material("book", Finish((0.35, 0.08, 0.07), 0.6))
    box("book", (3.6, 2.85, 0.42), (3.8, 3.12, 0.445), paper, 0.003)
    cylinder("mug", (4.1, 3.0, 0.42), (0.035, 0.04), 0.09, material("mug", Finish((0.75, 0.75, 0.7), 0.3)))
    (x0, y0), (x1, y1) = CHAIR
    beech = material("beech", Finish((0.42, 0.24, 0.11), 0.5, 0.03, 40.0, 0.15))
    pad = material("pad", Finish((0.20, 0.09, 0.08), 0.95, 0.25, 120.0))
    box("chair seat", (x0, y0, CHAIR_SEAT_M - 0.05), (x1, y1, CHAIR_SEAT_M - 0.02), beech, 0.01)
    box("chair pad", (x0 + 0.01, y0 + 0.01, CHAIR_SEAT_M - 0.03), (x1 - 0.02, y1 - 0.01, CHAIR_SEAT_M), pad, 0.015)
    for x in (x0 + 0.01, x1 - 0.05):
        for y in (y0 + 0.01, y1 - 0.05):
            top = CHAIR_SEAT_M - 0.04 if x < x0 + 0.1 else 0.92
            box("chair leg", (x, y, 0), (x + 0.04, y + 0.04, top), beech, 0.008)
    for z in (0.60, 0.72, 0.84):
        box("chair back", (x1 - 0.045, y0 + 0.02, z), (x1 - 0.015, y1 - 0.02, z + 0.06), beech, 0.008)


def _shelf() -> None:
    """Put a bookshelf on the right wall with books of many colours."""
    random = np.random.default_rng(7)
    wood = material("shelf", Finish((0.30, 0.17, 0.08), 0.5, 0.05, 40.0, 0.2))
    x0, x1, y0, y1, top = 4.88, 5.18, 2.30, 3.30, 1.9
    for y in (y0, y1 - 0.03):
        box("shelf side", (x0, y, 0), (x1, y + 0.03, top), wood, 0.003)
    box("shelf back", (x1 - 0.02, y0, 0), (x1, y1, top), wood, 0)
    levels = (0.06, 0.43, 0.80, 1.17, 1.54, top - 0.03)
    for z in levels:
        box("shelf board", (x0, y0, z), (x1, y1, z + 0.03), wood, 0.003)
    for z in levels[:-1]:
        y = y0 + 0.05
        while y < y1 - 0.12:
            thick, tall = random.uniform(0.02, 0.05), random.uniform(0.2, 0.30)
            if random.random() < 0.85:
                colour = random.uniform(0.03, 0.4) * random.dirichlet([1.5, 1.2, 1.0]) * 2.2
                look = material("book", Finish((float(colour[0]), float(colour[1]), float(colour[2])), 0.6))
                box("book", (x0 + 0.05, y, z + 0.03), (x1 - 0.06, y + thick, z + 0.03 + tall), look, 0.002)
            y += thick + 0.002


def _wall_things() -> None:
    rug = material("rug", Finish((0.32, 0.10, 0.075), 1.0, 0.5, 220.0, 0.25))
    border = material("rug border", Finish((0.42, 0.34, 0.24), 1.0, 0.5, 220.0, 0.15))
    (x0, y0), (x1, y1) = RUG
    box("rug border", (x0, y0, 0.0), (x1, y1, RUG_HEIGHT_M), border, 0.002)
    box("rug", (x0 + 0.12, y0 + 0.12, 0.001), (x1 - 0.12, y1 - 0.12, RUG_HEIGHT_M + 0.002), rug, 0.001)
    frame = material("frame", Finish((0.08, 0.05, 0.03), 0.4))
    mount = material("mount", Finish((0.75, 0.73, 0.68), 0.6))
    art = material("art", Finish((0.15, 0.28, 0.35), 0.6, 0.0, 30.0, 0.6))
    for x, width in ((3.1, 0.7), (4.05, 0.5)):
        box("picture frame", (x, DEPTH_M - 0.03, 1.25), (x + width, DEPTH_M, 1.75), frame, 0.004)
        box("picture mount", (x + 0.03, DEPTH_M - 0.034, 1.28), (x + width - 0.03, DEPTH_M - 0.01, 1.72), mount, 0)
        box("picture", (x + 0.11, DEPTH_M - 0.036, 1.36), (x + width - 0.11, DEPTH_M - 0.01, 1.64), art, 0)
    _window()


def _window() -> None:
    """Put a bright window with curtains on the far wall, left of the sofa."""
    white = material("window", Finish((0.8, 0.8, 0.78), 0.4))
    sky = bpy.data.materials.new("sky")
    sky.use_nodes = True
    shader = sky.node_tree.nodes["Principled BSDF"]
    shader.inputs["Emission Color"].default_value = (0.75, 0.87, 1.0, 1.0)
    shader.inputs["Emission Strength"].default_value = 2.2
    box("sky", (0.95, DEPTH_M - 0.02, 0.95), (2.05, DEPTH_M - 0.01, 2.15), sky, 0)
    for low, high in (
        ((0.9, 0.9), (2.1, 0.96)),
        ((0.9, 2.14), (2.1, 2.2)),
        ((0.9, 0.9), (0.96, 2.2)),
        ((2.04, 0.9), (2.1, 2.2)),
        ((1.47, 0.9), (1.53, 2.2)),
    ):
        depth = 0.05 if high[0] - low[0] > 1 else 0.045
        box("window frame", (low[0], DEPTH_M - depth, low[1]), (high[0], DEPTH_M, high[1]), white, 0.004)
    box("sill", (0.85, DEPTH_M - 0.16, 0.87), (2.15, DEPTH_M, 0.9), white, 0.005)
    cloth = material("curtain", Finish((0.50, 0.45, 0.36), 0.95))
    for left in (0.55, 1.98):
        across = np.linspace(left, left + 0.42, 80)
        depth = DEPTH_M - 0.13 + 0.03 * np.sin((across - left) * 95)
        rows = [np.stack([across, depth, np.full(80, z)], axis=1) for z in (0.05, 2.35)]
        made = mesh("curtain", np.concatenate(rows), [(i, i + 1, 81 + i, 80 + i) for i in range(79)], cloth)
        made.data.shade_smooth()


def _lamp_and_plant() -> None:
    metal = material("metal", Finish((0.10, 0.09, 0.08), 0.4))
    shade = material("shade", Finish((0.75, 0.68, 0.52), 0.9))
    cylinder("lamp foot", (4.98, 3.52, 0), (0.14, 0.13), 0.03, metal)
    cylinder("lamp pole", (4.98, 3.52, 0), (0.013, 0.013), 1.45, metal)
    cylinder("lamp shade", (4.98, 3.52, 1.35), (0.2, 0.14), 0.28, shade)
    pot = material("pot", Finish((0.35, 0.14, 0.07), 0.8))
    cylinder("pot", (2.38, 4.3, 0), (0.12, 0.16), 0.3, pot)
    leaf = material("leaf", Finish((0.05, 0.14, 0.035), 0.5, 0.0, 60.0, 0.3))
    random = np.random.default_rng(3)
    for _ in range(26):
        yaw, tilt, length = random.uniform(0, 2 * np.pi), random.uniform(0.15, 0.9), random.uniform(0.35, 0.7)
        _leaf((2.38, 4.3, 0.28), yaw, tilt, length, leaf)


def _leaf(base: tuple[float, float, float], yaw: float, tilt: float, length: float, look: bpy.types.Material) -> None:
    along = np.linspace(0, 1, 9)
    bend = tilt * (0.4 + along)
    out = np.cumsum(np.sin(bend)) / 9 * length
    up = np.cumsum(np.cos(bend)) / 9 * length
    half = 0.035 * np.sin(np.pi * (0.08 + 0.9 * along)) + 0.003
    centre = np.stack([out * np.cos(yaw), out * np.sin(yaw), up], axis=1) + base
    side = np.array([-np.sin(yaw), np.cos(yaw), 0.0]) * half[:, None]
    made = mesh(
        "leaf", np.concatenate([centre - side, centre + side]), [(i, i + 1, 10 + i, 9 + i) for i in range(8)], look
    )
    made.data.shade_smooth()


def _light() -> None:
    """Light the room by the window, a ceiling lamp and a little of everything."""
    window, ceiling, hall = (1.5, DEPTH_M - 0.2, 1.6), (2.4, 2.0, HEIGHT_M - 0.05), (WIDTH_M + 0.9, 1.0, HEIGHT_M - 0.1)
    area_light("daylight", window, (2.6, 1.8, 0.5), size=(1.1, 1.2), watts=55.0, colour=(0.85, 0.93, 1.0))
    area_light("ceiling lamp", ceiling, (2.4, 2.0, 0.0), size=(1.2, 1.2), watts=70.0, colour=(1.0, 0.90, 0.76))
    area_light("hall lamp", hall, (WIDTH_M + 0.9, 1.0, 0.0), size=(0.5, 0.5), watts=18.0, colour=(1.0, 0.9, 0.75))
    ambient((0.9, 0.95, 1.0), 0.25)
