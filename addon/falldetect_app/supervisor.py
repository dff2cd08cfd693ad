"""Supervisor's services API: it knows the broker when Home Assistant's own MQTT app runs."""

import http.client
import json
from typing import Literal

from pydantic import BaseModel, ValidationError

from falldetect_app.broker import Broker
from falldetect_core.errors import FallDetectError

HOST = "supervisor"
TIMEOUT_S = 10.0


class SupervisorError(FallDetectError):
    """Supervisor knows no broker, or isn't there."""


class _Service(BaseModel):
    host: str
    port: int
    ssl: bool = False
    username: str | None = None
    password: str | None = None
    protocol: str = "3.1.1"


class _Answer(BaseModel):
    result: Literal["ok"]
    data: _Service


def ask_for_broker(token: str, host: str = HOST) -> Broker:
    """Ask where the broker is; raises SupervisorError that names the mend."""
    try:
        text = _get(host, "/services/mqtt", token)
    except (OSError, http.client.HTTPException) as error:
        raise SupervisorError(f"Supervisor does not answer ({error})") from None
    try:
        service = _Answer.model_validate_json(text).data
    except ValidationError:
        raise SupervisorError(_complaint(text)) from None
    return Broker(
        host=service.host,
        port=service.port,
        username=service.username,
        password=service.password,
        tls=service.ssl,
        protocol="5" if service.protocol.startswith("5") else "3.1.1",
    )


def _get(host: str, path: str, token: str) -> bytes:
    connection = http.client.HTTPConnection(host, timeout=TIMEOUT_S)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().read()
    finally:
        connection.close()


def _complaint(text: bytes) -> str:
    try:
        said = str(json.loads(text)["message"])[:200]
    except (ValueError, KeyError, TypeError):
        said = "an answer that is not understood"
    return f"Supervisor knows no MQTT broker ({said}): install the Mosquitto broker app, or set mqtt.host"
