"""Pictures at rest: encrypted with a key of this installation, which no backup holds."""

import logging
import os
import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from falldetect_core.errors import FallDetectError

_LOGGER = logging.getLogger(__name__)

FILE = "pictures.key"
KEY_BITS = 256
NONCE_BYTES = 12


class DecryptionError(FallDetectError):
    """A picture cannot be read: its key is another, or it was altered."""


class PictureCipher:
    """AES-256-GCM from any thread; the key is made when it is first needed, once for all rooms."""

    def __init__(self, folder: Path) -> None:
        """Keep the key in a folder."""
        self._file = folder / FILE
        self._lock = threading.Lock()

    def encrypt(self, name: str, data: bytes) -> bytes:
        """Encrypt data that belongs to `name`; raises OSError where no key can be kept."""
        nonce = os.urandom(NONCE_BYTES)
        with self._lock:
            key = self._key()
        return nonce + AESGCM(key).encrypt(nonce, data, name.encode())

    def decrypt(self, name: str, encrypted: bytes) -> bytes:
        """Decrypt; raises DecryptionError."""
        try:
            return AESGCM(self._file.read_bytes()).decrypt(
                encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], name.encode()
            )
        except (OSError, InvalidTag, ValueError):
            raise DecryptionError("this picture was kept with another key, which no backup holds") from None

    def _key(self) -> bytes:
        """Read the key; one that was cut off by a full disk or a power cut has opened nothing yet, and is made anew."""
        if self._file.exists():
            if len(key := self._file.read_bytes()) == KEY_BITS // 8:
                return key
            aside = self._file.replace(self._file.with_name(f"{FILE}.broken"))
            _LOGGER.warning("%s is no key of this version, and set aside: pictures that it closed stay closed", aside)
        made = AESGCM.generate_key(KEY_BITS)
        part = self._file.with_name(f"{FILE}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._file)
        return made
