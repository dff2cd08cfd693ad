"""Images: the picture of a room's newest incident."""

from datetime import datetime
from typing import override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Feature
from .entity import RoomEntity, async_follow_rooms
from .hub import FalldetectConfigEntry, FalldetectHub
from .models import Snapshot

PARALLEL_UPDATES = 0

SNAPSHOT = ImageEntityDescription(key="snapshot", translation_key="snapshot")


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the picture of each room, if the app takes pictures."""
    hub = entry.runtime_data
    if Feature.SNAPSHOT in hub.info.features:
        async_follow_rooms(entry, async_add_entities, lambda room_id: (SnapshotImage(hub, room_id),))


class SnapshotImage(RoomEntity, ImageEntity):
    """The picture of the newest incident, as the app's privacy setting allows it."""

    def __init__(self, hub: FalldetectHub, room_id: str) -> None:
        """Belong to the room."""
        RoomEntity.__init__(self, hub, SNAPSHOT, room_id)
        ImageEntity.__init__(self, hub.hass)

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the pictures of the room."""
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.listen_snapshot(self.room_id, self._on_news))

    @property
    def _snapshot(self) -> Snapshot | None:
        """Return the picture, if there is one."""
        return self.hub.snapshots.get(self.room_id)

    @property
    @override
    def image_last_updated(self) -> datetime | None:
        """Return when the picture came."""
        return self._snapshot.received if self._snapshot else None

    @property
    @override
    def entity_picture(self) -> str | None:
        """Return where the picture is, so that an icon is shown while there is none."""
        return super().entity_picture if self._snapshot else None

    @override
    async def async_image(self) -> bytes | None:
        """Return the picture."""
        return self._snapshot.content if self._snapshot else None
