"""The demo's fall, with somebody who stays on the floor as long as a test needs."""

from fractions import Fraction
from pathlib import Path

import av

ROOT = Path(__file__).resolve().parents[3]
FALL = ROOT / "docs" / "demo" / "fall.mp4"


def lengthen(source: Path, target: Path, hold_s: float) -> Path:
    """Write a clip whose last picture is held, with a key frame a second, as cameras send them."""
    with av.open(str(source)) as given, av.open(str(target), "w") as made:
        shown = given.streams.video[0]
        rate = round(float(shown.average_rate or 15))
        stream = made.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "g": str(rate), "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = shown.width, shown.height, "yuv420p"
        picture, number = None, 0
        for picture in given.decode(shown):
            number = _write(made, stream, picture, number, rate)
        assert picture is not None
        for _ in range(round(hold_s * rate)):
            number = _write(made, stream, picture, number, rate)
        made.mux(stream.encode())
    return target


def _write(made, stream, picture, number, rate):
    picture.pts, picture.time_base = number, Fraction(1, rate)
    picture.pict_type = av.video.frame.PictureType.NONE
    made.mux(stream.encode(picture))
    return number + 1
