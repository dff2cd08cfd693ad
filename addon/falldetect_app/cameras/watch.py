"""A camera of the app: one thread reads its pictures, one finds what moves in the newest and looks when it may."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Protocol

from falldetect_app.cameras.frame_stats import LEAST_FPS, MOST_DAMAGED, FrameStats
from falldetect_app.cameras.latest_frame import LatestFrame
from falldetect_app.cameras.view import MESSAGES, ViewMonitor
from falldetect_app.clock import utc
from falldetect_app.contract.messages import CameraState
from falldetect_app.rooms.controller import RoomController
from falldetect_app.settings.options import Camera
from falldetect_core.camera import InferenceScheduler, LiveCamera
from falldetect_core.camera.sight import SightWatch
from falldetect_core.errors import SourceError
from falldetect_core.frames import Damage, LiveFrames
from falldetect_core.records import Frame, Observation

_LOGGER = logging.getLogger(__name__)

SILENCE_S = 10.0
"""A camera whose pictures stop for longer is not connected, whatever its connection says."""
TELL_S = 10.0
"""The state of a camera is told this often when nothing but its figures changes."""
SURE_PICTURES = 50
"""Of fewer pictures nobody can tell how many are damaged."""
AGAIN_S = 5.0
"""After an error that nobody foresaw, reading starts anew."""


class Pictures(Protocol):
    """A source of frames that ends soon after `close`."""

    @property
    def damage(self) -> Damage:
        """How many pictures of the last minute are damaged."""

    def __iter__(self) -> Iterator[Frame]:
        """Yield frames."""

    def close(self) -> None:
        """End the iteration."""


type Opener = Callable[[Camera, Callable[[], float], Callable[[SourceError | None], None]], Pictures]


def live(camera: Camera, clock: Callable[[], float], on_problem: Callable[[SourceError | None], None]) -> Pictures:
    """Read a camera's address for ever."""
    return LiveFrames(camera.url.get_secret_value(), clock=clock, on_problem=on_problem, loop=camera.loop)


