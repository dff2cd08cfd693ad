"""The memory of the app: what it keeps over a restart, and how it goes on when the disk fails."""

import contextlib
import json
import logging
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.contract.commands import History
from falldetect_app.incidents.history import answer_history
from falldetect_app.storage import store as module
from falldetect_app.storage.database import Database
from falldetect_app.storage.store import FILE, OutboxEntry, RoomMemory, Store
from hypothesis import given, settings
from hypothesis import strategies as st

from falldetect_core.kinds import Direction, Event, Kind
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Incident
from falldetect_core.settings import Sensitivity

INCIDENT = Incident(
    "abc",
    "hall",
    "window",
    3,
    Event.FALL,
    100.25,
    102.5,
    Kind.SLIP,
    Direction.LEFT,
    0.9,
    {Kind.SLIP: 1.0},
    (Reason.of(ReasonCode.TILTED, n=82.0), Reason(ReasonCode.VANISHED)),
    steps=2,
)
ENTRY = OutboxEntry("abc.2", "falldetect/home/room/hall/event", "{}")


@pytest.fixture(autouse=True)
def close_all(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every database that a test leaves open."""
    opened: list[Database] = []
    begin = Database.__init__

    def remember(database: Database, file: Path) -> None:
        begin(database, file)
        opened.append(database)

    monkeypatch.setattr(Database, "__init__", remember)
    yield
    for database in opened:
        database.close()


def fill(store: Store) -> None:
    store.save("hall", RoomMemory(monitoring=False, resume_s=9.5, sensitivity=Sensitivity.HIGH), [INCIDENT], [ENTRY])
    store.add_retained_topic("a/b")


def check(store: Store) -> None:
    assert store.incidents("hall") == [INCIDENT]
    assert store.room("hall") == RoomMemory(monitoring=False, resume_s=9.5, sensitivity=Sensitivity.HIGH)
    assert store.outbox() == [ENTRY]
    assert store.retained_topics() == {"a/b"}


def test_a_restart_finds_everything_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fill(store)
    store.close()
    again = Store(tmp_path)
    check(again)
    assert again.installation_id == store.installation_id


OF_0_1 = """{"id":"abc","room":"hall","camera":"window","track":3,"state":"fall","onset_s":100.25,"since_s":102.5,
"kind":"slip","direction":"left","confidence":0.9,"kinds":{"slip":1.0},"reasons":["trunk 82° from the vertical",
"lost from sight while coming down"],"test":false,"steps":2,"directions":{},"before":{},"after":"unknown","quiet":null}
"""


@pytest.mark.parametrize(
    "unknown", [{"onset_s": math.nan}, {"confidence": math.nan}, {"kinds": {Kind.TRIP: math.inf, Kind.SLIP: 0.5}}]
)
def test_a_number_that_is_none_costs_no_open_incident(tmp_path: Path, unknown: dict[str, Any]) -> None:
    store = Store(tmp_path)
    store.save("hall", RoomMemory(), [replace(INCIDENT, **unknown)], [])
    store.close()
    again = Store(tmp_path)
    (kept,) = again.incidents("hall")
    assert (kept.id, kept.state) == (INCIDENT.id, INCIDENT.state)
    assert math.isfinite(kept.onset_s)
    assert math.isfinite(kept.confidence)
    assert all(map(math.isfinite, kept.kinds.values()))


def test_what_was_open_in_version_0_1_which_kept_reasons_as_sentences_stays_open(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fill(store)
    store.close()
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as state, state:
        state.execute("UPDATE incidents SET incident = ?", (OF_0_1,))
    (incident,) = Store(tmp_path).incidents("hall")
    sentences = ("trunk 82° from the vertical", "lost from sight while coming down")
    assert tuple(map(str, incident.reasons)) == sentences
    assert {reason.code for reason in incident.reasons} == {ReasonCode.OTHER}
    assert replace(incident, reasons=()) == replace(INCIDENT, reasons=())


def event_at(number: int) -> OutboxEntry:
    return OutboxEntry(
        f"abc.{number}", "topic", json.dumps({"number": number, "time": f"2026-11-22T03:{number:02}:00.000Z"})
    )


def test_the_past_is_kept_when_it_has_been_delivered(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save("hall", RoomMemory(), [], [event_at(1), event_at(2), event_at(3)])
    store.save("kitchen", RoomMemory(), [], [event_at(4)])
    store.mark_delivered("abc.1")
    found = store.history("hall", "2026-11-22T03:01:00.000Z", "2026-11-22T03:02:30.000Z", 10)
    assert [json.loads(payload)["number"] for payload in found] == [1, 2]
    assert store.history("hall", "", "3", 1) == [event_at(3).payload]


def test_the_past_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_HISTORY", 3)
    store = Store(tmp_path)
    for number in range(6):
        store.save("hall", RoomMemory(), [], [event_at(number)])
    assert store.history("hall", "", "3", 10) == [event_at(number).payload for number in (3, 4, 5)]


def test_an_event_of_the_past_that_is_not_understood_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path)
    store.save("hall", RoomMemory(), [], [event_at(1)])
    answer = json.loads(answer_history(store, "hall", History(command="history", request="all")))
    assert answer == {"schema": 1, "room": "hall", "request": "all", "events": [], "truncated": False}
    assert "An event of the past is not understood" in caplog.text


def test_rooms_are_apart(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fill(store)
    store.save("kitchen", RoomMemory(), [replace(INCIDENT, id="def")], [])
    assert [incident.id for incident in store.incidents("kitchen")] == ["def"]
    store.save("kitchen", RoomMemory(), [], [])
    assert store.incidents("kitchen") == []
    check(store)


@pytest.mark.parametrize("incident", ["{}", "cut off", "[]", '{"reasons": [1]}'])
def test_what_a_later_version_wrote_is_forgotten_not_fatal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, incident: str
) -> None:
    store = Store(tmp_path)
    fill(store)
    store.database.write([("UPDATE incidents SET incident = ?", (incident,)), ("UPDATE rooms SET settings = 'x'", ())])
    assert (store.incidents("hall"), store.room("hall")) == ([], RoomMemory())
    assert len(caplog.records) == 2


LATER = """
PRAGMA user_version = 99;
CREATE TABLE wearables (id TEXT PRIMARY KEY);
INSERT INTO wearables VALUES ('watch');
ALTER TABLE incidents ADD COLUMN urgency INTEGER NOT NULL DEFAULT 3;
ALTER TABLE outbox RENAME COLUMN id TO event;
DROP TABLE taken_back;
UPDATE incidents SET incident = json_set(incident, '$.kind', 'faint', '$.kinds', json('{"faint": 0.7, "slip": 0.3}'),
    '$.reasons', json('[{"code": "pulse", "figures": {}}, {"code": "vanished", "figures": {}}]'), '$.pulse', 40);
UPDATE rooms SET settings = json_set(settings, '$.sensitivity', 'own', '$.night', json('{"from": 22}'));
"""


def write_as_a_later_version(folder: Path) -> list[str]:
    """Let a newer version of the app write the state, and be cut off before its journal is in the file."""
    store = Store(folder)
    fill(store)
    store.close()
    script = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1]);"
        "db.executescript(sys.argv[2]); db.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(folder / FILE), LATER], check=True)  # noqa: S603
    assert (folder / f"{FILE}-wal").stat().st_size
    return dump(folder / FILE)


def dump(file: Path) -> list[str]:
    """Read all of a database; reading the file itself would bring its journal into it."""
    with tempfile.TemporaryDirectory() as folder:
        for part in file.parent.glob(f"{file.name}*"):
            shutil.copy(part, folder)
        db = sqlite3.connect(Path(folder) / file.name)
        with contextlib.closing(db):
            return [*map(str, db.execute("PRAGMA user_version")), *db.iterdump()]


def check_what_is_understood(store: Store) -> None:
    (incident,) = store.incidents("hall")
    understood = {"kind": Kind.UNKNOWN, "kinds": {Kind.SLIP: 0.3}, "reasons": (Reason(ReasonCode.VANISHED),)}
    assert incident == replace(INCIDENT, **understood)
    assert store.room("hall") == RoomMemory(monitoring=False, resume_s=9.5)
    assert store.retained_topics() == {"a/b"}


def test_what_a_newer_version_wrote_goes_on_as_far_as_it_is_understood_and_is_kept_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    written = write_as_a_later_version(tmp_path)
    store = Store(tmp_path)
    check_what_is_understood(store)
    (aside,) = tmp_path.glob("state.db.newer-*")
    assert dump(aside) == written
    assert store.durable
    assert aside.name in store.newer
    assert aside.name in caplog.text
    store.save("kitchen", RoomMemory(), [replace(INCIDENT, id="def", room="kitchen")], [])
    store.close()
    again = Store(tmp_path)
    check_what_is_understood(again)
    assert [incident.id for incident in again.incidents("kitchen")] == ["def"]
    assert not again.newer
    assert dump(aside) == written
    again.archive.forget_everything()
    assert not list(tmp_path.glob("state.db.newer-*"))


def test_what_a_newer_version_wrote_is_left_where_nothing_can_be_written(
    as_nobody: Path, caplog: pytest.LogCaptureFixture
) -> None:
    written = write_as_a_later_version(as_nobody)
    become_nobody(as_nobody)
    store = Store(as_nobody)
    check_what_is_understood(store)
    assert not store.durable
    store.close()
    os.seteuid(os.getuid())
    assert dump(as_nobody / FILE) == written
    assert "check the disk" in caplog.text


def test_what_a_newer_version_wrote_is_taken_over_when_the_disk_comes_back(as_nobody: Path) -> None:
    written = write_as_a_later_version(as_nobody)
    become_nobody(as_nobody)
    store = Store(as_nobody)
    os.seteuid(os.getuid())
    as_nobody.chmod(0o755)
    store.save("kitchen", RoomMemory(), [replace(INCIDENT, id="def", room="kitchen")], [])
    store.database.next_probe_s = 0.0
    store.probe()
    assert store.durable
    (aside,) = as_nobody.glob("state.db.newer-*")
    assert dump(aside) == written
    store.close()
    again = Store(as_nobody)
    check_what_is_understood(again)
    assert [incident.id for incident in again.incidents("kitchen")] == ["def"]


def test_a_state_that_is_not_known_is_taken_for_a_fall(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fill(store)
    store.database.write([("UPDATE incidents SET incident = json_set(incident, '$.state', 'unconscious')", ())])
    assert [incident.state for incident in store.incidents("hall")] == [Event.FALL]


def test_a_row_that_is_not_understood_costs_no_other(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save("hall", RoomMemory(), [], [OutboxEntry("abc.0", "topic", "cut o"), event_at(1)])
    assert [json.loads(payload)["number"] for payload in store.history("hall", "", "3", 10)] == [1]
    store.database.write([("INSERT INTO feedback VALUES ('abc', 'unsure', '')", ())])
    store.archive.incidents(10)
    assert store.durable


def test_an_event_is_stored_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fill(store)
    fill(store)
    assert store.outbox() == [ENTRY]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pdr"), st.integers(0, 9)), max_size=30))
def test_the_outbox_holds_what_was_put_and_not_delivered_in_order(steps: list[tuple[str, int]]) -> None:
    """p puts an event, d delivers one, r restarts."""
    with tempfile.TemporaryDirectory() as folder:
        store, waiting = Store(Path(folder)), list[str]()
        for step, number in steps:
            event = f"i.{number}"
            if step == "p":
                store.save("hall", RoomMemory(), [], [OutboxEntry(event, "t", "{}")])
                waiting += [event] if event not in waiting else []
            elif step == "d":
                store.mark_delivered(event)
                waiting = [other for other in waiting if other != event]
            else:
                store.close()
                store = Store(Path(folder))
            assert [entry.id for entry in store.outbox()] == waiting
        store.close()


def test_the_outbox_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_OUTBOX", 3)
    store = Store(tmp_path)
    for number in range(5):
        store.save("hall", RoomMemory(), [], [OutboxEntry(f"i.{number}", "t", "{}")])
    assert [entry.id for entry in store.outbox()] == ["i.2", "i.3", "i.4"]


@pytest.mark.parametrize("damage", ["text", "truncated", "holes"])
def test_a_corrupt_file_is_moved_aside(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path)
    for number in range(300):
        store.save(
            "hall", RoomMemory(), [replace(INCIDENT, id=f"{number}")], [OutboxEntry(f"{number}.1", "t", "x" * 200)]
        )
    store.close()
    file = tmp_path / FILE
    content = file.read_bytes()
    damaged = {"text": b"not a database at all " * 50, "truncated": content[: len(content) // 2]}
    file.write_bytes(damaged.get(damage, content[:5000] + b"\xff" * 20000 + content[25000:]))
    again = Store(tmp_path)
    fill(again)
    check(again)
    assert again.installation_id == store.installation_id
    assert len(list(tmp_path.glob("state.db.corrupt-*"))) == 1
    assert "is corrupt" in caplog.text


def test_a_corrupt_file_that_cannot_be_moved_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all " * 50)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    store = Store(tmp_path)
    fill(store)
    check(store)
    assert "detection goes on" in caplog.text


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """Run as a user who may not write, also where the tests run as root; yields a folder that all may read."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    if os.geteuid() != os.getuid():
        os.seteuid(os.getuid())
    folder.chmod(0o755)
    shutil.rmtree(folder)


def become_nobody(folder: Path) -> None:
    folder.chmod(0o555)
    if os.getuid() == 0:
        os.seteuid(65534)


def test_a_read_only_disk_is_read_and_then_kept_in_memory(as_nobody: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(as_nobody)
    fill(store)
    store.close()
    become_nobody(as_nobody)
    again = Store(as_nobody)
    check(again)
    again.mark_delivered(ENTRY.id)
    assert again.outbox() == []
    assert again.installation_id == store.installation_id
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "check the disk" in caplog.text


def test_an_empty_read_only_disk_is_gone_without(as_nobody: Path, caplog: pytest.LogCaptureFixture) -> None:
    become_nobody(as_nobody)
    store = Store(as_nobody / "deeper")
    fill(store)
    check(store)
    assert "look like another home" in caplog.text


def test_a_full_disk_is_gone_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path)
    fill(store)
    (pages,) = store.database.read("PRAGMA page_count")[0]
    store.database.read(f"PRAGMA max_page_count={pages}")
    entries = [OutboxEntry(f"{number}.1", "t", "x" * 1000) for number in range(100)]
    store.save("hall", store.room("hall"), [INCIDENT], entries)
    assert store.incidents("hall") == [INCIDENT]
    assert store.outbox() == [ENTRY, *entries]
    store.mark_delivered(ENTRY.id)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "disk is full" in caplog.text


def test_a_file_that_breaks_while_it_is_read_is_gone_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = Database(tmp_path / FILE)
    database.write([("DROP TABLE topics", ())])
    assert database.read("SELECT * FROM topics") == []
    assert "no such table" in caplog.text


def test_a_mistake_in_memory_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.Error):
        Database(tmp_path / FILE).write([("NONSENSE", ())])


@pytest.mark.parametrize("content", ["", "short\n", "x" * 31 + "/", "\xff"])
def test_a_damaged_installation_id_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "installation_id").write_bytes(content.encode("latin1"))
    store = Store(tmp_path)
    assert len(store.installation_id) == 32
    assert Store(tmp_path).installation_id == store.installation_id


def test_an_installation_id_with_more_behind_it_is_the_same(tmp_path: Path) -> None:
    known = Store(tmp_path).installation_id
    with (tmp_path / "installation_id").open("a") as file:
        file.write("since 2027\n")
    assert Store(tmp_path).installation_id == known
