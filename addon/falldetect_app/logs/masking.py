"""Keep credentials out of the log, whoever writes there."""

import logging
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from falldetect_app.mqtt.broker import Broker
from falldetect_app.settings.options import Options

SHORTEST = 3
"""Hiding a secret of one or two letters would hide the log."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_TELLTALE = re.compile(r"(?i)pass|pwd|token|key|secret|auth")


class MaskingFormatter(logging.Formatter):
    """Writes records with every secret replaced."""

    def __init__(self, pattern: str, secrets: Iterable[str]) -> None:
        """Hide `secrets`, as they are and as they stand in an address."""
        super().__init__(pattern)
        forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), unquote(secret))}
        longest_first = sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)
        self._secret = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Write a record's line as one line: what others sent can't look like further ones, nor steer a terminal."""
        return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        return self._secret.sub("***", super().format(record))


def secrets_of(options: Options, broker: Broker | None = None) -> Iterator[str]:
    """Name what nobody may read: passwords and tokens of cameras and broker."""
    for password in (broker and broker.password, options.mqtt.password and options.mqtt.password.get_secret_value()):
        if password:
            yield password
    for camera in options.cameras:
        yield from _address_secrets(camera.url.get_secret_value())


def _address_secrets(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.password:
        yield parts.password
    yield from (value for name, value in parse_qsl(parts.query) if _TELLTALE.search(name))
