"""A camera on loopback: rtsp_server.py PORT [USER PASSWORD].

The system's Python runs it, as only that one sees GStreamer's bindings.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

STREAM = (
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=25/1"
    " ! openh264enc gop-size=10 ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)


def main(port, *credentials):
    Gst.init(None)
    server = GstRtspServer.RTSPServer(service=port, address="127.0.0.1")
    factory = GstRtspServer.RTSPMediaFactory(launch=STREAM, shared=True)
    if credentials:
        guard(server, factory, *credentials)
    server.get_mount_points().add_factory("/live", factory)
    server.attach(None)
    print("ready", flush=True)  # noqa: T201
    GLib.MainLoop().run()


def guard(server, factory, user, password):
    """Let only this user in, by digest authentication."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_digest(user, password, token)
    server.set_auth(auth)
    access = Gst.Structure.new_empty("viewer")
    for right in ("media.factory.access", "media.factory.construct"):
        access.set_value(right, True)  # noqa: FBT003 - its signature
    factory.add_role_from_structure(access)


if __name__ == "__main__":
    main(*sys.argv[1:])
