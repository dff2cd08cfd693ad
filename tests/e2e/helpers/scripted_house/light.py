"""A lamp."""

from homeassistant.components.light import ColorMode, LightEntity


async def async_setup_entry(_hass, _entry, async_add_entities):
    async_add_entities([Lamp()])


class Lamp(LightEntity):
    _attr_name = "Hall"
    _attr_unique_id = "hall"
    _attr_should_poll = False
    _attr_is_on = False
    _attr_color_mode = ColorMode.BRIGHTNESS
    _attr_supported_color_modes = frozenset({ColorMode.BRIGHTNESS})

    async def async_turn_on(self, brightness=255, **_kwargs):
        self._attr_is_on, self._attr_brightness = True, brightness
        self.async_write_ha_state()

    async def async_turn_off(self, **_kwargs):
        self._attr_is_on = False
        self.async_write_ha_state()
