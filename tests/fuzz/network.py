"""What cameras and recorders answer: each is understood, or told as an error; no address leads out of the network."""

import json
from contextlib import suppress
from urllib.parse import urlsplit

from falldetect_app.camera_search.onvif import _choose, cameras_in
from falldetect_app.camera_search.soap import OnvifDevice, OnvifError, parse, text

from .tape import Tape

SENDER = "192.168.1.5"
DEVICE = OnvifDevice(f"http://{SENDER}/", "viewer", "Geheim-42")
NAMES = ("Envelope", "XAddrs", "Scopes", "Profiles", "Width", "Uri", "XAddr", "Text", "d:Types")
WORDS = (
    "http://192.168.1.5/onvif http://[::1",
    "http://192.168.1.5:99999/onvif",
    "onvif://www.onvif.org/name/Front%20door onvif://www.onvif.org/hardware/X%zz",
    "640",
    "²",
    "rtsp://192.168.1.5/a@example.com/",
    "rtsp://u:p@example.com:70000/",
    "&a;",
    "<![CDATA[<]]>",
)
PROLOGUES = (
    b"",
    b"",
    b'<?xml version="1.0" encoding="gb2312"?>',
    b"<!DOCTYPE x [<!ENTITY a 'aa'>]>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
)


def tree(tape: Tape, depth: int = 4) -> str:
    """Make an element with attributes, words and others in it."""
    name = tape.pick(NAMES)
    inside = [tree(tape, depth - 1) if depth and tape.byte() % 2 else tape.pick(WORDS) for _ in range(tape.byte() % 4)]
    token = f' token="{tape.pick(("main", "&quot;", "²"))}"' if tape.byte() % 2 else ""
    return f"<{name}{token}>{''.join(inside)}</{name}>"


def once(data: bytes) -> None:
    tape = Tape(data)
    kind = tape.byte() % 8
    answer = tape.pick(PROLOGUES) + (tape.rest() if kind == 0 else tree(tape).encode())
    if kind == 1:
        answer = answer.decode(errors="replace").encode("utf-16")
    for found in cameras_in(answer, SENDER):
        assert urlsplit(found.service).hostname == SENDER
        json.dumps(found.name).encode()
    root = parse(answer)
    if root is not None:
        assert len(text(root, "Uri") or "") <= len(answer)
        with suppress(OnvifError):
            assert isinstance(_choose(root), str)
        with suppress(OnvifError):
            address = DEVICE.with_login(text(root, "Uri") or "")
            assert urlsplit(address).hostname in (SENDER, None)
