"""A small SQLite file that never stops the app: what can't be written stays in memory, what is corrupt is set aside."""

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_LOGGER = logging.getLogger(__name__)

type Statement = tuple[str, tuple[Any, ...]]

AGAIN_S = 10.0
"""A file that could not be written is tried again this often, and one on a disk that is as good as full."""

LEAST_FREE_BYTES = 64 * 1024

CORRUPT, NEWER = "corrupt", "newer"
"""Why a file is set aside, as its name then says."""

MOST_ASIDE = 3
"""So many files that were set aside for one reason are kept: a disk that is ill would fill up with them."""

BACKUP_FILE = "backup.db"
"""A consistent copy of the state beside it, made for a backup, which leaves the state itself out."""

MIGRATIONS = (
    """
CREATE TABLE IF NOT EXISTS incidents (id TEXT PRIMARY KEY, room TEXT NOT NULL, incident TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS rooms (room TEXT PRIMARY KEY, settings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox
    (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, topic TEXT NOT NULL, payload TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS topics (topic TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS history
    (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, room TEXT NOT NULL, payload TEXT NOT NULL);
""",
    """
CREATE INDEX history_incident ON history (rtrim(id, '0123456789'));
CREATE TABLE recordings
    (incident TEXT NOT NULL, camera TEXT NOT NULL, time TEXT NOT NULL, data BLOB NOT NULL,
     PRIMARY KEY (incident, camera));
CREATE TABLE pictures (incident TEXT PRIMARY KEY, time TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE feedback (incident TEXT PRIMARY KEY, verdict TEXT NOT NULL, time TEXT NOT NULL);
CREATE TABLE activity
    (room TEXT NOT NULL, hour TEXT NOT NULL, present_s REAL NOT NULL, moving_s REAL NOT NULL,
     PRIMARY KEY (room, hour)) WITHOUT ROWID;
CREATE TABLE places (camera TEXT PRIMARY KEY, place TEXT NOT NULL);
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
""",
    "CREATE TABLE taken_back (topic TEXT PRIMARY KEY);",
)
"""What each version of the file adds; PRAGMA user_version counts those that a file has."""


class NewerError(sqlite3.DatabaseError):
    """The file was written by a newer version of the app."""


