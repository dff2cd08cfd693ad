"""Tests of `falldetect_app.camera_search`."""
