"""The home's feedback, and what follows from it for its threshold."""

from falldetect_app.incidents.threshold import Judged, threshold_shift
from falldetect_app.settings.options import Options
from falldetect_app.storage.archive import Archive
from falldetect_core.settings import NEEDED

SINCE = "learning since"
LOOKED_AT = 500
"""So many of the newest incidents count."""


def judged(archive: Archive) -> list[Judged]:
    """Return the incidents that people judged since they last began anew; tests don't count."""
    since = archive.note(SINCE) or ""
    found = []
    for _, incident in archive.incidents(LOOKED_AT):
        newest, verdict = incident.newest, incident.judgement
        if verdict is not None and not newest.test and newest.model_dump(mode="json")["time"] > since:
            found.append(Judged(verdict, max(event.confidence for event in incident.events), incident.alarmed))
    return found


def shift_of(archive: Archive, options: Options) -> float:
    """Return what the home's feedback adds to the probability that a fall needs; 0 where it may not learn."""
    return threshold_shift(judged(archive), NEEDED[options.sensitivity]) if options.learn else 0.0
