"""Whose a site is: two apps that publish on the same topics would take each other's rooms away.

The app that was installed first has the site. Whoever connects says hello, which comes back behind what the broker
keeps of the site: where that is of an older installation, nothing is published, unless that one gives no sign of life.
The owner contradicts whoever publishes on its site all the same.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import AwareDatetime, BaseModel, ValidationError

from falldetect_app.mqtt.presence import ONLINE, SAY_S

_LOGGER = logging.getLogger(__name__)

HELLO_S = 1.0
"""A broker that brings no hello back is waited for this long."""
SIGN_S = SAY_S + 5.0
"""Who lives has said so within this time..."""
GIVEN_UP_S = 300.0
"""...and who was heard, but is silent for so long, has left the site."""
HELLO_EVERY_S = 30.0
"""Who waits says hello this often."""
CONTRADICT_S = 5.0
"""Whose the site is is told anew at most this often: another may be as obstinate."""
REMEMBERED_S = 3 * HELLO_EVERY_S
"""The owner tells of another app for so long after it was heard."""

LATEST = datetime.max.replace(tzinfo=UTC)


class _Heard(BaseModel):
    """What is needed of another app's words; older ones don't say when they were installed."""

    installation_id: str
    name: str = ""
    installed_at: AwareDatetime = LATEST


@dataclass(frozen=True, slots=True, order=True)
class Claimant:
    """An app that would have the site; the smallest has it."""

    installed_at: datetime
    installation_id: str
    name: str = field(compare=False)


class SiteGuard:
    """Follows whose the site is; `begin` is called when this app may publish all, `end` when it may not any more."""

    def __init__(
        self,
        site: str,
        own: Claimant,
        *,
        say_hello: Callable[[], None],
        begin: Callable[[], None],
        end: Callable[[], None],
    ) -> None:
        """Start with a site that is nobody's."""
        self.ours = False
        """Whether this app has the site."""
        self._site, self._own = site, own
        self._say_hello, self._begin, self._end = say_hello, begin, end
        self._other: Claimant | None = None
        self._connected_s: float | None = None
        self._other_s: float | None = None
        """When the other was last heard; None while there was no sign of it."""
        self._said_s = 0.0
        """When this app last said hello, or told all."""
        self._contradicts = False
        self._logged = ""

    @property
    def taken(self) -> bool:
        """Whether another app has the site, as far as is known."""
        return not self.ours and self._other is not None

    @property
    def problem(self) -> str:
        """What is wrong, and what to do, empty while the site is this app's alone."""
        if self._other is None or (self.ours and self._other_s is None):
            return ""
        who = f"Another Fall detection app, “{self._other.name}” ({self._other.installation_id[:8]}),"
        if self.ours:
            return f"{who} wants the site “{self._site}” too and isn't heard: give it another `site`"
        return (
            f"{who} has the site “{self._site}” on this broker, so this one isn't heard: give this one another `site`"
        )

    def on_connected(self, now_s: float) -> None:
        """Go on, or ask whose the site is."""
        self._connected_s = self._said_s = now_s
        if self.ours:
            self._begin()
            return
        self._other_s = None if self._other_s is None else now_s
        self._say_hello()

    def on_disconnected(self) -> None:
        """Hear of nobody any more."""
        self._connected_s = None

    def on_hello(self, payload: bytes, now_s: float) -> None:
        """Take a hello: this app's own comes behind what the broker has kept."""
        other = self._other_in(payload)
        if other is None:
            return
        if other.installation_id != self._own.installation_id:
            if self.ours:
                self._contradict(other, now_s)
        elif self._other is None:
            self._take()

    def on_info(self, payload: bytes, now_s: float, *, retained: bool) -> None:
        """Take what an app says of itself on this site."""
        other = self._other_in(payload)
        if other is not None and other.installation_id == self._own.installation_id:
            if not self.ours:
                self._other = None
                self._take()
        elif self.ours and (other is None or self._own < other):
            self._contradict(other, now_s)
        elif other is not None:
            self._other, self._other_s = other, self._other_s if retained else now_s
            if self._own < other:
                self._take()
            elif self.ours and not retained:
                self.ours = False
                self._end()

    def on_status(self, payload: bytes, now_s: float, *, retained: bool) -> None:
        """Take a sign of life of whoever has the site."""
        if not (self.ours or retained) and self._other is not None and payload == ONLINE.encode():
            self._other_s = now_s

    def tick(self, now_s: float) -> None:
        """Take a site whose owner is gone, and forget who came by; call it often."""
        if (problem := self.problem) != self._logged:
            self._logged = problem
            _LOGGER.warning("%s", problem or f"The site “{self._site}” is this app's alone")
        if self.ours:
            if self._contradicts and now_s - self._said_s > CONTRADICT_S:
                self._said_s, self._contradicts = now_s, False
                self._begin()
            if self._other_s is not None and now_s - self._other_s > REMEMBERED_S:
                self._other, self._other_s = None, None
        elif self._connected_s is not None:
            if self._other is None:
                left = now_s - self._connected_s > HELLO_S
            elif self._other_s is None:
                left = now_s - self._connected_s > SIGN_S
            else:
                left = now_s - self._other_s > GIVEN_UP_S
            if left:
                self._take()
            elif now_s - self._said_s > HELLO_EVERY_S:
                self._said_s = now_s
                self._say_hello()

    def _take(self) -> None:
        if not self.ours:
            self.ours, self._other_s = True, None
            self._begin()

    def _contradict(self, other: Claimant | None, now_s: float) -> None:
        """Tell all anew soon, as somebody may have taken it back, and remember whom to tell of."""
        self._contradicts = True
        if other is not None:
            self._other, self._other_s = other, now_s

    @staticmethod
    def _other_in(payload: bytes) -> Claimant | None:
        """Read who speaks; None for nobody."""
        try:
            heard = _Heard.model_validate_json(payload)
        except ValidationError:
            return None
        return Claimant(heard.installed_at, heard.installation_id, heard.name)
