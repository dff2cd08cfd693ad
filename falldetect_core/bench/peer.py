"""Times neura-fall-detection on clips, one thread, in an environment that has it: peer.py FPS FILE..."""

import json
import sys
import time
from pathlib import Path


def measure(file: str, fps: float) -> dict[str, float | str]:
    """Return CPU milliseconds of decoding a picture and of judging a frame, and CPU seconds a second of video."""
    import cv2  # noqa: PLC0415 - of the peer's environment
    from neura_fall_detection import NFDModel  # type: ignore[import-not-found]  # noqa: PLC0415

    cv2.setNumThreads(1)
    model, clip = NFDModel(pose_threads=1), cv2.VideoCapture(file)
    rate = clip.get(cv2.CAP_PROP_FPS) or 25.0
    pictures = frames = 0
    decode_s = judge_s = due_s = 0.0
    while True:
        begun_s = time.process_time()
        there, image = clip.read()
        decode_s += time.process_time() - begun_s
        if not there:
            break
        time_s = pictures / rate
        pictures += 1
        if time_s + 1e-6 >= due_s:
            due_s += 1 / fps
            begun_s = time.process_time()
            model.process(image, time_s)
            judge_s += time.process_time() - begun_s
            frames += 1
    return {
        "clip": Path(file).name,
        "decode_ms": 1000 * decode_s / pictures,
        "judge_ms": 1000 * judge_s / frames,
        "cores": (decode_s + judge_s) / (pictures / rate),
    }


if __name__ == "__main__":
    print(json.dumps([measure(file, float(sys.argv[1])) for file in sys.argv[2:]]))  # noqa: T201
