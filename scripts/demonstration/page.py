"""The page that the demo ends with: one file, which needs nothing beside it."""

import base64
import html
import json
from pathlib import Path
from string import Template

from . import words
from .story import Step, Story

FRAME = Path(__file__).with_name("page.html")
MILD = {"suspected", "near_fall", "inactivity_started"}


def write_page(folder: Path, story: Story, picture: Path) -> Path:
    """Write the page, the messages and the last snapshot into a folder, and return the page's path."""
    lines = [json.dumps({"topic": step.topic, "payload": step.message}) + "\n" for step in story.steps]
    (folder / "messages.jsonl").write_text("".join(lines), encoding="utf-8")
    snapshot = folder / "snapshot.jpg"
    snapshot.unlink(missing_ok=True)
    if story.snapshot:
        snapshot.write_bytes(story.snapshot)
    page = folder / "index.html"
    page.write_text(render(story, picture.read_bytes()), encoding="utf-8")
    return page


def render(story: Story, picture: bytes) -> str:
    """Fill the page in."""
    alarm = story.alarm
    return Template(FRAME.read_text(encoding="utf-8")).substitute(
        headline=html.escape(words.headline(story)),
        tone="calm" if alarm is None else "alarm",
        account=html.escape(_account(story)),
        source=html.escape(story.source),
        version=html.escape(story.version or "?"),
        steps="\n".join(map(_step, story.steps)) or "<li>The app told of no incident.</li>",
        picture=_data("image/png", picture),
        snapshot=_snapshot(story.snapshot),
    )


def _account(story: Story) -> str:
    if story.began is None:
        return story.camera.get("message") or "The app could not start."
    if story.alarm is None:
        return "Nobody fell, or not so that it was noticed. That is what most days look like."
    why = "; ".join(story.alarm.message["reasons"][: words.MOST_REASONS])
    return f"{words.what(story.alarm).capitalize()}: {why}."


def _step(step: Step) -> str:
    tone = "mild" if step.event in MILD else "alarm" if step.event in words.WEIGHTS else "calm"
    reasons = "".join(f"<li>{html.escape(reason)}</li>" for reason in step.reasons)
    message = html.escape(json.dumps(step.message, indent=1, ensure_ascii=False))
    return (
        f'<li class="{tone}"><time>{step.at_s:.1f} s</time><div><h3>{words.TITLES[step.event]}</h3>'
        f"<p>{html.escape(words.account(step))}</p><ul>{reasons}</ul>"
        f"<details><summary>The message</summary><p><code>{html.escape(step.topic)}</code></p>"
        f'<pre tabindex="0">{message}</pre></details></div></li>'
    )


def _snapshot(picture: bytes | None) -> str:
    if picture is None:
        return "<p>There was no incident, so no picture was taken.</p>"
    return f'<img alt="The people as skeletons on black" src="{_data("image/jpeg", picture)}">'


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
