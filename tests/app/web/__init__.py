"""Tests of `falldetect_app.web`."""
