"""What goes over MQTT, as docs/mqtt.md says: topics, messages, commands, and the words of reasons."""
