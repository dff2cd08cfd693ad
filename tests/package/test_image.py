"""The image: what it is made of, how it starts, what guards it."""

import os
import re
import shlex

import pytest

from .app import ADDON, CONFIG, DOCKERFILE, PROFILE, ROOT

SERVICES = ADDON / "rootfs" / "etc" / "s6-overlay" / "s6-rc.d"
RUN = (SERVICES / "falldetect" / "run").read_text()
FINAL = DOCKERFILE.rpartition("\nFROM ")[2]


def test_the_service_is_complete() -> None:
    assert (SERVICES / "falldetect" / "type").read_text() == "longrun\n"
    assert (SERVICES / "falldetect" / "dependencies.d" / "base").exists()
    assert (SERVICES / "user" / "contents.d" / "falldetect").exists()
    for script in ("run", "finish"):
        file = SERVICES / "falldetect" / script
        assert file.read_text().startswith("#!/command/with-contenv bash\n")
        assert os.access(file, os.X_OK)


def test_the_app_runs_as_a_user_of_its_own() -> None:
    made = re.search(r"useradd .* (\w+) ", DOCKERFILE)
    assert made
    assert f"--reuid={made[1]} --regid={made[1]}" in RUN
    assert "--bounding-set=-all" in RUN
    assert f"--reuid={made[1]}" in CONFIG["backup_pre"], "a backup is made by the same user"


def test_health_is_told_by_what_the_app_touches() -> None:
    heartbeat = re.search(r"--heartbeat (\S+)", RUN)
    assert heartbeat
    command = re.search(r"HEALTHCHECK .*?CMD (.*)", DOCKERFILE, re.DOTALL)
    assert command
    assert f"find {heartbeat[1]} " in command[1].splitlines()[0]


def test_the_image_is_built_from_what_is_there() -> None:
    assert "ARG BASE=ghcr.io/home-assistant/base-debian:trixie\n" in DOCKERFILE
    copied = [word for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE) for word in line.split()]
    assert "requirements/app.txt" in copied
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_what_it_is_installed_with_stays_out() -> None:
    assert "COPY --from=build /opt/falldetect /opt/falldetect" in FINAL
    assert not re.search(r"\b(pip|venv|curl|git|gcc|ADD)\b", FINAL)
    assert "--no-install-recommends" in FINAL


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("io.hass.type", "app"),
        ("io.hass.name", CONFIG["name"]),
        ("io.hass.description", CONFIG["description"]),
        ("io.hass.url", CONFIG["url"]),
        ("io.hass.version", "${BUILD_VERSION}"),
        ("io.hass.arch", "${BUILD_ARCH}"),
        ("org.opencontainers.image.licenses", "Apache-2.0"),
    ],
)
def test_the_image_says_what_it_is(label: str, value: str) -> None:
    labels = shlex.split(FINAL.rpartition("LABEL \\\n")[2].replace("\\\n", " "))
    assert dict(text.split("=", 1) for text in labels)[label] == value


@pytest.mark.parametrize(("name", "size"), [("icon", (128, 128)), ("logo", (250, 100))])
def test_the_store_shows_a_picture(name: str, size: tuple[int, int]) -> None:
    header = (ADDON / f"{name}.png").read_bytes()[:24]
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == size


def test_the_profile_guards_the_program_that_runs() -> None:
    assert f"profile {CONFIG['slug']} " in PROFILE
    assert "/opt/falldetect/bin/falldetect-app cx -> app," in PROFILE
    assert PROFILE.count("{") == PROFILE.count("}")


def test_the_profile_gives_the_app_no_more_than_it_needs() -> None:
    app = PROFILE[PROFILE.index("profile app") :]
    rules = [line.strip() for line in app.splitlines() if line.strip().endswith(",")]
    assert [rule for rule in rules if rule.startswith(("capability", "mount", "ptrace", "file,", "network raw"))] == []
    written = {
        path for path, rights in re.findall(r"^\s*(?:owner )?(/\S+) (\w+),$", app, re.MULTILINE) if "w" in rights
    }
    assert written == {"/data/**", "/tmp/{,**}", "/dev/video*"}  # noqa: S108
