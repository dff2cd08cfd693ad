"""The release: built by Home Assistant's own actions, signed, for every architecture of the configuration."""

import re
from typing import Any

from .app import CONFIG, ROOT, yaml

FOLDER = ROOT / ".github" / "workflows"
TEXT = (FOLDER / "release.yml").read_text()
JOBS: dict[str, Any] = yaml.safe_load(TEXT)["jobs"]


def steps(job: str, action: str) -> dict[str, Any]:
    """Return what a job gives an action of the builder."""
    [step] = [step for step in JOBS[job]["steps"] if f"builder/actions/{action}@" in step.get("uses", "")]
    given: dict[str, Any] = step["with"]
    return given


def test_every_action_is_pinned() -> None:
    used = [line for file in FOLDER.glob("*.yml") for line in re.findall(r"uses: (.*)", file.read_text())]
    assert [line for line in used if not re.search(r"@[0-9a-f]{40} # \S+$", line)] == []
    assert len(used) > 10


def test_the_image_is_that_of_the_configuration() -> None:
    assert CONFIG["image"].startswith("ghcr.io/")
    assert "{arch}" not in CONFIG["image"], "one name for all architectures"
    assert steps("image", "build-image")["file"] == "addon/Dockerfile"
    assert "yq .image addon/config.yaml" in TEXT
    assert ".arch addon/config.yaml" in TEXT


def test_a_release_of_another_version_fails() -> None:
    assert '[ "${TAG#v}" = "$version" ] || ' in TEXT


def test_images_are_signed_and_checked() -> None:
    for job in ("image", "manifest"):
        assert JOBS[job]["permissions"] == {"contents": "read", "id-token": "write", "packages": "write"}
    assert steps("image", "build-image")["cosign-base-verify"] in (ROOT / "addon" / "Dockerfile").read_text()
    assert steps("manifest", "cosign-verify")["cosign-identity"].endswith("/${{ github.repository }}/.*")
    assert "cosign" not in steps("manifest", "publish-multi-arch-manifest"), "signing is the action's default"
