"""Fuzz one target: `scripts/fuzz TARGET [SECONDS]`."""

import logging
import sys
from importlib import import_module
from pathlib import Path

import atheris

TARGETS = ("options", "messages", "network", "stream", "page")
CASES = Path(__file__).with_name("cases")
CORPUS = Path(__file__).parents[2] / ".cache" / "fuzz"
FOUND = Path(__file__).parents[2] / "artifacts" / "fuzz"
LONGEST = 400


def main() -> None:
    name, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300
    if name not in TARGETS:
        sys.exit(f"no target is named {name}: choose one of {', '.join(TARGETS)}")
    logging.disable(logging.CRITICAL)
    with atheris.instrument_imports(include=["falldetect_app", "falldetect_core"]):
        target = import_module(f"{__package__}.{name}")
    folders = [CORPUS / name, CASES / name]
    for folder in (folders[0], FOUND):
        folder.mkdir(parents=True, exist_ok=True)
    flags = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=60", f"-artifact_prefix={FOUND}/{name}-"]
    atheris.Setup([sys.argv[0], *flags, *map(str, (folder for folder in folders if folder.is_dir()))], target.once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
