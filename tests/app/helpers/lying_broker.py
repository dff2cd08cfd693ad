"""A small broker on loopback that keeps to MQTT as far as a test lets it, which may change its mind as it runs."""

import json
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

CONNECT, PUBLISH, PUBACK, SUBSCRIBE, PING, DISCONNECT = 1, 3, 4, 8, 12, 14


@dataclass(frozen=True)
class Packet:
    """What a client sent."""

    kind: int
    flags: int
    body: bytes


@dataclass(frozen=True)
class Message:
    """A PUBLISH, and on which of the connections it came."""

    connection: int
    topic: str
    payload: bytes

    @property
    def data(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.payload)
        return loaded


class LyingBroker:
    """Lets everybody in, confirms what it hears, and delivers nothing, unless told otherwise."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.answers_connect = self.answers_subscribe = self.answers_ping = True
        self.confirms: Callable[[Message], bool] = lambda _: True
        self.reads = threading.Event()
        self.reads.set()
        self.protocols: tuple[int, ...] = (4, 5)
        self.refuses_by_hanging_up = False
        self.connack_properties = b""
        self.puback_code = 0
        self.grants = 1
        """What it answers to each subscription."""
        self.largest = 0
        """Longer packets end the connection without a word; 0 for any length."""
        self.heard: list[Message] = []
        self.asked: list[int] = []
        """Protocol versions of the CONNECTs."""
        self.most_unconfirmed = 0
        self.peers: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def options(self) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.port}

    def on(self, topic: str) -> list[Message]:
        return [message for message in self.heard if message.topic == topic]

    def send(self, topic: str, payload: bytes, properties: bytes = b"") -> None:
        """Deliver a message to the newest connection, in MQTT 5."""
        name = topic.encode()
        body = struct.pack(">H", len(name)) + name + b"\x00\x07" + bytes([len(properties)]) + properties + payload
        self.peers[-1].sendall(b"\x32" + _length(len(body)) + body)

    def cut(self) -> None:
        for peer in self.peers:
            with suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.reads.set()
        self._server.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._server.accept()
                self.peers.append(peer)
                threading.Thread(target=self._serve, args=(peer, len(self.peers)), daemon=True).start()

    def _serve(self, peer: socket.socket, number: int) -> None:
        version, unconfirmed = 4, 0
        with suppress(OSError, EOFError), peer, peer.makefile("rb") as stream:
            while True:
                self.reads.wait()
                packet = self._read(stream)
                if packet.kind == CONNECT:
                    version = packet.body[6]
                    self.asked.append(version)
                    if not self._let_in(peer, version):
                        return
                elif packet.kind == SUBSCRIBE and self.answers_subscribe:
                    peer.sendall(_suback(packet.body, version, self.grants))
                elif packet.kind == PING and self.answers_ping:
                    peer.sendall(b"\xd0\x00")
                elif packet.kind == PUBLISH:
                    mid, message = _publish(packet.body, version, number)
                    self.heard.append(message)
                    unconfirmed += 1
                    self.most_unconfirmed = max(self.most_unconfirmed, unconfirmed)
                    if self.confirms(message):
                        unconfirmed -= 1
                        peer.sendall(_puback(mid, self.puback_code))
                elif packet.kind == DISCONNECT:
                    return

    def _read(self, stream: Any) -> Packet:
        head = _exactly(stream, 1)[0]
        length, shift = 0, 0
        while True:
            digit = _exactly(stream, 1)[0]
            length |= (digit & 127) << shift
            shift += 7
            if not digit & 128:
                break
        if self.largest and length > self.largest:
            raise EOFError
        return Packet(head >> 4, head & 15, _exactly(stream, length))

    def _let_in(self, peer: socket.socket, version: int) -> bool:
        if version not in self.protocols:
            if not self.refuses_by_hanging_up:
                peer.sendall(b"\x20\x03\x00\x84\x00" if version == 5 else b"\x20\x02\x00\x01")
            return False
        if self.answers_connect:
            properties = bytes([len(self.connack_properties)]) + self.connack_properties
            body = b"\x00\x00" + (properties if version == 5 else b"")
            peer.sendall(b"\x20" + _length(len(body)) + body)
        return True


def _exactly(stream: Any, length: int) -> bytes:
    data: bytes = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _length(number: int) -> bytes:
    made = b""
    while True:
        number, digit = number >> 7, number & 127
        made += bytes([digit | (128 if number else 0)])
        if not number:
            return made


def _suback(body: bytes, version: int, grants: int) -> bytes:
    rest = body[3 + body[2] :] if version == 5 else body[2:]
    count = 0
    while rest:
        rest = rest[3 + struct.unpack(">H", rest[:2])[0] :]
        count += 1
    answer = body[:2] + (b"\x00" if version == 5 else b"") + bytes([grants]) * count
    return b"\x90" + _length(len(answer)) + answer


def _publish(body: bytes, version: int, connection: int) -> tuple[bytes, Message]:
    end = 2 + struct.unpack(">H", body[:2])[0]
    topic, mid, rest = body[2:end].decode(), body[end : end + 2], body[end + 2 :]
    return mid, Message(connection, topic, rest[1 + rest[0] :] if version == 5 else rest)


def _puback(mid: bytes, code: int) -> bytes:
    return b"\x40\x02" + mid if code == 0 else b"\x40\x03" + mid + bytes([code])
