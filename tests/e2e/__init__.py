"""Everything real, on loopback: camera, broker, app, Home Assistant and browser."""
