"""What waits for the broker, and what becomes of it when a connection is lost."""

from falldetect_app.mqtt.send_queue import Lane, PublishRequest, SendQueue


def picture(payload: bytes = b"a") -> PublishRequest:
    return PublishRequest("snapshot", payload, lane=Lane.PICTURE)


def send(outgoing: SendQueue) -> list[bytes]:
    """Send what may be sent; returns the payloads."""
    requests = list(outgoing.ready(10, large=True))
    for mid, request in enumerate(requests):
        outgoing.sent(mid, request)
    return [request.payload for request in requests]


def test_a_newer_picture_has_the_tries_of_the_one_whose_place_it_takes() -> None:
    outgoing = SendQueue()
    outgoing.put(picture(b"suspected"))
    assert send(outgoing) == [b"suspected"]
    outgoing.put(picture(b"fall"))
    assert outgoing.lose() == []
    assert send(outgoing) == [b"fall"]
    assert [one.payload for one in outgoing.lose()] == [b"fall"]
    assert send(outgoing) == []


def test_a_picture_that_went_through_leaves_no_tries_behind() -> None:
    outgoing = SendQueue()
    outgoing.put(picture())
    send(outgoing)
    outgoing.lose()
    send(outgoing)
    outgoing.confirmed(0)
    outgoing.put(picture())
    send(outgoing)
    assert outgoing.lose() == []