class CameraWatch:
    """Watches one camera and tells how it is."""

    def __init__(
        self,
        camera: Camera,
        detection: LiveCamera,
        room: RoomController,
        scheduler: InferenceScheduler,
        clock: Callable[[], float],
        *,
        opener: Opener = live,
    ) -> None:
        """Prepare two threads."""
        self.camera = camera
        self.world = detection.perception.world
        self._detection = detection
        self._room = room
        self._clock = clock
        self._pictures = opener(camera, clock, self._on_problem)
        self._slot = LatestFrame()
        self._ticket = scheduler.register(self._slot.wake)
        self._gauge = FrameStats()
        self._view = ViewMonitor()
        self._sight = SightWatch()
        self._arrived_s = clock()
        self._waits_s: float | None = None
        self._problem: SourceError | None = None
        self._faults: dict[str, SourceError] = {}  # replaced, never changed: other threads read it
        self._seen_by_room = False
        self._closing = threading.Event()
        self._detector = threading.Thread(target=self._detect, name=f"{camera.id} detects", daemon=True)
        self._told: CameraState | None = None
        self._told_s = 0.0

    @property
    def works(self) -> bool:
        """Whether its detection runs and comes along; what is wrong with its pictures is told by its state."""
        return self._detector.is_alive() and not self._hangs(self._clock())

    @property
    def recent(self) -> tuple[Frame, Observation] | None:
        """The newest picture and what was seen in it, while anybody may look."""
        return self._detection.perception.recent if self._room.monitoring else None

    @property
    def sight_known(self) -> bool:
        """Whether enough of people was seen to say how well they are."""
        return self._sight.known

    def learn(self, threshold_shift: float) -> None:
        """Need so much more probability for a fall, or less."""
        self._detection.perception.judge.threshold_shift = threshold_shift

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self._read, name=f"{self.camera.id} reads", daemon=True).start()
        self._detector.start()

    def close(self) -> None:
        """End soon; a camera that hangs is left to the end of the process."""
        self._closing.set()
        self._slot.close()
        self._pictures.close()

    def join(self, patience_s: float) -> None:
        """Wait for the frame that is being looked at."""
        self._detector.join(patience_s)

    def tick(self, now_s: float) -> CameraState | None:
        """Return the state if it is time to tell it."""
        state = self.state(now_s)
        told = self._told
        changed = told is None or _essence(told) != _essence(state)
        if told and state.message and state.message != told.message and not (self._problem or self._fault):
            _LOGGER.warning("Camera %s: %s", self.camera.name, state.message)
        if self._seen_by_room and not state.connected:
            self._seen_by_room = False
            self._room.camera_lost(self.camera.id)
        if not changed and now_s - self._told_s < TELL_S:
            return None
        self._told, self._told_s = state, now_s
        return state

    def state(self, now_s: float) -> CameraState:
        """Describe the camera as it is now."""
        problem = self._problem or self._fault or self._silence(now_s)
        fps, latency_s = self._gauge.read(now_s)
        return CameraState.model_validate(
            {
                "camera": self.camera.id,
                "room": self.camera.room_id,
                "connected": problem is None and self._gauge.last_s is not None,
                "problem": problem and problem.reason,
                "message": str(problem) if problem else self._remark(now_s),
                "fps": fps,
                "damaged": round(self._pictures.damage.share, 2),
                "latency_s": latency_s,
                "view": self._view.state,
                "sight": self._sight.state,
                "last_frame": None if self._gauge.frame_s is None else utc(self._gauge.frame_s),
            }
        )

    @property
    def _fault(self) -> SourceError | None:
        """What failed in detection, and has not succeeded since."""
        return next(iter(self._faults.values()), None)

    def _silence(self, now_s: float) -> SourceError | None:
        if self._hangs(now_s):
            return SourceError("broken", "pictures come, but detection hangs: the app starts anew if it lasts a minute")
        if now_s - self._arrived_s > SILENCE_S:
            return SourceError("stalled", f"no picture for {SILENCE_S:.0f} s: check the camera and the network")
        return None

    def _hangs(self, now_s: float) -> bool:
        """Whether a picture has waited for long for detection to be done with it."""
        waits_s = self._waits_s
        return waits_s is not None and now_s - waits_s > SILENCE_S

    def _remark(self, now_s: float) -> str | None:
        """Say what is wrong with pictures that come."""
        if self._gauge.last_s is None:
            return "waiting for its first picture"
        if self._gauge.slow(now_s):
            return f"fewer than {LEAST_FPS:.0f} pictures a second come: set the stream to 10, or watch fewer cameras"
        damage = self._pictures.damage
        if damage.pictures >= SURE_PICTURES and damage.share >= MOST_DAMAGED:
            return "many pictures arrive damaged: use a cable or better Wi-Fi, or choose the camera's smaller stream"
        return MESSAGES.get(self._view.state)

    def _on_problem(self, problem: SourceError | None) -> None:
        if problem is not None and str(problem) != str(self._problem):
            _LOGGER.warning("Camera %s: %s", self.camera.name, problem)
        elif problem is None and (self._problem is not None or self._gauge.last_s is None):
            _LOGGER.info("Camera %s: pictures flow", self.camera.name)
        self._problem = problem

    def _read(self) -> None:
        while not self._closing.is_set():
            try:
                for frame in self._pictures:
                    self._arrived_s = self._clock()
                    self._waits_s = self._waits_s or self._arrived_s
                    self._slot.put(frame)
                if not self._closing.is_set():
                    self._on_problem(SourceError("ended", "the file has been played to its end"))
            except Exception as error:  # an error nobody foresaw must not blind the camera for good
                _LOGGER.exception("Camera %s: reading failed", self.camera.name)
                self._problem = SourceError("broken", f"reading failed ({type(error).__name__}): see the log")
                self._closing.wait(AGAIN_S)
            else:
                return

    def _detect(self) -> None:
        while self._slot.wait():
            frame = self._slot.take()
            if frame is not None:
                self._attempt(self._sense, frame)
            if self._ticket.granted:
                self._attempt(self._look)
            self._waits_s = None

    def _attempt[*Given](self, step: Callable[[*Given], None], *given: *Given) -> None:
        """Take a step; a failure is the camera's problem until it succeeds, and the next frame may show the fall."""
        name = step.__name__
        try:
            step(*given)
        except Exception as error:
            self._ticket.release()
            if name not in self._faults:
                _LOGGER.exception("Camera %s: detection failed", self.camera.name)
            fault = SourceError("broken", f"detection failed ({type(error).__name__}): see the log")
            self._faults = self._faults | {name: fault}
        else:
            self._faults = {failed: fault for failed, fault in self._faults.items() if failed != name}

    def _sense(self, frame: Frame) -> None:
        """Find what moves, and ask for a look if that is worth one."""
        self._view.update(frame)
        if self._room.monitoring:
            self._detection.perception.judge.sensitivity = self._room.sensitivity
            priority = self._detection.sense(frame)
            if priority is None:
                self._ticket.release()
            else:
                self._ticket.request(priority)
            if not self._ticket.granted:
                self._tell(*self._detection.pass_by())
        else:
            self._ticket.release()
        self._gauge.note(frame.time_s, self._clock())

    def _look(self) -> None:
        try:
            frame, seen = self._detection.look()
        finally:
            self._ticket.release()
        self._tell(frame, seen)

    def _tell(self, frame: Frame, seen: Observation) -> None:
        self._sight.note(frame, seen)
        self._room.observe(frame, seen)
        self._seen_by_room = True


def _essence(state: CameraState) -> tuple[object, ...]:
    return state.connected, state.problem, state.message, state.view, state.sight