class Database:
    """One connection, shared by all threads; every write is one transaction that is on disk when it returns."""

    def __init__(self, file: Path) -> None:
        """Open or create the file; a corrupt one is moved aside, and one of a newer version with what it holds."""
        self.trouble = ""
        self.newer = ""
        """Where the file of a newer version was set aside, and how to have it again; empty where there was none."""
        self._lock = threading.Lock()
        self._file = file
        self._complete = True
        self.next_probe_s = 0.0
        self._db = self._open()

    def read(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock:
            try:
                return self._db.execute(query, values).fetchall()
            except sqlite3.Error as error:
                self._fall_back_to_memory(error)
                return self._db.execute(query, values).fetchall()

    def write(self, statements: Iterable[Statement]) -> None:
        """Execute statements as one transaction."""
        statements = list(statements)
        with self._lock:
            try:
                self._execute(statements)
            except sqlite3.Error as error:
                self._fall_back_to_memory(error)
                self._execute(statements)

    def copy(self, file: Path) -> None:
        """Write a consistent copy while all goes on; raises sqlite3.Error."""
        with self._lock:
            copy_database(self._db, file)

    def shrink(self) -> None:
        """Give the space of what was deleted back, so that nothing of it is left in the file."""
        with self._lock:
            try:
                self._db.execute("VACUUM")
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                self._fall_back_to_memory(error)

    def delete_copies(self) -> None:
        """Delete what was copied for a backup or set aside; raises OSError."""
        for copies in (f"{BACKUP_FILE}*", *(f"{self._file.name}.{why}-*" for why in (CORRUPT, NEWER))):
            for copy in self._file.parent.glob(copies):
                copy.unlink(missing_ok=True)

    @property
    def durable(self) -> bool:
        """Whether what is written is on disk, not in memory alone; `trouble` says why not."""
        return not self.trouble

    def probe(self) -> None:
        """See now and then whether the file can be written, before an alarm does; call it often."""
        if time.monotonic() < self.next_probe_s:
            return
        self.next_probe_s = time.monotonic() + AGAIN_S
        if self.trouble:
            self._retry_file()
        elif _is_full(self._file.parent):
            self.write([("INSERT OR REPLACE INTO notes VALUES ('tried', datetime())", ())])

    def _retry_file(self) -> None:
        """Try whether the file can be written again; what was kept in memory then goes there."""
        with self._lock:
            try:
                with contextlib.ExitStack() as undo:
                    opened = self._reopened()
                    undo.callback(opened.close)
                    if not self._complete:  # the file holds more than memory does
                        return
                    self._db.backup(opened)
                    undo.pop_all()
            except (sqlite3.Error, OSError):
                return
            self._db.close()
            self._db, self.trouble = opened, ""
            _LOGGER.warning("%s can be written again: what happened meanwhile is kept", self._file)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _execute(self, statements: list[Statement]) -> None:
        with self._db:
            for statement, values in statements:
                self._db.execute(statement, values)

    def _open(self) -> sqlite3.Connection:
        try:
            return _connect(str(self._file))
        except sqlite3.OperationalError as error:
            self._report(error)
            memory, self._complete = _in_memory(self._read_only())
            self._complete |= not self._file.exists()
            return memory
        except sqlite3.DatabaseError as error:
            return self._open_anew(error)

    def _read_only(self) -> sqlite3.Connection:
        """Open what can still be read, where nothing can be written; without its journal if that can't be read."""
        for how in ("mode=ro", "mode=ro&immutable=1"):
            with contextlib.suppress(sqlite3.Error), contextlib.ExitStack() as undo:
                opened = sqlite3.connect(f"{self._file.absolute().as_uri()}?{how}", uri=True)
                undo.callback(opened.close)
                opened.execute("PRAGMA schema_version")
                undo.pop_all()
                return opened
        return sqlite3.connect(":memory:")

    def _open_anew(self, problem: sqlite3.DatabaseError) -> sqlite3.Connection:
        try:
            return self._set_aside(problem)
        except (OSError, sqlite3.Error) as error:
            self._report(error)
            memory, self._complete = _in_memory(self._read_only())
            return memory

    def _set_aside(self, problem: sqlite3.DatabaseError) -> sqlite3.Connection:
        """Put a file that cannot be used aside and begin a new one; raises sqlite3.Error or OSError."""
        return self._take_over() if isinstance(problem, NewerError) else self._move(problem)

    def _move(self, problem: sqlite3.DatabaseError) -> sqlite3.Connection:
        """Move a corrupt file away."""
        self._delete_journal()
        aside = self._file.replace(self._aside(CORRUPT))
        self._forget_old(CORRUPT)
        opened = _connect(str(self._file))
        _LOGGER.error("%s is corrupt (%s): moved to %s, what it held is lost", self._file, problem, aside.name)
        return opened

    def _take_over(self) -> sqlite3.Connection:
        """Copy the file of a newer version as it is; what is understood of it goes on in its place, in one step."""
        aside, part = self._aside(NEWER), self._file.with_name(f"{self._file.name}.part")
        with contextlib.closing(sqlite3.connect(self._file)) as newer:
            copy_database(newer, aside)
            part.unlink(missing_ok=True)
            with contextlib.closing(_connect(str(part))) as own:
                _copy_rows(newer, own)
        self._delete_journal()
        part.replace(self._file)
        self._forget_old(NEWER)
        self.newer = (
            f"{self._file.name} was written by a newer version of the app: what this one understands of it goes on, "
            f"and the file is kept as {aside.name}. Install the newer version again, and put it back"
        )
        _LOGGER.warning(self.newer)
        return _connect(str(self._file))

    def _aside(self, why: str) -> Path:
        return self._file.with_name(f"{self._file.name}.{why}-{time.strftime('%Y%m%d-%H%M%S')}")

    def _forget_old(self, why: str) -> None:
        for old in sorted(self._file.parent.glob(f"{self._file.name}.{why}-*"))[:-MOST_ASIDE]:
            old.unlink(missing_ok=True)

    def _delete_journal(self) -> None:
        for end in ("-wal", "-shm"):
            self._file.with_name(self._file.name + end).unlink(missing_ok=True)

    def _reopened(self) -> sqlite3.Connection:
        """Open the file again, a new one in the place of a corrupt one; raises sqlite3.Error or OSError."""
        try:
            return _connect(str(self._file))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            self._complete = True  # what could not be read is set aside with it
            return self._set_aside(error)

    def _fall_back_to_memory(self, error: sqlite3.Error) -> None:
        """Leave the file; what it held goes along as far as it can be read. Logged once, as memory does not fail."""
        self._report(error)
        self._db, self._complete = _in_memory(self._db)

    def _report(self, error: Exception) -> None:
        self.trouble = f"{self._file} cannot be written ({error})"
        self.next_probe_s = time.monotonic() + AGAIN_S
        _LOGGER.error(
            "%s: detection goes on, but a restart will not know of open incidents; check the disk", self.trouble
        )


def _is_full(folder: Path) -> bool:
    """Whether a disk seems to be full or read-only; the file itself may still have room."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return True
    return bool(disk.f_flag & os.ST_RDONLY) or disk.f_bavail * disk.f_frsize < LEAST_FREE_BYTES


def copy_database(source: sqlite3.Connection, file: Path) -> None:
    """Copy a database that is in use; the file is whole or not there."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part)
    try:
        source.backup(copy)
    finally:
        copy.close()
    part.replace(file)


def _connect(name: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, check_same_thread=False, timeout=2.0)
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise NewerError(f"is of version {version}")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("failed its integrity check")
        db.execute("PRAGMA secure_delete=ON")
        _migrate(db)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _migrate(db: sqlite3.Connection) -> None:
    """Bring the file to the newest version, each step whole or not at all."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        db.executescript(f"BEGIN; {script} PRAGMA user_version={number}; COMMIT;")


def _in_memory(source: sqlite3.Connection) -> tuple[sqlite3.Connection, bool]:
    """Copy into memory what can be read of a database, and close it; returns whether that is all of it."""
    memory = _connect(":memory:")
    whole = _copy_rows(source, memory)
    source.close()
    return memory, whole


def _copy_rows(source: sqlite3.Connection, to: sqlite3.Connection) -> bool:
    """Copy what can be read and has a place; returns whether that is all of it."""
    whole = True
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in to.execute(tables).fetchall():
        try:
            held = _columns(source, table)
            shared = [name for name in _columns(to, table) if name in held]
            names, marks = ",".join(shared), ",".join("?" * len(shared))
            for row in source.execute(f"SELECT {names} FROM {table}"):  # noqa: S608 - names of ours
                to.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", row)  # noqa: S608
            whole &= len(shared) == len(held)
        except sqlite3.Error:
            whole = False
    to.commit()
    return whole


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))]
