"""The home's feedback, and what follows from it for its threshold."""

from datetime import UTC, datetime, timedelta

from falldetect_app.incidents.threshold import JudgedIncident, threshold_shift
from falldetect_app.settings.options import Options
from falldetect_app.storage.archive import Archive
from falldetect_core.kinds import Event

SINCE = "learning since"
LOOKED_AT = 500
"""So many of the newest incidents count."""


def judged_incidents(archive: Archive) -> list[JudgedIncident]:
    """Return the incidents that people judged since they last began anew; tests don't count."""
    since = archive.note(SINCE) or ""
    judged, now = [], datetime.now(UTC)
    for _, incident in archive.incidents(LOOKED_AT):
        newest, verdict = incident.newest, incident.judgement
        if verdict is not None and not newest.test and newest.model_dump(mode="json")["time"] > since:
            surest = max(event.confidence for event in incident.events)
            lay = any(event.event is Event.PERSON_DOWN for event in incident.events)
            age_days = (now - newest.time) / timedelta(days=1)
            judged.append(JudgedIncident(verdict, surest, incident.alarmed, found=lay, age_days=age_days))
    return judged


def home_threshold_shift(archive: Archive, options: Options) -> float:
    """Return what the home's feedback adds to the probability that a fall needs; 0 where it may not learn."""
    return threshold_shift(judged_incidents(archive), options.needed) if options.learn else 0.0
