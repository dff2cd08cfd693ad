"""Tests of `falldetect_app.mqtt`."""
