"""What the tests of the package read: the app's folder, and what stands in it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).parents[2]
ADDON = ROOT / "addon"
CONFIG: dict[str, Any] = yaml.safe_load((ADDON / "config.yaml").read_text())
DOCKERFILE = (ADDON / "Dockerfile").read_text()
PROFILE = (ADDON / "apparmor.txt").read_text()
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
VERSION: str = PROJECT["version"]
LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "ko", "nl", "pt", "zh-Hans")
"""Those of the integration and of the app's page."""
