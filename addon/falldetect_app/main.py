"""Command line of the app: `falldetect-app --options FILE [--data DIR]`."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from falldetect_app.broker import Broker
from falldetect_app.heartbeat import Heartbeat
from falldetect_app.home import announcement
from falldetect_app.masking import MaskingFormatter, secrets_of
from falldetect_app.options import Options
from falldetect_app.reading import OptionsError, read_options
from falldetect_app.service import Service
from falldetect_app.store import Store
from falldetect_app.supervisor import SupervisorError, announce, ask_for_broker
from falldetect_core.errors import FallDetectError
from falldetect_core.pose import load

_LOGGER = logging.getLogger(__name__)

OPTIONS = Path("/data/options.json")
USER_ERROR = 2
TICK_S = 0.25
ASK_AGAIN_S = 10.0
PATTERN = "%(asctime)s %(levelname)s %(message)s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop; returns 2 when the user has to mend something first."""
    given = _parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        options = read_options(given.options)
        _log(given.log_level or options.log_level, secrets_of(options))
        return _run(options, given.data or given.options.parent, Heartbeat(given.heartbeat), stop)
    except FallDetectError as error:
        sys.stderr.write(f"{error}\n")
        return USER_ERROR


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("falldetect-app", description="Watch cameras for falls and tell them over MQTT.")
    parser.add_argument("--options", type=Path, default=OPTIONS, help="JSON file of options, default %(default)s")
    parser.add_argument("--data", type=Path, help="folder of the app's memory, default beside the options")
    parser.add_argument("--heartbeat", type=Path, help="file to touch while all is well, for a health check")
    parser.add_argument("--log-level", choices=("debug", "info", "warning", "error"), help="instead of the option")
    return parser


def _log(level: str, secrets: Iterable[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(MaskingFormatter(PATTERN, secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _run(options: Options, data: Path, heartbeat: Heartbeat, stop: threading.Event) -> int:
    estimator = load(options.pose_model)
    broker = _broker(options, heartbeat, stop)
    if broker is None:
        return 0
    _log(logging.getLevelName(logging.root.level), secrets_of(options, broker))
    store = Store(data)
    service = Service(options, broker, store, estimator)
    service.start()
    _announce(options, store.installation_id)
    _LOGGER.info("Watching: %s", ", ".join(camera.name for camera in options.cameras))
    while not stop.wait(TICK_S):
        service.tick()
        if service.works:
            heartbeat.beat()
    _LOGGER.info("Stopping")
    service.stop()
    return 0


def _announce(options: Options, installation_id: str) -> None:
    """Let Supervisor tell Home Assistant of this app; without it, the announcement over MQTT does the same."""
    if token := os.environ.get("SUPERVISOR_TOKEN"):
        try:
            announce(token, announcement(options, installation_id))
        except SupervisorError as error:
            _LOGGER.warning("%s. It is announced over MQTT alone", error)


def _broker(options: Options, heartbeat: Heartbeat, stop: threading.Event) -> Broker | None:
    """Take the broker from the options, else from Supervisor as soon as it knows one; None when told to stop."""
    if options.mqtt.host:
        return Broker.of(options.mqtt)
    token = os.environ.get("SUPERVISOR_TOKEN")
    if not token:
        raise OptionsError("mqtt.host: is missing; give the broker's name or IP address")
    complaint = ""
    while not stop.is_set():
        heartbeat.beat()
        try:
            return ask_for_broker(token)
        except SupervisorError as error:
            if str(error) != complaint:
                _LOGGER.warning("%s. Asking again every %.0f s", error, ASK_AGAIN_S)
            complaint = str(error)
        stop.wait(ASK_AGAIN_S)
    return None


if __name__ == "__main__":
    sys.exit(main())
