"""Command line of the app: `falldetect-app [back-up] --options FILE [--data DIR]`."""

import argparse
import logging
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from falldetect_app.heartbeat import Heartbeat
from falldetect_app.home_assistant.announcement import announcement
from falldetect_app.home_assistant.supervisor import SupervisorError, announce, ask_for_broker
from falldetect_app.logs.masking import MaskingFormatter, secrets_of
from falldetect_app.logs.rate_limit import RepeatFilter
from falldetect_app.mqtt.broker import Broker
from falldetect_app.runner import Runner
from falldetect_app.settings.options import Options
from falldetect_app.settings.settings_file import SettingsFile
from falldetect_app.settings.validation import OptionsError
from falldetect_app.storage.store import Store, back_up
from falldetect_app.web import WEB_PORT, PageAccess, WebServer
from falldetect_core.errors import FallDetectError
from falldetect_core.pose import load

_LOGGER = logging.getLogger(__name__)

OPTIONS = Path("/data/options.json")
USER_ERROR = 2
ASK_AGAIN_S = 10.0
WATCHDOG_S = 60.0
PATTERN = "%(asctime)s %(levelname)s %(message)s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop; returns 2 when the user has to mend something first."""
    given = argument_parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        if given.action == "back-up":
            return _back_up(given.data or given.options.parent)
        settings = SettingsFile(given.options, given.data or given.options.parent)
        level = given.log_level or settings.options.log_level
        _log(level, secrets_of(settings.options))
        return _run(settings, given, level, stop)
    except FallDetectError as error:
        sys.stderr.write(f"{error}\n")
        return USER_ERROR


def argument_parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = argparse.ArgumentParser("falldetect-app", description="Watch cameras for falls and tell them over MQTT.")
    parser.add_argument(
        "action",
        nargs="?",
        choices=("run", "back-up"),
        default="run",
        help="back-up copies the memory of a running app",
    )
    parser.add_argument("--options", type=Path, default=OPTIONS, help="JSON file of options, default %(default)s")
    parser.add_argument("--data", type=Path, help="folder of the app's memory, default beside the options")
    parser.add_argument("--heartbeat", type=Path, help="file to touch while all is well, for a health check")
    parser.add_argument(
        "--watchdog",
        type=float,
        metavar="SECONDS",
        default=WATCHDOG_S,
        help="end when the app has hung for so long, 0 for never, default %(default).0f",
    )
    parser.add_argument("--log-level", choices=("debug", "info", "warning", "error"), help="instead of the option")
    parser.add_argument(
        "--web-port", type=int, default=WEB_PORT, help="port of the page, 0 for no page, default %(default)s"
    )
    return parser


def _log(level: str, secrets: Iterable[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(MaskingFormatter(PATTERN, secrets))
    handler.addFilter(RepeatFilter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _run(settings: SettingsFile, given: argparse.Namespace, level: str, stop: threading.Event) -> int:
    estimator = load(settings.options.pose_model)
    _check_broker(settings.options)
    store = Store(given.data or given.options.parent)
    heartbeat = Heartbeat(given.heartbeat, given.watchdog)
    runner = Runner(settings, store, estimator)
    page = WebServer(runner, PageAccess.for_environment(given.web_port)) if given.web_port else None
    if page:
        page.start()
    try:
        broker = _broker(settings.options, runner, heartbeat, stop)
        if broker:
            runner.on_options = lambda options: _log(level, secrets_of(options, runner.broker))
            if not settings.options.mqtt.host:
                runner.ask_for_broker = _ask_supervisor
            _announce(settings.options, store.installation_id)
            runner.run(broker, heartbeat, stop)
            _LOGGER.info("Stopping")
    finally:
        if page:
            page.stop()
        store.close()
        heartbeat.end()
    return 0


def _back_up(folder: Path) -> int:
    try:
        back_up(folder)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(
            f"{folder} cannot be copied ({error}): check that the app runs and the disk is not full"
        ) from None
    return 0


class BackupError(FallDetectError):
    """The app's memory could not be copied."""


def _announce(options: Options, installation_id: str) -> None:
    """Let Supervisor tell Home Assistant of this app; without it, the announcement over MQTT does the same."""
    if token := os.environ.get("SUPERVISOR_TOKEN"):
        try:
            announce(token, announcement(options, installation_id))
        except SupervisorError as error:
            _LOGGER.warning("%s. It is announced over MQTT alone", error)


def _check_broker(options: Options) -> None:
    if not options.mqtt.host and not os.environ.get("SUPERVISOR_TOKEN"):
        raise OptionsError("mqtt.host: is missing; give the broker's name or IP address")


def _ask_supervisor() -> Broker | None:
    try:
        return ask_for_broker(os.environ["SUPERVISOR_TOKEN"])
    except SupervisorError as error:
        _LOGGER.warning("%s", error)
        return None


def _broker(options: Options, runner: Runner, heartbeat: Heartbeat, stop: threading.Event) -> Broker | None:
    """Take the broker from the options, else from Supervisor as soon as it knows one; None when told to stop."""
    if options.mqtt.host:
        return Broker.of(options.mqtt)
    token = os.environ["SUPERVISOR_TOKEN"]
    problem = ""
    while not stop.is_set():
        heartbeat.beat()
        try:
            return ask_for_broker(token)
        except SupervisorError as error:
            if str(error) != problem:
                _LOGGER.warning("%s. Asking again every %.0f s", error, ASK_AGAIN_S)
            runner.trouble = problem = str(error)
        stop.wait(ASK_AGAIN_S)
    return None


if __name__ == "__main__":
    sys.exit(main())
