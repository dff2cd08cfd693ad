"""Tests of `falldetect_app.storage`."""
