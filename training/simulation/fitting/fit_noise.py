"""Fits the pose network's errors on drawn portraits: python -m training.simulation.fitting.fit_noise.

Runs the network that ships over the pictures of `portraits`, looks at each as a whole, closely, and turned upright as
the pipeline does, and writes `noise.json`: the parameters of `noise.PoseNoise` and the counts behind them.
"""

import json
from dataclasses import replace
from typing import Any

import numpy as np

from falldetect_core.pose.movenet import MoveNetMultiPose
from falldetect_core.pose_weights.registry import weights
from training.simulation.arrays import BoolArray, FloatArray
from training.simulation.camera.noise import (
    MIRROR,
    PARAMETERS,
    PoseNoise,
)
from training.simulation.fitting.facts import portraits
from training.simulation.fitting.looks import Look, looks_at
from training.simulation.fitting.regression import linear_fit, logistic_fit, logit

ASTRAY = 0.22
"""A keypoint further off than this share of the body's size is on another part of the body."""
MOVED = 0.015
"""How errors change is asked of bodies that move at least this share of their size in a tenth of a second."""
SIDES = np.arange(5, 17)


def main() -> None:
    """Look, fit, write."""
    network = MoveNetMultiPose(weights("movenet-multipose"))
    looks = [look for portrait in portraits() for look in looks_at(network, portrait)]
    noise, report = fit(looks)
    PARAMETERS.write_text(json.dumps({"fitted_to": report, "parameters": _rounded(noise.as_json())}, indent=1) + "\n")
    print(json.dumps(report, indent=1))


def fit(looks: list[Look]) -> tuple[PoseNoise, dict[str, float]]:
    """Return the parameters that describe `looks`, and counts and shares that show how it went."""
    found = [look for look in looks if look.pose is not None]
    facts = np.stack([look.facts for look in looks])
    seen = np.array([look.pose is not None for look in looks], dtype=float)
    noise = replace(PoseNoise(), found=tuple(logistic_fit(facts, seen)))

    own = np.stack([look.facts for look in found])
    scores = np.array([look.pose.score for look in found if look.pose])
    body, spare = linear_fit(own, logit(scores))
    noise = replace(noise, body_score=tuple(body), body_noise=spare)

    swapped = np.array([_swapped(look) for look in found], dtype=float)
    noise = replace(noise, swap=tuple(logistic_fit(own[:, [0, 2]], swapped)))

    errors = np.stack([_errors(look, swap=bool(swap)) for look, swap in zip(found, swapped, strict=True)])
    size = np.array([look.size for look in found])
    off = np.linalg.norm(errors, axis=2) / size[:, None]
    hidden = np.stack([look.hidden for look in found])
    behind = np.stack([look.behind for look in found])
    astray = off > ASTRAY
    level = np.repeat(own[:, None, :3], 17, axis=1)
    rows = np.concatenate([level, hidden[..., None], behind[..., None]], axis=2).reshape(-1, 5)
    noise = replace(noise, astray=tuple(logistic_fit(rows, astray.ravel().astype(float))))
    noise = replace(noise, **_spread(errors, found, astray, hidden, behind))

    certainty = logit(np.stack([look.pose.keypoints[:, 2] for look in found if look.pose]))
    names = np.tile(np.eye(17), (len(found), 1))
    weights_, spare = linear_fit(
        np.concatenate([names, rows[:, 1:]], axis=1)[~astray.ravel()], certainty.ravel()[~astray.ravel()]
    )
    noise = replace(noise, keypoint_score=tuple(weights_[:17]), certain=tuple(weights_[17:]), score_noise=spare)
    lasts_s, steady = _memory(found, errors / size[:, None, None], astray)
    noise = replace(noise, lasts_s=lasts_s, steady=steady)
    upright = own[:, 2] > 0.7
    return noise, {
        "pictures": len({look.portrait.file for look in looks}),
        "looks": len(looks),
        "found": float(seen.mean()),
        **_compared(noise, facts, seen),
        "median_error_upright": float(np.median(off[upright])),
        "median_error_other": float(np.median(off[~upright])),
        "astray": float(astray.mean()),
        "swapped": float(swapped.mean()),
        "strangers_a_whole_picture": float(np.mean([look.strangers for look in looks if look.whole])),
    }


