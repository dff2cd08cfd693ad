"""The command line: what it prints, writes and returns."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest

from falldetect_core import __version__
from falldetect_core.cli import analyze, evaluate, main, progress, watch
from falldetect_core.errors import SourceError
from falldetect_core.pose_weights import registry as models

from .helpers.clips import ClipNetwork, write_clip
from .helpers.exports import Output, write_onnx
from .helpers.program import PROGRAM
from .helpers.puppet import ON_THE_FACE, begin
from .helpers.videos import write_video

FALL = begin().walk(0.3, 5).fall(ON_THE_FACE).stand(3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of a fall and one of a still room."""
    made = tmp_path_factory.mktemp("clips")
    write_clip(made / "fall.mp4", FALL)
    write_video(made / "still.mp4", frames=20, rate=10, size=(160, 90))
    return made


@pytest.fixture
def puppets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that knows the puppet of the clips, as the real one takes it for nobody."""
    for command in (analyze, evaluate, watch):
        monkeypatch.setattr(command, "load", lambda _: ClipNetwork(FALL))


type Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was printed, line by line, as data."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestAnalyze:
    @pytest.mark.usefixtures("puppets")
    def test_a_line_a_file(self, folder: Path, lines: Lines) -> None:
        assert main(["analyze", str(folder / "fall.mp4"), str(folder / "still.mp4"), "--jobs", "1"]) == 0
        fall, still = lines()
        assert [event["event"] for event in fall["events"]] == ["suspected", "fall"]
        assert (still["frames"], still["events"]) == (20, [])

    @pytest.mark.usefixtures("puppets")
    def test_a_file_that_cannot_be_read_fails_the_run_but_not_the_others(self, folder: Path, lines: Lines) -> None:
        none = str(folder / "none.mp4")
        assert main(["analyze", none, str(folder / "still.mp4"), "--jobs", "1"]) == 1
        wrong, still = lines()
        assert wrong == {"file": none, "error": f"there is no file {none!r}: check the path"}
        assert still["frames"] == 20

    @pytest.mark.usefixtures("puppets")
    def test_lines_go_to_a_file_as_well(self, folder: Path, tmp_path: Path, lines: Lines) -> None:
        assert main(["analyze", str(folder / "fall.mp4"), "--jsonl", str(tmp_path / "out.jsonl"), "--hold", "2"]) == 0
        assert [json.loads((tmp_path / "out.jsonl").read_text())] == lines()

    @pytest.mark.usefixtures("puppets")
    def test_a_place_that_cannot_be_written_is_said(
        self, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["analyze", str(folder / "still.mp4"), "--jsonl", str(tmp_path / "none" / "out.jsonl")]) == 1
        assert "out.jsonl" in capsys.readouterr().err

    @pytest.mark.usefixtures("puppets", "lines")
    def test_a_timeline_of_each_file_is_drawn(self, folder: Path, tmp_path: Path) -> None:
        twin = tmp_path / "still.mkv"
        write_video(twin, frames=10, rate=10, size=(160, 90))
        files = [str(folder / "fall.mp4"), str(folder / "still.mp4"), str(twin)]
        assert main(["analyze", *files, "--jobs", "1", "--explain", str(tmp_path / "why")]) == 0
        drawn = sorted(file.name for file in (tmp_path / "why").iterdir())
        assert drawn == ["fall.png", "still-2.png", "still.png"]
        assert cv2.imread(str(tmp_path / "why" / "fall.png")).shape[1] == 1200

    @pytest.mark.usefixtures("puppets")
    def test_the_rate_can_be_chosen(self, folder: Path, lines: Lines) -> None:
        assert main(["analyze", str(folder / "still.mp4"), "--fps", "5"]) == 0
        assert lines()[0]["frames"] == 10

    @pytest.mark.parametrize(
        "wrong",
        [
            [],
            ["analyze"],
            ["analyze", "a.mp4", "--hold", "-1"],
            ["analyze", "a.mp4", "--jobs", "0"],
            ["analyze", "a.mp4", "--jobs", "all"],
            ["analyze", "a.mp4", "--hold", "nan"],
            ["analyze", "a.mp4", "--hold", "long"],
            ["analyze", "a.mp4", "--fps", "0"],
            ["analyze", "a.mp4", "--fps", "1000"],
            ["analyze", "a.mp4", "--sensitivity", "wild"],
            ["no such command"],
        ],
    )
    def test_wrong_words_are_refused_with_the_usage(self, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            main(wrong)
        assert caught.value.code == 2
        assert "usage: falldetect" in capsys.readouterr().err

    def test_missing_weights_are_said_in_a_line(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("FALLDETECT_MODELS", str(tmp_path))
        assert main(["analyze", str(folder / "still.mp4")]) == 1
        assert "run `falldetect models fetch` once" in capsys.readouterr().err

    def test_a_network_of_the_users_own_can_be_chosen(self, folder: Path, tmp_path: Path, lines: Lines) -> None:
        own = write_onnx(tmp_path / "own.onnx", {"output0": Output(np.zeros((1, 56, 20), np.float32))})
        assert main(["analyze", str(folder / "still.mp4"), "--model", str(own)]) == 0
        assert lines()[0]["events"] == []

    @pytest.mark.parametrize(
        ("model", "told"),
        [("yolo", "choose one of movenet-multipose, blazepose-full"), ("none.onnx", "there is no model 'none.onnx'")],
    )
    def test_a_network_that_is_none_is_said_in_a_line(
        self, folder: Path, model: str, told: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["analyze", str(folder / "still.mp4"), "--model", model]) == 1
        assert told in capsys.readouterr().err

    @pytest.mark.usefixtures("weights")
    def test_the_real_program_with_the_real_network(self, folder: Path) -> None:
        command = [*PROGRAM, "analyze", str(folder / "still.mp4")]
        run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        assert json.loads(run.stdout)["events"] == []
        said = [line for line in run.stderr.splitlines() if "XNNPACK" not in line]  # LiteRT names its backend
        assert said == []

    @pytest.mark.usefixtures("weights")
    def test_several_files_at_a_time_give_what_each_gives_alone_and_are_kept_as_they_come(
        self, folder: Path, tmp_path: Path
    ) -> None:
        files, kept = [str(folder / "still.mp4"), str(folder / "none.mp4"), str(folder / "fall.mp4")], tmp_path / "kept"
        command = [*PROGRAM, "analyze", *files, "--jobs", "2", "--jsonl", str(kept)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:  # noqa: S603
            assert run.stdout is not None
            told = [run.stdout.readline()]
            assert kept.read_text() == told[0]
            told += run.stdout.readlines()
        assert run.returncode == 1
        assert kept.read_text() == "".join(told)
        found = {line["file"]: line for line in map(json.loads, told)}
        assert set(found) == set(files)
        assert "there is no file" in found[files[1]]["error"]
        assert found[files[0]]["frames"] == 20


class TestEvaluate:
    def manifest(self, folder: Path, *lines: str) -> str:
        path = folder / "clips.csv"
        path.write_text("\n".join(("file,source,label,fall_start_s,fall_end_s", *lines)))
        return str(path)

    @pytest.mark.usefixtures("puppets")
    def test_figures_are_shown_and_written(
        self, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        clips = self.manifest(folder, "fall.mp4,lab,fall,1.5,2.4", "still.mp4,home,adl,,")
        assert main(["evaluate", clips, "--json", str(tmp_path / "out.json"), "--list"]) == 0
        figures = json.loads((tmp_path / "out.json").read_text())
        assert list(figures) == ["home", "lab", "all"]
        assert (figures["all"]["sensitivity"], figures["all"]["false_alarms"]) == (1.0, 0)
        shown = capsys.readouterr().out
        assert "sensitivity" in shown
        assert "missed" not in shown

    @pytest.mark.usefixtures("puppets")
    def test_misses_false_alarms_and_unreadable_clips_are_named_when_asked_for(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["evaluate", self.manifest(folder, "still.mp4,lab,fall,1,2")]) == 0
        assert "missed" not in capsys.readouterr().out
        clips = self.manifest(folder, "still.mp4,lab,fall,1,2", "fall.mp4,lab,adl,,", "none.mp4,lab,fall,1,2")
        assert main(["evaluate", clips, "--list"]) == 1
        shown = capsys.readouterr().out
        assert f"missed       {folder / 'still.mp4'}" in shown
        assert f"false alarm  {folder / 'fall.mp4'}" in shown
        assert f"not read     {folder / 'none.mp4'}: there is no file" in shown

    def test_a_wrong_manifest_is_said_in_a_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["evaluate", str(tmp_path / "none.csv")]) == 1
        assert capsys.readouterr().err.startswith("falldetect: ")


class TestWatch:
    @pytest.mark.usefixtures("puppets")
    def test_a_file_is_told_live_and_ends(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["watch", str(folder / "fall.mp4")]) == 0
        shown = capsys.readouterr().out
        assert "nobody" in shown
        assert "#1 upright" in shown
        assert shown.index("SUSPECTED") < shown.index("FALL kind")

    @pytest.mark.usefixtures("puppets")
    def test_a_file_that_is_not_there_is_said_at_once(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["watch", str(tmp_path / "none.mp4")]) == 1
        assert "check the path" in capsys.readouterr().err

    def test_what_is_wrong_with_a_camera_is_said_once_and_pictures_say_nothing(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        watch.tell_problem(SourceError("stalled", "the camera sends nothing"))
        watch.tell_problem(None)
        assert capsys.readouterr() == ("", "falldetect: the camera sends nothing\n")

    def test_a_wish_to_stop_that_a_library_swallows_is_not_lost(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        try:
            stop = watch.Stop()
            stop.check()
            with suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                stop.check()
        finally:
            signal.signal(signal.SIGINT, before)

    @pytest.mark.usefixtures("weights")
    def test_a_camera_that_is_not_there_is_waited_for_until_the_user_stops(self) -> None:
        command = [*PROGRAM, "watch", "http://u:Geheim-42@127.0.0.1:9/video"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
            assert process.stderr is not None
            said = process.stderr.readline()
            process.send_signal(signal.SIGINT)
            rest = process.stderr.read()
        assert "http://***@127.0.0.1:9/video refused the connection" in said
        assert "Traceback" not in rest
        assert process.returncode == 1


class TestModels:
    def test_the_list_names_model_licence_and_whether_it_is_here(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("FALLDETECT_MODELS", str(tmp_path))
        assert main(["models"]) == 0
        (line,) = [line for line in capsys.readouterr().out.splitlines() if "movenet-multipose" in line]
        assert "Apache-2.0" in line
        assert line.split()[-1] == "no"

    @pytest.mark.usefixtures("weights")
    def test_what_is_here_is_not_fetched_again(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(models, "read_member", lambda *_: pytest.fail("it was fetched"))
        assert main(["models", "fetch"]) == 0
        assert main(["models", "fetch", "movenet-multipose"]) == 0
        assert "movenet-multipose (Apache-2.0; " in capsys.readouterr().out

    def test_an_unknown_model_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["models", "fetch", "none"]) == 1
        assert "there is no model 'none'" in capsys.readouterr().err

    @pytest.mark.programs
    def test_a_fetch_that_fails_is_said_in_a_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("FALLDETECT_MODELS", str(tmp_path))
        for variable in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
            monkeypatch.setenv(variable, "http://127.0.0.1:9/simple")
        monkeypatch.setenv("PIP_RETRIES", "0")
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
        monkeypatch.setenv("UV_NO_CACHE", "1")
        assert main(["models", "fetch"]) == 1
        assert "could not be downloaded" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.usefixtures("puppets")
def test_a_user_who_stops_it_sees_no_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(analyze, "observe", stopped)
    assert main(["analyze", str(folder / "still.mp4")]) == 1


def test_long_work_is_silent_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress.shown([1, 2, 3], "Counting", 3)) == [1, 2, 3]
    assert capsys.readouterr() == ("", "")
