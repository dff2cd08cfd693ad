"""The app's page: a server for Home Assistant's ingress alone, and what it answers."""

from falldetect_app.web.guard import WEB_PORT, PageAccess
from falldetect_app.web.server import WebServer

__all__ = ["WEB_PORT", "PageAccess", "WebServer"]
