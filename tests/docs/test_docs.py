"""What the pages say has to be so: links lead somewhere, commands exist and take the words they are given."""

import re
import shlex
from pathlib import Path

import pytest

from falldetect_core.cli.main import build_parser

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md")
PAGES = sorted([*READMES, *(ROOT / "docs").rglob("*.md"), *(ROOT / "addon").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#)([^)#]+)")
COMMAND = re.compile(r"^ {4}((?:falldetect|scripts/)\S*.*?)(?:\s+#.*)?$", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


@pytest.mark.parametrize("page", sorted((ROOT / "addon").glob("*.md")), ids=lambda page: page.name)
def test_the_pages_that_the_store_shows_link_to_addresses(page: Path) -> None:
    assert LINK.findall(page.read_text()) == []


def commands() -> list[str]:
    return [match for page in PAGES for match in COMMAND.findall(page.read_text())]


def test_the_readme_shows_commands() -> None:
    assert len(commands()) >= 6


@pytest.mark.parametrize("command", commands())
def test_every_command_of_a_page_exists_and_takes_its_words(command: str) -> None:
    program, *words = shlex.split(command)
    if program == "falldetect":
        assert callable(build_parser().parse_args(words).run)
    else:
        assert (ROOT / program).stat().st_mode & 0o100, f"{program} cannot be run"
