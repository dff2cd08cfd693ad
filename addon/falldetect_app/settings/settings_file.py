"""Where the settings live: the options file, and beside it what was set on the page.

Both have the format of `Options`. What the page has set holds, option by option; all others come from the options
file, which Supervisor writes. See docs/decisions/0008-settings.md.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from falldetect_app.settings.identities import Identities
from falldetect_app.settings.identity_file import IdentityFile
from falldetect_app.settings.kept_file import KeptFile, set_aside
from falldetect_app.settings.options import Options
from falldetect_app.settings.validation import OptionsError, UnreadableError, check_options, read_json, understood

_LOGGER = logging.getLogger(__name__)

FILE = "home.json"
PAGE_OPTIONS = (
    "cameras",
    "sensitivity",
    "learn",
    "confirmation_s",
    "long_lie_s",
    "person_down_s",
    "reminder_min",
    "inactivity_min",
    "privacy",
)
"""The options that the page may set; those that the app needs before there is a page are not among them."""
NOT_READ = "what was set on the page could not be read; {holds} holds until you look over the cameras there and save"


class SettingsFile:
    """The settings of the home, from both files."""

    def __init__(self, options: Path, folder: Path) -> None:
        """Read both files; raises OptionsError for the first, and sets the second aside where it isn't understood."""
        self._given = read_json(options)
        self._file = KeptFile(folder / FILE)
        check_options(self._given)
        self._identities = IdentityFile(folder)
        self.trouble = ""
        """That settings could not be read, and what holds instead; empty once something is saved."""
        self._overrides = self._read()
        self.options = self._checked(self._overrides)
        if self.identities.unread and not self.trouble:
            self.trouble = NOT_READ.format(holds="what was saved since, else the app's configuration")
        self._remember()

    @property
    def identities(self) -> Identities:
        """Who all rooms and cameras are, those that are gone too."""
        return self._identities.known

    @property
    def unread_rooms(self) -> frozenset[str]:
        """Rooms of settings that could not be read, until somebody has looked over the cameras."""
        here = {camera.room_id for camera in self.options.cameras}
        known = {room.id for room in self.identities.rooms if room.present} if self.trouble else set()
        return frozenset(known - here)

    @property
    def overrides(self) -> tuple[str, ...]:
        """Which options the page has set."""
        return tuple(self._overrides)

    @property
    def given(self) -> dict[str, Any]:
        """All that was set, as it was written, with its secrets."""
        return self._given | self._overrides

    def save(self, changes: Mapping[str, Any]) -> Options:
        """Set options and return all; raises OptionsError, which changes nothing."""
        foreign = sorted(set(changes) - set(PAGE_OPTIONS))
        if foreign:
            raise OptionsError(f"{foreign[0]}: is set in the app's configuration, not on the page")
        return self._keep(self._overrides | dict(changes), cameras="cameras" in changes)

    def reset(self, names: tuple[str, ...] = PAGE_OPTIONS) -> Options:
        """Let options come from the options file again."""
        kept = {name: value for name, value in self._overrides.items() if name not in names}
        return self._keep(kept, cameras="cameras" in names)

    def _keep(self, overrides: dict[str, Any], *, cameras: bool) -> Options:
        options = self._checked(overrides)
        try:
            self._file.write(overrides)
        except OSError as error:
            raise OptionsError(f"{self._file.file} cannot be written ({error.strerror}): check the disk") from None
        self._overrides, self.options = overrides, options
        if cameras or not self.unread_rooms:
            self.trouble = ""
        self._remember()
        return options

    def _remember(self) -> None:
        """Keep who is who; while rooms are unread, that they are there."""
        if self.unread_rooms:
            self._identities.keep(self.identities.model_copy(update={"unread": True}))
        else:
            self._identities.keep(self.identities.remember(self.options))

    def _checked(self, overrides: dict[str, Any]) -> Options:
        return check_options(self._given | overrides, self.identities)

    def _read(self) -> dict[str, Any]:
        """Read what was set, or what was set before that where it isn't understood: cameras stand nowhere else."""
        missed = False
        for file in self._file:
            try:
                overrides, left_out = self._understood(file)
            except OptionsError as error:
                missed = True
                _LOGGER.error("What was set on the page cannot be used: %s", error)  # noqa: TRY400
                if not isinstance(error, UnreadableError):
                    set_aside(file)
            else:
                if left_out:
                    _LOGGER.error("Of what was set on the page is not understood: %s", ", ".join(left_out))
                    set_aside(file, keep=True)
                holds = [*(["what was set before that"] if missed else []), *(f"all but {one}" for one in left_out)]
                self.trouble = NOT_READ.format(holds=" and ".join(holds)) if holds else ""
                return overrides
        self.trouble = NOT_READ.format(holds="the app's configuration") if missed else ""
        return {}

    def _understood(self, file: Path) -> tuple[dict[str, Any], list[str]]:
        """Return what can be used of a file, and where the rest stands; raises OptionsError."""
        given = read_json(file)
        overrides = {name: value for name, value in given.items() if name in PAGE_OPTIONS}
        overrides, left_out = understood(self._given, overrides)
        self._checked(overrides)
        return overrides, [*(name for name in given if name not in PAGE_OPTIONS), *left_out]
