"""The app: runs the cameras of a home through the core and tells the outcome over MQTT."""
