"""The skeletons around an incident, for a replay that shows how somebody fell and nothing else of the room.

Each camera's newest skeletons are held in memory; when an incident opens, those around it are kept with it.
"""

import json
import logging
import struct
import threading
import zlib
from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from falldetect_app.clock import utc
from falldetect_app.settings.options import RecordChoice
from falldetect_app.storage.archive import Archive
from falldetect_app.storage.encryption import PictureCipher
from falldetect_core.drawing.snapshot import Privacy, snapshot
from falldetect_core.kinds import Event
from falldetect_core.records import Frame, Incident, Observation, Person, Transition
from falldetect_core.rooms.incident_life import ALARMS

_LOGGER = logging.getLogger(__name__)

BEFORE_S = 10.0
AFTER_S = 20.0
"""A replay reaches from so long before a fall began to so long after it was noticed."""
STEP_S = 0.1
JOINTS = 17
BODY = struct.Struct(f"<H??4h{3 * JOINTS}h")
"""Track, whether down, whether there is a pose, box, and keypoints."""
MOST = 32_767
LONGEST = 350
"""Moments held in memory for a camera: before, after, and the while that it took to notice the fall."""
MILLE = 1000
"""Places are kept in thousandths of the picture's width and height."""
BEGINNINGS = frozenset({Event.SUSPECTED, Event.PERSON_DOWN})


@dataclass(frozen=True, slots=True)
class _PendingReplay:
    incident: str
    onset_s: float
    end_s: float


class ReplayRecorder:
    """Records one room; may be called from any thread."""

    def __init__(self, archive: Archive, choice: RecordChoice, cipher: PictureCipher) -> None:
        """Keep replays in the archive, and pictures encrypted by the cipher, as far as was chosen."""
        self._archive = archive
        self._cipher = cipher
        self._on = choice is not RecordChoice.OFF
        pictured = choice in (RecordChoice.BLURRED, RecordChoice.FULL)
        self._privacy = Privacy(choice.value) if pictured else None
        self._newest: dict[str, tuple[Frame, Observation]] = {}
        self._moments: dict[str, deque[tuple[float, bytes]]] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._pending: list[_PendingReplay] = []
        self._lock = threading.Lock()

    def observe(self, frame: Frame, seen: Observation) -> None:
        """Take what a camera sees now."""
        if not self._on:
            return
        with self._lock:
            if self._privacy is not None:
                self._newest[seen.camera] = (frame, seen)
            moments = self._moments.setdefault(seen.camera, deque(maxlen=LONGEST))
            if not moments or not 0 <= seen.time_s - moments[-1][0] < STEP_S / 2:
                moments.append((seen.time_s, b"".join(_packed(person, seen.size) for person in seen.people)))
                self._sizes[seen.camera] = seen.size

    def on_step(self, step: Transition) -> None:
        """Keep what is seen around an incident that opens with this step, and a picture of one that alarms."""
        incident = step.incident
        if not self._on or incident.test:
            return
        with self._lock:
            if step.event in BEGINNINGS and incident.steps == 1:
                self._pending.append(_PendingReplay(incident.id, incident.onset_s, step.time_s + AFTER_S))
            if step.event in ALARMS:
                self._keep_picture(incident)

    def tick(self, now_s: float) -> None:
        """Store the replays whose time is over."""
        with self._lock:
            done = [wanted for wanted in self._pending if now_s >= wanted.end_s]
            self._pending = [wanted for wanted in self._pending if wanted not in done]
            for wanted in done:
                self._keep(wanted)

    def close(self) -> None:
        """Store what there is of the replays that are not over."""
        self.tick(float("inf"))

    def clear(self) -> None:
        """Drop what is held in memory: nobody may look now."""
        with self._lock:
            self._moments.clear()
            self._newest.clear()
            self._pending.clear()

    def _keep_picture(self, incident: Incident) -> None:
        seen = self._newest.get(incident.camera)
        if seen is not None and self._privacy is not None:
            picture = snapshot(seen[0], seen[1].people, self._privacy)
            try:
                encrypted = self._cipher.encrypt(incident.id, picture)
            except OSError as error:
                _LOGGER.warning("No picture is kept: its key cannot be written (%s)", error.strerror)
            else:
                self._archive.keep_picture(incident.id, utc(incident.onset_s), encrypted)

    def _keep(self, wanted: _PendingReplay) -> None:
        for camera, moments in self._moments.items():
            chosen = [(at_s, shown) for at_s, shown in moments if wanted.onset_s - BEFORE_S <= at_s <= wanted.end_s]
            if chosen:
                data = pack(wanted.onset_s, self._sizes[camera], chosen)
                self._archive.keep_replay(wanted.incident, camera, utc(wanted.onset_s), data)


def pack(onset_s: float, size: tuple[int, int], moments: list[tuple[float, bytes]]) -> bytes:
    """Put a replay into bytes; times become seconds from the onset."""
    shown = [
        [round(at_s - onset_s, 2), [_unpacked(*row) for row in BODY.iter_unpack(people)]] for at_s, people in moments
    ]
    return zlib.compress(json.dumps({"size": size, "moments": shown}, separators=(",", ":")).encode(), 6)


def unpack(data: bytes) -> dict[str, Any]:
    """Read a replay: the picture's size in pixels and the moments, each seconds from the onset and its skeletons."""
    replay: dict[str, Any] = json.loads(zlib.decompress(data))
    return replay


def skeleton(person: Person, size: tuple[int, int]) -> dict[str, Any]:
    """Describe a body for drawing: box and 17 keypoints (x, y, score) in thousandths of the picture; whether down."""
    width, height = size
    left, top, right, bottom = person.box
    keypoints = [] if person.pose is None else person.pose.keypoints.tolist()
    return {
        "track": person.track,
        "down": person.verdict.down or person.verdict.found_down,
        "box": [_mille(left, width), _mille(top, height), _mille(right, width), _mille(bottom, height)],
        "points": [[_mille(x, width), _mille(y, height), round(100 * score)] for x, y, score in keypoints],
    }


def _packed(person: Person, size: tuple[int, int]) -> bytes:
    """Hold a body in 114 bytes, as a camera's last half minute has to be held all the time."""
    width, height = size
    box = np.array(person.box) * (MILLE / width, MILLE / height, MILLE / width, MILLE / height)
    keypoints = np.zeros((JOINTS, 3)) if person.pose is None else person.pose.keypoints
    points = keypoints * (MILLE / width, MILLE / height, 100)
    rounded = np.rint(np.concatenate([box, points.ravel()])).clip(-MOST, MOST).astype(int)
    down = person.verdict.down or person.verdict.found_down
    return BODY.pack(person.track & 0xFFFF, down, person.pose is not None, *rounded.tolist())


def _unpacked(track: int, down: bool, posed: bool, *values: int) -> dict[str, Any]:  # noqa: FBT001 - as struct gives them
    points = [list(values[start : start + 3]) for start in range(4, len(values), 3)] if posed else []
    return {"track": track, "down": down, "box": list(values[:4]), "points": points}


def _mille(value: float, whole: int) -> int:
    return round(MILLE * value / whole)