def _compared(noise: PoseNoise, facts: FloatArray, seen: FloatArray) -> dict[str, float]:
    """Return the shares found by how the trunk leans in the picture and by size, and those that the model gives."""
    chance = 1 / (1 + np.exp(-facts @ np.array(noise.found)))
    lean, size = facts[:, 2], facts[:, 1]
    groups = {
        "upright": lean > 0.7,
        "leaning": (lean > 0.3) & (lean <= 0.7),
        "level": np.abs(lean) <= 0.3,
        "head_down": lean < -0.3,
        "small": size < -0.5,
        "large": size > 0.7,
    }
    told: dict[str, float] = {}
    for name, group in groups.items():
        if group.any():
            told |= {f"found_{name}": float(seen[group].mean()), f"model_{name}": float(chance[group].mean())}
    return told


def _moved(first: Look, second: Look) -> float:
    return float(np.linalg.norm(second.pixels - first.pixels, axis=1).mean()) / first.size


def _swapped(look: Look) -> bool:
    if look.pose is None:
        return False
    points = look.pose.keypoints[:, :2]
    straight = np.linalg.norm(points[SIDES] - look.pixels[SIDES], axis=1).sum()
    crossed = np.linalg.norm(points[MIRROR][SIDES] - look.pixels[SIDES], axis=1).sum()
    apart = np.linalg.norm(look.pixels[SIDES] - look.pixels[MIRROR][SIDES], axis=1).mean()
    return bool(crossed < 0.75 * straight and apart > 0.06 * look.size)


def _errors(look: Look, *, swap: bool) -> FloatArray:
    if look.pose is None:
        return np.full((17, 2), np.nan)
    points = look.pose.keypoints[:, :2].astype(float)
    return (points[MIRROR] if swap else points) - look.pixels


def _spread(
    errors: FloatArray,
    found: list[Look],
    astray: BoolArray,
    hidden: BoolArray,
    behind: BoolArray,
) -> dict[str, Any]:
    """Describe the size of errors: by keypoint, then how lean and hiding widen them; robust standard deviations."""
    size = np.array([look.size for look in found])[:, None]
    zoom = np.array([look.zoom for look in found])[:, None]
    lean = np.array([look.facts[2] for look in found])[:, None]
    floor_px = 0.7
    width = np.sqrt(np.mean(errors**2, axis=2))
    share = np.maximum(width - floor_px / zoom, 0.0) / size
    plain = ~astray & ~hidden & ~behind & (lean > 0.6)
    spread = [float(np.sqrt(np.mean(share[plain[:, j], j] ** 2))) for j in range(17)]
    relative = share / np.array(spread)
    leaning = ~astray & ~hidden & ~behind & (lean < 0.3)
    more = float(np.sqrt(np.mean(relative[leaning] ** 2))) - 1.0
    unseen = ~astray & (hidden | behind) & (lean > 0.6)
    half = np.where(hidden, 1.0, 0.5)[unseen].mean()
    wider = float(np.sqrt(np.mean(relative[unseen] ** 2))) - 1.0
    middle = float(((1 - lean) / 2).repeat(17, axis=1)[leaning].mean())
    return {
        "spread": tuple(spread),
        "floor_px": floor_px,
        "spread_lean": max(0.0, more / middle),
        "spread_hidden": max(0.0, wider / float(half)),
    }


def _memory(found: list[Look], errors: FloatArray, astray: BoolArray) -> tuple[float, float]:
    """Return how long errors last, seconds, and which share of their variance does, from bursts a tenth apart."""
    good = np.where(astray[..., None], np.nan, errors)
    places = {(look.portrait.file, round(look.zoom, 3)): index for index, look in enumerate(found)}
    products: dict[int, list[float]] = {0: [], 1: [], 2: []}
    scale = np.sqrt(np.nanmean(good**2, axis=(0, 2), keepdims=True))
    good = good / scale
    for (file, zoom), index in places.items():
        look = found[index]
        burst, step = file.removesuffix(".png").split("-")
        for lag in products:
            later = places.get((f"{burst}-{int(step) + lag}.png", zoom))
            if later is not None and (lag == 0 or _moved(look, found[later]) >= MOVED * lag):
                products[lag] += (good[index] * good[later])[5:].ravel().tolist()
    here, next_, after = (float(np.nanmean(products[lag])) for lag in (0, 1, 2))
    first, second = np.clip(next_ / here, 0.05, 0.95), np.clip(after / here, 0.02, 0.94)
    ratio = float(np.clip(second / first, 0.3, 0.97))
    return float(-0.1 / np.log(ratio)), float(np.clip(first / ratio, 0.05, 0.95))


def _rounded(values: dict[str, object]) -> dict[str, object]:
    return {
        key: [round(float(v), 4) for v in item] if isinstance(item, tuple) else round(float(str(item)), 4)
        for key, item in values.items()
    }


if __name__ == "__main__":
    main()
