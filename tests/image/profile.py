"""The AppArmor profile, compared with what a program did: this machine's kernel may not know AppArmor, the user's does.

What the app does is taken from strace; what it may do from the profile as AppArmor's own parser expands it.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RULE = re.compile(r"^\s*(?:deny\s+|audit\s+)?(?:owner\s+)?((?:/|@\{)\S*)\s+(?:.* )?([a-zA-Z]+)\s*,", re.MULTILINE)
CALL = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s+=\s+(-?\d+|\?)(?:<(.*?)>)?")
WRITES = {
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "mkdir",
    "mkdirat",
    "rmdir",
    "chmod",
    "fchmodat",
    "utimensat",
}


@dataclass(frozen=True, slots=True)
class Need:
    """A right on a path: r, w, m (mapped as a program), k (locked) or x."""

    right: str
    path: str


def expanded(profile: Path, child: str) -> tuple[str, dict[str, list[str]]]:
    """Return a child profile with all that it includes, and the variables."""
    words = ["apparmor_parser", "--skip-kernel-load", "--skip-cache", "--preprocess", profile]
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout  # noqa: S603
    text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    variables: dict[str, list[str]] = {}
    for name, sign, values in re.findall(r"^\s*@\{(\w+)\}\s*(\+?=)\s*(.*)$", text, re.MULTILINE):
        variables[name] = (variables.get(name, []) if sign == "+=" else []) + values.split()
    begin = text.index(f"profile {child} ")
    return text[begin:], variables


def rules(profile: Path, child: str) -> list[tuple[re.Pattern[str], str]]:
    """List what a child profile allows on files, as patterns with their rights."""
    text, variables = expanded(profile, child)
    return [(re.compile(_pattern(glob, variables)), rights) for glob, rights in RULE.findall(text)]


def _pattern(glob: str, variables: dict[str, list[str]]) -> str:
    """Translate AppArmor's globs: ** crosses slashes, * and ? do not, {a,b} are alternatives, variables are lists."""
    while found := re.search(r"@\{(\w+)\}", glob):
        values = [value.strip('"').rstrip("/") for value in variables.get(found[1], ["[0-9]*"])]
        glob = glob.replace(found[0], "{" + ",".join(values) + "}" if len(values) > 1 else values[0])
    out, depth = [], 0
    for part in re.findall(r"\*\*|\[[^]]*\]|\\.|.", glob.strip('"').replace("//", "/")):
        depth += (part == "{") - (part == "}")
        known = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"} | ({",": "|"} if depth else {})
        out.append(known.get(part) or (part if part[0] in "[\\" else re.escape(part)))
    return "".join(out) + r"\Z"


def needs(trace: Path, root: Path, program: str) -> set[Need]:
    """Read from strace's log (-f -y) what a program needed from when it was executed on, its threads included.

    Open files stand there as this machine sees them, below what `root` (/proc/PID/root) leads to.
    """
    ours: set[str] = set()
    found: set[Need] = set()
    for line in trace.read_text(errors="replace").replace(f"<{root.readlink()}", "<").splitlines():
        call = CALL.match(line)
        if not call or call[4].startswith("-") or call[4] == "?":
            continue
        pid, name, arguments, result, opened = call.groups()
        if name in {"clone", "clone3", "fork", "vfork"} and pid in ours:
            ours.add(result)
        if name == "execve" and f'"{program}"' in arguments.split(",")[0]:
            ours.add(pid)
        elif pid in ours:
            found |= set(_needs(name, arguments, opened, root))
    return found


def _needs(name: str, arguments: str, opened: str | None, root: Path) -> Iterator[Need]:
    if name in {"open", "openat", "creat"} and opened and opened.startswith("/"):
        path = opened if not (root / opened.lstrip("/")).is_dir() else opened.rstrip("/") + "/"
        if re.search(r"O_WRONLY|O_RDWR|O_CREAT", arguments):
            yield Need("w", path)
        if "O_WRONLY" not in arguments:
            yield Need("r", path)
    elif name == "mmap" and "PROT_EXEC" in arguments and (mapped := re.search(r"\d+<(/.*?)>", arguments)):
        yield Need("m", mapped[1])
    elif name == "fcntl" and "F_SETLK" in arguments and (locked := re.search(r"\d+<(/.*?)>", arguments)):
        yield Need("k", locked[1])
    elif name == "execve" and (run := re.match(r'"(.*?)"', arguments)):
        yield Need("x", run[1])
    elif name in WRITES:
        for path in re.findall(r'"(/.*?)"', arguments):
            yield Need("w", path)


def missing(found: set[Need], allowed: list[tuple[re.Pattern[str], str]]) -> list[str]:
    """List what was needed and is not allowed."""
    return sorted(
        f"{need.path} {need.right}"
        for need in found
        if not any(need.right in rights.replace("a", "w") and pattern.match(need.path) for pattern, rights in allowed)
    )
