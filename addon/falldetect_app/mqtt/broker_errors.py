"""What is wrong with the broker, in words that name the mend."""

import socket
import ssl


def describe_refusal(code: str) -> str:
    """Say why a broker that answers does not let the app in."""
    if code in ("Not authorized", "Bad user name or password"):
        return "refuses user name or password; set mqtt.username and mqtt.password"
    if code == "Unsupported protocol version":
        return 'does not speak MQTT 5; set mqtt.protocol to "3.1.1"'
    return f"refuses the connection ({code.lower()})"


def describe_not_a_broker(reason: str) -> str:
    """Say that whoever takes the connection neither lets the app in nor refuses it."""
    return f"does not answer as a broker does ({reason}); check mqtt.host, mqtt.port, mqtt.tls and mqtt.protocol"


def describe_failure(error: BaseException | None) -> str:
    """Say why a broker cannot be reached."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"shows a certificate that is not trusted ({error.verify_message}); check mqtt.ca_file and mqtt.host"
        case ssl.SSLError():
            return "does not speak TLS there; check mqtt.port and mqtt.tls"
        case ConnectionRefusedError():
            return "is not there (connection refused); start it, or check mqtt.port"
        case socket.gaierror():
            return "cannot be found; check mqtt.host"
        case TimeoutError():
            return "does not answer; check mqtt.host and the network"
    return f"cannot be reached ({error})"
