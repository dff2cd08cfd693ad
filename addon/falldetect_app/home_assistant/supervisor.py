"""Supervisor's API: it knows the broker of Home Assistant's own MQTT app, and passes on that this app is there."""

import http.client
import json
from typing import Literal

from pydantic import BaseModel, ValidationError

from falldetect_app.contract.messages import Discovery
from falldetect_app.mqtt.broker import Broker
from falldetect_core.errors import FallDetectError

HOST = "supervisor"
TIMEOUT_S = 10.0
SERVICE = "falldetect"
"""The integration that Supervisor's discovery is for, as config.yaml says too."""


class SupervisorError(FallDetectError):
    """Supervisor knows no broker, or isn't there."""


class _Service(BaseModel):
    host: str
    port: int
    ssl: bool = False
    username: str | None = None
    password: str | None = None
    protocol: str = "3.1.1"


class _Result(BaseModel):
    result: Literal["ok"]


class _Answer(BaseModel):
    result: Literal["ok"]
    data: _Service


def ask_for_broker(token: str, host: str = HOST) -> Broker:
    """Ask where the broker is; raises SupervisorError that names the mend."""
    try:
        text = _ask(host, "GET", "/services/mqtt", token)
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


def announce(token: str, discovery: Discovery, host: str = HOST) -> None:
    """Let Home Assistant offer the integration; raises SupervisorError when Supervisor will not pass it on."""
    message = json.dumps({"service": SERVICE, "config": json.loads(discovery.payload())})
    try:
        answer = _ask(host, "POST", "/discovery", token, message)
    except (OSError, http.client.HTTPException) as error:
        raise SupervisorError(f"Supervisor does not answer ({error})") from None
    try:
        _Result.model_validate_json(answer)
    except ValidationError:
        raise SupervisorError(f"Supervisor will not tell Home Assistant of this app ({_message_of(answer)})") from None


def _ask(host: str, method: str, path: str, token: str, body: str | None = None) -> bytes:
    connection = http.client.HTTPConnection(host, timeout=TIMEOUT_S)
    try:
        connection.request(method, path, body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        return connection.getresponse().read()
    finally:
        connection.close()


def _message_of(text: bytes) -> str:
    try:
        return str(json.loads(text)["message"])[:200]
    except (ValueError, KeyError, TypeError):
        return "an answer that is not understood"


def _complaint(text: bytes) -> str:
    return f"Supervisor knows no MQTT broker ({_message_of(text)}): install the Mosquitto broker app, or set mqtt.host"
