"""The home's feedback, and what follows from it for its threshold."""

from falldetect_app.incidents.threshold import JudgedIncident, threshold_shift
from falldetect_app.settings.options import Options
from falldetect_app.storage.archive import Archive

SINCE = "learning since"
LOOKED_AT = 500
"""So many of the newest incidents count."""


def judged_incidents(archive: Archive) -> list[JudgedIncident]:
    """Return the incidents that people judged since they last began anew; tests don't count."""
    since = archive.note(SINCE) or ""
    found = []
    for _, incident in archive.incidents(LOOKED_AT):
        newest, verdict = incident.newest, incident.judgement
        if verdict is not None and not newest.test and newest.model_dump(mode="json")["time"] > since:
            found.append(JudgedIncident(verdict, max(event.confidence for event in incident.events), incident.alarmed))
    return found


def home_threshold_shift(archive: Archive, options: Options) -> float:
    """Return what the home's feedback adds to the probability that a fall needs; 0 where it may not learn."""
    return threshold_shift(judged_incidents(archive), options.needed) if options.learn else 0.0
