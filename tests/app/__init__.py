"""Tests of the app; they need mosquitto and openssl, and no Home Assistant."""
