"""One connection to a file or camera: times, sizes, turns, and every way of breaking as one typed error."""

import gc
import math
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av.error
import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.errors import SourceError
from falldetect_core.frames import Frames, decoder, open_frames, patience
from falldetect_core.frames.damage import Damage, DamageMeter
from falldetect_core.frames.explain import explain
from falldetect_core.frames.hardware import accelerator
from falldetect_core.frames.picture import LARGEST_SIDE_PX, Undeveloped
from falldetect_core.frames.sampler import Sampler
from falldetect_core.records import Frame

from .helpers.servers import (
    RtspCamera,
    broken_camera,
    hangs_up,
    mjpeg_camera,
    rtsp_status,
    says_garbage,
    says_nothing,
    unused_port,
)
from .helpers.videos import corners_of, gaps, noise, turn, write_audio, write_video

type Answer = Callable[[socket.socket], None]


def read(path: Path, fps: float = 100.0) -> list[Frame]:
    with open_frames(str(path), fps=fps) as frames:
        return list(frames)


def test_hardware_that_is_not_there_leaves_decoding_to_the_processor(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """For real: on a machine with a device, its pictures are the same but for rounding."""
    accelerator.cache_clear()
    clip = write_video(tmp_path / "clip.mp4", frames=5)
    with caplog.at_level("INFO"), open_frames(str(clip), fps=100, hardware=True) as frames:
        by_hardware = list(frames)
    plain = read(clip)
    assert [frame.time_s for frame in by_hardware] == [frame.time_s for frame in plain]
    for one, other in zip(by_hardware, plain, strict=True):
        assert np.abs(one.image.astype(int) - other.image).mean() < 3
    assert "decode" in caplog.text


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time-outs as short as a test."""
    monkeypatch.setattr(patience, "OPEN_TIMEOUT_S", 0.5)
    monkeypatch.setattr(patience, "READ_TIMEOUT_S", 0.5)


class TestSampler:
    @given(
        fps=st.floats(1, 60),
        steps=st.lists(st.floats(0, 0.5), min_size=1, max_size=300),
        start_s=st.floats(-1e6, 1e6),
    )
    def test_never_keeps_more_frames_than_the_rate(self, fps: float, steps: list[float], start_s: float) -> None:
        sampler = Sampler(fps)
        times = [start_s + sum(steps[:count]) for count in range(len(steps))]
        kept = [time_s for time_s in times if sampler.wants(time_s)]
        for first, after in enumerate(kept):
            for count, time_s in enumerate(kept[first:]):
                assert count <= (time_s - after) * fps + 1.1 + 1e-3  # the first late, the last a tenth early

    @given(fps=st.integers(1, 30), rate=st.integers(1, 120), start_s=st.floats(0, 1e5))
    def test_keeps_frames_evenly_and_close_to_the_rate(self, fps: int, rate: int, start_s: float) -> None:
        sampler = Sampler(fps)
        kept = [start_s + n / rate for n in range(20 * rate) if sampler.wants(start_s + n / rate)]
        assert len(kept) == pytest.approx(20 * min(fps, rate), abs=2 + 20 * min(fps, rate) * 0.02)
        wanted_s = max(1 / fps, 1 / rate)
        assert max(gaps(kept)) <= wanted_s + 1 / rate + 1e-6

    @given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=100), st.floats(1, 60))
    def test_goes_on_after_any_jump_of_the_clock(self, times: list[float], fps: float) -> None:
        sampler = Sampler(fps)
        for time_s in times:
            sampler.wants(time_s)
            follow = [time_s + n / 60 for n in range(round(60 * 4 / fps) + 2)]
            assert any(sampler.wants(later_s) for later_s in follow)


class TestFiles:
    def test_a_clip_gives_its_frames_with_their_times(self, tmp_path: Path) -> None:
        frames = read(write_video(tmp_path / "clip.mp4", frames=25, rate=25))
        assert [round(frame.time_s, 3) for frame in frames] == [round(n / 25, 3) for n in range(25)]
        assert {frame.size for frame in frames} == {(64, 48)}
        assert corners_of(frames[0].image) == "tl"

    def test_a_clip_is_thinned_to_the_rate_that_is_asked_for(self, tmp_path: Path) -> None:
        frames = read(write_video(tmp_path / "clip.mp4", frames=60, rate=30), fps=10)
        assert len(frames) == 20
        assert gaps(frame.time_s for frame in frames) == pytest.approx([0.1] * 19, abs=0.001)

    @pytest.mark.parametrize(("degrees", "seen"), [(90, "tr"), (180, "br"), (270, "bl")])
    def test_a_turned_picture_is_put_upright(self, tmp_path: Path, degrees: int, seen: str) -> None:
        frames = read(turn(write_video(tmp_path / "clip.mp4", frames=3), degrees))
        assert corners_of(frames[0].image) == seen
        assert frames[0].size == ((64, 48) if degrees == 180 else (48, 64))

    @pytest.mark.parametrize(("aspect", "size"), [(Fraction(2, 1), (128, 48)), (Fraction(1, 2), (32, 48))])
    def test_pixels_become_square(self, tmp_path: Path, aspect: Fraction, size: tuple[int, int]) -> None:
        assert read(write_video(tmp_path / "clip.mp4", frames=3, aspect=aspect))[0].size == size

    def test_a_turned_picture_of_wide_pixels_is_tall(self, tmp_path: Path) -> None:
        clip = turn(write_video(tmp_path / "clip.mp4", frames=3, aspect=Fraction(2, 1)), 90)
        assert read(clip)[0].size == (48, 128)

    @pytest.mark.parametrize("size", [(63, 47), (17, 121), (2, 2)])
    def test_odd_and_tiny_sizes_are_read(self, tmp_path: Path, size: tuple[int, int]) -> None:
        assert read(write_video(tmp_path / "clip.mp4", frames=3, size=size, pixels="yuv444p"))[0].size == size

    @pytest.mark.parametrize(("size", "shown"), [((2560, 1440), (1280, 720)), ((720, 1920), (480, 1280))])
    def test_large_pictures_are_made_smaller(
        self, tmp_path: Path, size: tuple[int, int], shown: tuple[int, int]
    ) -> None:
        frame = read(write_video(tmp_path / "clip.mp4", frames=1, size=size))[0]
        assert frame.size == shown
        assert max(frame.size) == LARGEST_SIDE_PX
        assert corners_of(frame.image) == "tl"

    def test_a_picture_like_a_thread_keeps_a_pixel_of_width(self, tmp_path: Path) -> None:
        frame = read(write_video(tmp_path / "clip.mkv", frames=1, size=(6000, 2), codec="mjpeg", pixels="yuvj444p"))[0]
        assert frame.size == (1280, 1)

    def test_a_variable_rate_keeps_its_times(self, tmp_path: Path) -> None:
        times = [0.0, 0.1, 0.15, 0.5, 1.0, 3.0, 3.02]
        frames = read(write_video(tmp_path / "clip.mp4", times_s=times))
        assert [frame.time_s for frame in frames] == pytest.approx(times, abs=0.002)

    def test_time_counts_from_the_first_frame(self, tmp_path: Path) -> None:
        frames = read(write_video(tmp_path / "clip.mkv", times_s=[60.0, 60.5, 61.0]))
        assert [frame.time_s for frame in frames] == pytest.approx([0, 0.5, 1.0], abs=0.002)

    def test_frames_without_time_stamps_follow_at_the_streams_rate(self, tmp_path: Path) -> None:
        frames = read(write_video(tmp_path / "clip.h264", frames=20, container_format="h264"))
        assert len(frames) == 20
        assert gaps(frame.time_s for frame in frames) == pytest.approx([1 / 25] * 19, abs=0.001)

    @pytest.mark.parametrize(
        ("name", "codec", "pixels"),
        [
            ("clip.avi", "mjpeg", "yuvj420p"),
            ("clip.mkv", "mpeg4", "yuv420p"),
            ("clip.mp4", "libx265", "yuv420p10le"),
            ("clip.gif", "gif", "rgb8"),
        ],
    )
    def test_other_codecs_and_containers_are_read(self, tmp_path: Path, name: str, codec: str, pixels: str) -> None:
        frames = read(write_video(tmp_path / name, codec=codec, pixels=pixels, frames=10))
        assert len(frames) >= 9
        assert corners_of(frames[0].image) == "tl"

    def test_the_length_is_what_the_header_says(self, tmp_path: Path) -> None:
        with open_frames(str(write_video(tmp_path / "clip.mp4", frames=50))) as frames:
            assert frames.duration_s == pytest.approx(2.0, abs=0.05)
        with open_frames(str(write_video(tmp_path / "clip.h264", frames=5, container_format="h264"))) as frames:
            assert frames.duration_s is None

    def test_closing_twice_does_no_harm(self, tmp_path: Path) -> None:
        frames = open_frames(str(write_video(tmp_path / "clip.mp4")))
        frames.close()
        frames.close()


class TestFilesThatCannotBeRead:
    def why(self, path: Path) -> SourceError:
        with pytest.raises(SourceError) as caught:
            read(path)
        assert str(path) in str(caught.value)
        return caught.value

    def test_a_missing_file(self, tmp_path: Path) -> None:
        assert self.why(tmp_path / "none.mp4").reason == "not_found"

    def test_a_folder(self, tmp_path: Path) -> None:
        assert self.why(tmp_path).reason == "not_found"

    @pytest.mark.parametrize("content", [b"", b"\x00" * 5000, b"GIF89a", b"once upon a time\n" * 100, b"<html></html>"])
    def test_a_file_of_something_else(self, tmp_path: Path, content: bytes) -> None:
        clip = tmp_path / "clip.mp4"
        clip.write_bytes(content)
        assert self.why(clip).reason == "broken"

    def test_a_clip_whose_end_with_the_index_is_lost(self, tmp_path: Path) -> None:
        clip = write_video(tmp_path / "clip.mp4", frames=50)
        clip.write_bytes(clip.read_bytes()[:-1000])
        assert self.why(clip).reason == "broken"

    def test_sound_without_pictures(self, tmp_path: Path) -> None:
        error = self.why(write_audio(tmp_path / "sound.m4a"))
        assert error.reason == "broken"
        assert "no video" in str(error)

    def test_a_header_without_a_single_picture(self, tmp_path: Path) -> None:
        clip = write_video(tmp_path / "clip.mkv", frames=1, codec="mpeg4")
        content = clip.read_bytes()
        clip.write_bytes(content[: content.index(b"\x1f\x43\xb6\x75") + 12])  # cut where the first cluster begins
        error = self.why(clip)
        assert error.reason == "broken"
        assert "holds no pictures" in str(error)


@pytest.mark.parametrize(
    "text", ["ffconcat version 1.0\nfile {}\n", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n"]
)
def test_a_file_leads_to_no_host(tmp_path: Path, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        playlist = tmp_path / "list.m3u8"
        playlist.write_text(text.format(f"http://127.0.0.1:{server.getsockname()[1]}/live.ts"))
        with pytest.raises(SourceError):
            read(playlist)
        with pytest.raises(TimeoutError):
            server.accept()


def jpeg(width: int, height: int) -> bytes:
    return cv2.imencode(".jpg", np.zeros((height, width, 3), np.uint8))[1].tobytes()


def test_a_picture_beyond_any_camera_s_is_not_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "MOST_PIXELS", 64 * 48 - 1)
    (tmp_path / "large.mjpeg").write_bytes(jpeg(64, 48) * 3)
    with pytest.raises(SourceError, match="sends pictures of 64x48: choose its smaller stream"):
        read(tmp_path / "large.mjpeg")
    (tmp_path / "grows.mjpeg").write_bytes(jpeg(32, 24) * 3 + jpeg(64, 48) * 3)
    with open_frames(str(tmp_path / "grows.mjpeg"), fps=100) as frames:
        assert [frame.size for frame in frames] == [(32, 24)] * 3
        assert frames.damage == Damage(pictures=6, damaged=3)


def test_damage_counts_for_a_minute_however_many_pictures_come() -> None:
    now_s = 0.0
    meter = DamageMeter(lambda: now_s)
    for second in range(120):
        now_s = float(second)
        for picture in range(30):
            meter.note(damaged=second < 30 and picture == 0)
    assert meter.total == Damage(pictures=3600, damaged=30)
    assert meter.recent == Damage(pictures=1830, damaged=0)
    meter.note(damaged=True)
    assert meter.recent.share == pytest.approx(1 / 1831)


def test_what_comes_before_the_cut_of_a_truncated_clip_is_read(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mkv", frames=50, codec="mpeg4", paint=noise)
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    frames = read(clip)
    assert 10 < len(frames) < 50


def test_a_file_that_may_not_be_read_says_so() -> None:
    error = explain(PermissionError(13, "Permission denied"), "clip.mp4")
    assert (error.reason, str(error)) == ("unauthorized", "clip.mp4 may not be read: check its permissions")


def test_pictures_that_nobody_holds_are_gone_at_once(tmp_path: Path) -> None:
    """Not when the collector of circles comes by: by then there may be thousands."""
    clip = write_video(tmp_path / "clip.mp4", frames=50)
    gc.collect()
    gc.disable()
    try:
        with open_frames(str(clip), fps=100) as frames:
            seen = sum(frame.image.any() for frame in frames)
            held = sum(isinstance(one, VideoFrame) for one in gc.get_objects())
    finally:
        gc.enable()
    assert seen > 40
    assert held < 5


def test_a_picture_that_cannot_be_decoded_ends_the_connection_with_one_error(tmp_path: Path) -> None:
    error = explain(av.error.InvalidDataError(1, "Invalid data found", "x"), str(tmp_path))
    assert (error.reason, "cannot be read as video (Invalid data found" in str(error)) == ("broken", True)


class TestHttpCameras:
    def test_mjpeg_gives_pictures_on_one_clock(self) -> None:
        with mjpeg_camera(rate=50) as address, open_frames(address, fps=60) as frames:
            seen = [frame for frame, _ in zip(frames, range(20), strict=False)]
        assert seen[0].time_s == 0
        assert all(gap > 0 for gap in gaps(frame.time_s for frame in seen))
        assert 0.1 < seen[-1].time_s < 10
        assert corners_of(seen[0].image) == "tl"

    @pytest.mark.parametrize(
        ("status", "reason"), [(401, "unauthorized"), (403, "unauthorized"), (404, "not_found"), (500, "broken")]
    )
    def test_a_refusal_is_named(self, status: int, reason: str) -> None:
        with mjpeg_camera(status=status) as address, pytest.raises(SourceError) as caught:
            open_frames(address.replace("http://", "http://viewer:Geheim-42@"))
        assert caught.value.reason == reason
        assert "Geheim" not in str(caught.value)

    def test_a_camera_that_stops_is_an_error_as_a_camera_has_no_end(self) -> None:
        with (
            mjpeg_camera(pictures=5) as address,
            open_frames(address, fps=60) as frames,
            pytest.raises(SourceError) as caught,
        ):
            list(frames)
        assert caught.value.reason in ("ended", "broken")

    def test_a_camera_that_plays_a_clip_ends_with_it(self, tmp_path: Path) -> None:
        clip = write_video(tmp_path / "clip.mkv", frames=10).read_bytes()

        def plays(peer: socket.socket) -> None:
            peer.recv(4096)
            peer.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(clip), clip))

        with broken_camera(plays) as port, open_frames(f"http://127.0.0.1:{port}/clip", fps=60) as frames:
            assert end_of(frames, at_each=lambda: None).reason == "ended"

    @pytest.mark.parametrize(
        ("kind", "content"),
        [
            ("text/plain", b"ffconcat version 1.0\nfile {clip}\n"),
            ("application/x-mpegurl", b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{clip}\n#EXT-X-ENDLIST\n"),
            (
                "application/sdp",
                b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 26\n",
            ),
            ("image/png", cv2.imencode(".png", np.zeros((48, 64, 3), np.uint8))[1].tobytes()),
        ],
    )
    def test_a_camera_chooses_neither_file_nor_host_nor_decoder(
        self, tmp_path: Path, kind: str, content: bytes
    ) -> None:
        clip = write_video(tmp_path / "clip.mp4", frames=10)
        sent = content.replace(b"{clip}", str(clip).encode())
        head = f"HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(sent)}\r\n\r\n".encode()

        def answers(peer: socket.socket) -> None:
            peer.recv(4096)
            peer.sendall(head + sent)

        with broken_camera(answers) as port, pytest.raises(SourceError) as caught:
            list(open_frames(f"http://127.0.0.1:{port}/live"))
        assert (caught.value.reason, "RTSP stream" in str(caught.value)) == ("broken", True)

    @pytest.mark.parametrize(
        "kind", ["text/vnd.trolltech.linguist", "text/plain", "application/octet-stream", "video/mp2t", ""]
    )
    def test_a_transport_stream_is_played_whatever_the_server_takes_it_for(self, tmp_path: Path, kind: str) -> None:
        clip = write_video(tmp_path / "clip.ts", frames=30).read_bytes()

        def plays(peer: socket.socket) -> None:
            peer.recv(4096)
            peer.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (kind.encode(), clip))

        with broken_camera(plays) as port, open_frames(f"http://127.0.0.1:{port}/live", fps=60) as frames:
            assert next(iter(frames)).size == (64, 48)

    @pytest.mark.parametrize("kind", ["application/vnd.apple.mpegurl", "text/plain", "audio/x-mpegurl", ""])
    def test_a_playlist_is_told_with_its_mend(self, kind: str) -> None:
        def answers(peer: socket.socket) -> None:
            peer.recv(4096)
            peer.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: %s\r\n\r\n#EXTM3U\n#EXTINF:2,\na.ts\n" % kind.encode())

        with broken_camera(answers) as port, pytest.raises(SourceError, match=r"playlist \(HLS\).*go2rtc"):
            open_frames(f"http://127.0.0.1:{port}/live.m3u8")

    def test_a_camera_cannot_send_its_reader_to_a_file(self, tmp_path: Path) -> None:
        clip = write_video(tmp_path / "clip.mp4", frames=10)

        def redirects(peer: socket.socket) -> None:
            peer.recv(4096)
            peer.sendall(f"HTTP/1.0 302 Found\r\nLocation: file://{clip}\r\n\r\n".encode())

        with broken_camera(redirects) as port, pytest.raises(SourceError):
            open_frames(f"http://127.0.0.1:{port}/live")

    @pytest.mark.usefixtures("impatient")
    def test_a_camera_that_stalls_in_the_middle_is_an_error(self) -> None:
        def stalls(peer: socket.socket) -> None:
            peer.recv(4096)
            peer.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n--x\r\n")
            says_nothing(peer)

        with broken_camera(stalls) as port, pytest.raises(SourceError) as caught:
            list(open_frames(f"http://127.0.0.1:{port}/video"))
        assert caught.value.reason == "stalled"


class TestBrokenCameras:
    @pytest.mark.parametrize("scheme", ["rtsp", "http"])
    @pytest.mark.parametrize("path", ["live", "Streaming/Channels/401", "404"])
    def test_nobody_listens(self, scheme: str, path: str) -> None:
        with pytest.raises(SourceError) as caught:
            open_frames(f"{scheme}://127.0.0.1:{unused_port()}/{path}")
        assert caught.value.reason == "refused"

    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize("scheme", ["rtsp", "http"])
    @pytest.mark.parametrize(
        ("answer", "reasons"),
        [(says_nothing, {"stalled"}), (says_garbage, {"broken", "stalled"}), (hangs_up, {"broken"})],
    )
    def test_nonsense_and_silence(self, scheme: str, answer: Answer, reasons: set[str]) -> None:
        with broken_camera(answer) as port, pytest.raises(SourceError) as caught:
            list(open_frames(f"{scheme}://viewer:Geheim-42@127.0.0.1:{port}/live"))
        assert caught.value.reason in reasons
        assert "Geheim" not in str(caught.value)
        assert "viewer" not in str(caught.value)

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            ("401 Unauthorized", "unauthorized"),
            ("403 Forbidden", "unauthorized"),
            ("404 Not Found", "not_found"),
            ("454 Session Not Found", "broken"),
        ],
    )
    def test_an_rtsp_refusal_is_named(self, status: str, reason: str) -> None:
        with broken_camera(rtsp_status(status)) as port, pytest.raises(SourceError) as caught:
            open_frames(f"rtsp://viewer:Geheim-42@127.0.0.1:{port}/live")
        assert caught.value.reason == reason

    def test_a_webcam_that_is_not_there(self) -> None:
        with pytest.raises(SourceError) as caught:
            open_frames("77")
        assert caught.value.reason == "not_found"
        assert "there is no 77" in str(caught.value)


@pytest.mark.programs
class TestRtspCameras:
    def test_a_camera_gives_pictures_at_the_rate_that_is_asked_for(self) -> None:
        with RtspCamera() as camera, open_frames(camera.address, fps=10) as frames:
            assert frames.duration_s is None
            seen = [frame for frame, _ in zip(frames, range(12), strict=False)]
        assert {frame.size for frame in seen} == {(320, 240)}
        assert math.isclose(seen[-1].time_s, 1.1, abs_tol=0.4)

    def test_a_camera_whose_connection_is_cut_is_an_error(self) -> None:
        with RtspCamera() as camera, open_frames(camera.address, fps=30) as frames:
            assert end_of(frames, at_each=camera.stop).reason in ("ended", "broken")

    @pytest.mark.usefixtures("impatient")
    def test_a_camera_that_freezes_has_stalled(self) -> None:
        with RtspCamera() as camera, open_frames(camera.address, fps=30) as frames:
            assert end_of(frames, at_each=camera.freeze).reason == "stalled"

    def test_user_and_password_open_a_guarded_camera(self) -> None:
        with RtspCamera(credentials=("viewer", "Geheim-42")) as camera:
            with pytest.raises(SourceError) as caught:
                open_frames(camera.address)
            assert caught.value.reason == "unauthorized"
            with open_frames(camera.address.replace("rtsp://", "rtsp://viewer:Geheim-42@")) as frames:
                assert next(iter(frames)).size == (320, 240)


def end_of(frames: Frames, *, at_each: Callable[[], None]) -> SourceError:
    """Do something at each picture until the source breaks, and return how it broke."""
    try:
        for _ in frames:
            at_each()
    except SourceError as error:
        return error
    pytest.fail("the source ended quietly")


def test_a_picture_is_converted_once_when_it_is_looked_at_from_whatever_thread(tmp_path: Path) -> None:
    shown = read(write_video(tmp_path / "clip.mp4", frames=5))
    sizes = [frame.size for frame in shown]
    assert all(isinstance(frame.picture, Undeveloped) for frame in shown)
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(lambda frame: frame.image, shown * 4))
    assert all(one is frame.image for one, frame in zip(images[-len(shown) :], shown, strict=True))
    assert [image.shape[1::-1] for image in images[: len(shown)]] == sizes
