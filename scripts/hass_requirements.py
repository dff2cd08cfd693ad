"""Print what Home Assistant would install at its first start, one requirement a line.

Run it with a Python that has Home Assistant, and name the integrations that the configuration adds to the default
ones. Home Assistant installs an integration's requirements as it loads it; a lock file has to know them beforehand.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import homeassistant
from homeassistant.bootstrap import CORE_INTEGRATIONS, DEFAULT_INTEGRATIONS

COMPONENTS = Path(homeassistant.__file__).parent / "components"


def requirements(domains: Iterable[str]) -> set[str]:
    """Return the requirements of the domains and of all that these depend on."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [*domains]
    while waiting:
        domain = waiting.pop()
        if domain in seen:
            continue
        seen.add(domain)
        manifest = json.loads((COMPONENTS / domain / "manifest.json").read_text(encoding="utf-8"))
        found.update(manifest.get("requirements", []))
        waiting += manifest.get("dependencies", []) + manifest.get("after_dependencies", [])
    return found


if __name__ == "__main__":
    print("\n".join(sorted(requirements([*CORE_INTEGRATIONS, *DEFAULT_INTEGRATIONS, *sys.argv[1:]]))))
