"""Finding cameras: ONVIF on the own network, Frigate and go2rtc."""
