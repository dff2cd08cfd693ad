"""A wire between app and broker that can be cut or lead nowhere, and that is slow when it is told to."""

import socket
import threading
from contextlib import suppress


class Wire:
    """Passes bytes on from its own port to another one."""

    def __init__(self, target: int, *, delay_s: float = 0.0) -> None:
        self._target = target
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._delay = threading.Event()
        self._delay_s = delay_s
        self._open: list[socket.socket] = []
        self.connections = 0
        self.silent = threading.Event()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    near.close()
                    continue
                with self._lock:
                    self._open += [near, far]
                    self.connections += 1
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(4096):
                self._delay.wait(self._delay_s)
                if not self.silent.is_set():
                    other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Break all that is connected now."""
        with self._lock:
            broken, self._open = self._open, []
        for end in broken:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        self._delay.set()
        self._server.close()
        self.cut()
