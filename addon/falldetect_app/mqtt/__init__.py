"""The way to the MQTT broker: connection, errors in words that name the mend, and one publisher for all threads."""
