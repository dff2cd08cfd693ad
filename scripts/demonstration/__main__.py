"""Command line of the demo."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from rich.console import Console

from falldetect_core.errors import FallDetectError
from falldetect_core.frames.address import problem_with
from falldetect_core.pose_weights.registry import weights

from .show import Show

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT / "docs" / "demo" / "fall.mp4"
USER_ERROR = 2


def main() -> int:
    """Run the demo; 0 when pictures were seen, 1 when not, 2 when the user has to mend something first."""
    options = _parser().parse_args()
    logging.getLogger("amqtt").setLevel(logging.ERROR)
    logging.getLogger("transitions").setLevel(logging.ERROR)
    problem = problem_with(options.source)
    if problem:
        print(f"scripts/demo: {problem}", file=sys.stderr)
        return USER_ERROR
    try:
        weights("movenet-multipose")
        return asyncio.run(Show(options.source, options.output, Console(highlight=False, soft_wrap=True)).run())
    except FallDetectError as error:
        print(f"scripts/demo: {error}", file=sys.stderr)
        return USER_ERROR


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("scripts/demo", description="Show what falldetect does with a fall.")
    parser.add_argument(
        "source",
        nargs="?",
        default=str(CLIP),
        metavar="SOURCE",
        help="a file, rtsp://, http(s):// or a device such as /dev/video0; a simulated fall unless given",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "artifacts" / "demo",
        metavar="FOLDER",
        help="where picture and page are put, default artifacts/demo",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
