#!/usr/bin/env bash
# PyAV: a picture whose side_data was looked at once stays in memory until Python's collector of circles comes by.
# av 18.1.0 (and 19.0.0), 400 pictures of 640x360 decoded and dropped one by one, collector off: looking at VideoFrame.side_data of each
# adds some 150 MB, a SideDataContainer of one's own around the same picture next to nothing, with the same answer. With the
# collector on it is the same for hundreds of pictures, as none of the memory is Python's own and it isn't counted.
# Who asks each picture of a camera for its display matrix or motion vectors so holds seconds of decoded video.
# Fails if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check av==18.1.0 numpy
"$folder/venv/bin/python" - "$folder/film.mp4" <<'PYTHON'
import gc, sys

import av
import numpy as np
from av.sidedata.sidedata import SideDataContainer, Type

PICTURES = 400
file = sys.argv[1]
with av.open(file, "w") as container:
    stream = container.add_stream("mpeg4", rate=10)
    stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
    for number in range(PICTURES):
        picture = np.full((360, 640, 3), number % 256, np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
    container.mux(stream.encode())


def resident_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def grows_mb(look):
    """Decode the film, look at each picture and drop it; return by how much the process has grown."""
    gc.collect()
    before = resident_mb()
    with av.open(file) as container:
        answers = [look(picture) for picture in container.decode(video=0)]
    return resident_mb() - before, answers


gc.disable()
grows_mb(lambda picture: None)  # what decoding itself needs
own, one = grows_mb(lambda picture: SideDataContainer(picture).get(Type.DISPLAYMATRIX))
prop, other = grows_mb(lambda picture: picture.side_data.get(Type.DISPLAYMATRIX))
print(f"av {av.__version__}, {PICTURES} pictures dropped: a container of one's own {own:+.0f} MB, side_data {prop:+.0f} MB")
assert one == other and own < 20 and prop > 80, "this has changed"
PYTHON
