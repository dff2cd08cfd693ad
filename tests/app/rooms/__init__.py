"""Tests of `falldetect_app.rooms`."""
