"""Keeps who the rooms and cameras are, beside the settings: options that Supervisor writes have no place for it."""

import logging
from pathlib import Path

from pydantic_core import from_json

from falldetect_app.settings.identities import Identities
from falldetect_app.settings.kept_file import KeptFile, set_aside
from falldetect_app.tolerance import read_tolerantly

_LOGGER = logging.getLogger(__name__)

FILE = "identities.json"
INSTALLATION = "installation_id"
"""What lies in the folder of every installation, those from before there were identities too."""


class IdentityFile:
    """The identities that are known, on disk as far as it can be written."""

    def __init__(self, folder: Path) -> None:
        """Read them; an installation without any goes on with the ids that it had, made from names alone."""
        self._file = KeptFile(folder / FILE)
        self.known = self._read() or Identities(by_slug=(folder / INSTALLATION).exists())

    def keep(self, known: Identities) -> None:
        """Keep what is known from now on."""
        if known == self.known:
            return
        self.known = known
        try:
            self._file.write(known.model_dump(mode="json"))
        except OSError as error:
            _LOGGER.warning(
                "%s cannot be written (%s): a room that is renamed later will be another to Home Assistant",
                self._file.file,
                error.strerror,
            )

    def _read(self) -> Identities | None:
        for file in self._file:
            try:
                known, _, left_out = read_tolerantly(Identities.model_validate, from_json(file.read_bytes()))
            except (OSError, ValueError) as error:
                _LOGGER.warning("%s cannot be read: rooms are known by what was kept before, or by their names", file)
                if not isinstance(error, OSError):
                    set_aside(file)
                continue
            if left_out:
                _LOGGER.warning("Of %s is not understood, as if of a newer version: %s", file, ", ".join(left_out))
                set_aside(file, keep=True)
            return known
        return None
