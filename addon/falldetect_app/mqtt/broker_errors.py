"""What is wrong with the broker, in words that name the mend."""

import socket
import ssl

NO_SUBSCRIPTION = "lets the app in and does not answer its subscription; start it anew"
NO_CONFIRMATION = "takes messages and confirms none; start it anew, and look at its log"
MAY_NOT_READ = "does not let the app read its topics; check the user's rights (ACL)"
TAKEN_OVER = (
    "gave the connection to another program of the same name: does a second app run on a copy of this one's data?"
)


def describe_refusal(code: str, protocol: str) -> str:
    """Say why a broker that answers does not let the app in."""
    if code in ("Not authorized", "Bad user name or password"):
        return "refuses user name or password; set mqtt.username and mqtt.password"
    if code == "Unsupported protocol version":
        return f"does not speak MQTT {protocol}; leave mqtt.protocol out, and the app finds what it speaks"
    return f"refuses the connection ({code.lower()})"


def describe_not_a_broker(reason: str) -> str:
    """Say that whoever takes the connection neither lets the app in nor refuses it."""
    return f"does not answer as a broker does ({reason}); check mqtt.host, mqtt.port, mqtt.tls and mqtt.protocol"


def describe_too_long(length: int, most: int) -> str:
    """Say that a message is longer than what the broker takes."""
    return f"takes {most} bytes at most and this is {length}; raise its largest packet or message size"


def describe_failure(error: BaseException) -> str:
    """Say why a broker cannot be reached."""
    match error:
        case ssl.SSLCertVerificationError():
            said = f"shows a certificate that is not trusted ({error.verify_message}); check mqtt.ca_file and mqtt.host"
        case ssl.SSLError():
            said = "does not speak TLS there; check mqtt.port and mqtt.tls"
        case ConnectionRefusedError():
            said = "is not there (connection refused); start it, or check mqtt.port"
        case socket.gaierror() | UnicodeError():
            said = "cannot be found; check mqtt.host"
        case TimeoutError():
            said = "does not answer; check mqtt.host and the network"
        case OSError():
            said = f"cannot be reached ({error})"
        case _:
            said = f"says what MQTT does not know ({type(error).__name__}: {error}); report it, and which broker it is"
    return said
