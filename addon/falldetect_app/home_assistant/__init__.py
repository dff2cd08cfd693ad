"""What is for Home Assistant alone: Supervisor, its MQTT discovery, and the announcement to the integration."""
