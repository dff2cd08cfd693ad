"""The demo as a whole: broker, app and second look together, until the clip ends or the user has seen enough."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from falldetect_core.errors import FallDetectError
from falldetect_core.frames import is_live, redacted

from . import words
from .app import LIFE, ROOM, app, options
from .broker import Heard, broker, listener
from .page import write_page
from .story import Story
from .witness import Witness

AFTER_S = 2.0
"""Messages of a clip's last moments are waited for so long."""
LOG_LINES = 15


class Show:
    """One run of the demo."""

    def __init__(self, source: str, output: Path, console: Console) -> None:
        """Prepare to show a source, and to leave picture and page in `output`."""
        self._source = source
        self._live = is_live(source)
        self._output = output
        self._log = output / "app.log"
        self._console = console
        self._story = Story(redacted(source) if self._live else Path(source).name)
        self._witness = Witness(source, LIFE, self._story.source)
        self._stopped = asyncio.Event()
        self._began_s = 0.0
        self._said = ""

    async def run(self) -> int:
        """Show everything and return the exit status."""
        self._output.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._stopped.set)
        with tempfile.TemporaryDirectory(prefix="falldetect-demo-") as folder:
            await self._play(Path(folder))
        await self._finish_looking()
        self._conclude()
        return 0 if self._story.began else 1

    async def _play(self, folder: Path) -> None:
        """Run broker and app until it is over."""
        async with broker() as port, listener(port) as messages:
            self._announce(port)
            async with app(options(self._source, port), folder, self._log) as process:
                hearing = asyncio.create_task(self._hear(messages))
                try:
                    await self._tell_seconds(process, hearing)
                finally:
                    hearing.cancel()

    def _announce(self, port: int) -> None:
        how = "Ctrl-C ends it" if self._live else "Ctrl-C ends it early"
        self._console.print(Text(f"{self._story.source} is the camera of the room “{ROOM}”."))
        self._console.print(Text(f"The app watches it and tells an MQTT broker on 127.0.0.1:{port}. {how}.\n"))

    async def _hear(self, messages: AsyncIterator[Heard]) -> None:
        """Take every message and show the steps of incidents."""
        async for heard in messages:
            step = self._story.hear(heard)
            for line in words.step(step) if step else ():
                self._console.print(line)
            if heard.topic.endswith(("/event", "/snapshot")):
                self._console.print(words.message(heard))
            if self._story.began and not self._witness.started:
                self._began_s = asyncio.get_running_loop().time()
                self._witness.start()

    async def _tell_seconds(self, process: asyncio.subprocess.Process, hearing: asyncio.Task[None]) -> None:
        """Print a line a second until the clip has ended or the user has seen enough."""
        while not self._stopped.is_set():
            if hearing.done():
                hearing.result()
            if process.returncode is not None:
                raise FallDetectError(f"the app ended by itself:\n{_tail(self._log)}")
            self._tell_second()
            if self._story.problem and not self._live:
                await self._pause(AFTER_S)
                return
            await self._pause(1.0 - self._elapsed_s % 1.0)

    @property
    def _elapsed_s(self) -> float:
        return asyncio.get_running_loop().time() - self._began_s

    def _tell_second(self) -> None:
        """Say how it is now; a camera without pictures is told once."""
        story = self._story
        if story.camera.get("connected"):
            line = words.second(int(self._elapsed_s + 0.05), story, self._witness.postures)
        else:
            line = words.waiting(story)
        if story.camera.get("connected") or line.plain != self._said:
            self._console.print(line)
        self._said = line.plain

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), seconds)

    async def _finish_looking(self) -> None:
        """Let the second look come to the end of a file, however slow the machine, unless the user stops it."""
        while self._witness.busy and not self._stopped.is_set():
            await self._pause(0.2)
        self._witness.stop()

    def _conclude(self) -> None:
        """Leave the picture and the page, and say where."""
        picture = self._output / "timeline.png"
        self._witness.save(picture)
        page = write_page(self._output, self._story, picture)
        self._console.print(Text(f"\n{words.headline(self._story)}.", style="bold"))
        self._console.print(Text(f"Timeline:      {picture}"))
        self._console.print(Text(f"Page to open:  {page}"))


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])
