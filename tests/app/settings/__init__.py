"""Tests of `falldetect_app.settings`."""
