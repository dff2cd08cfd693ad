"""Who the rooms and cameras are when their names, addresses and order change."""

import json
from pathlib import Path

import pytest
from falldetect_app.settings import identities as module
from falldetect_app.settings.identities import NOBODY, Identities
from falldetect_app.settings.identity_file import IdentityFile
from falldetect_app.settings.options import Options
from falldetect_app.settings.settings_file import SettingsFile
from falldetect_app.settings.validation import check_options
from hypothesis import given, settings
from hypothesis import strategies as st

type Three = tuple[str, str, str]

WINDOW = ("Window", "rtsp://192.0.2.1/a", "Living room")
DOOR = ("Door", "rtsp://192.0.2.2/a", "Living room")
HALL = ("Hall", "rtsp://192.0.2.3/a", "Hall")


def in_json(camera: Three, **more: str) -> dict[str, str]:
    return dict(zip(("name", "url", "room"), camera, strict=True)) | more


def home(*cameras: Three, known: Identities = NOBODY, **more: str) -> Options:
    return check_options({"cameras": [in_json(camera, **more) for camera in cameras]}, known)


def who(options: Options) -> list[tuple[str, str]]:
    return [(camera.id, camera.room_id) for camera in options.cameras]


KNOWN = NOBODY.remember(home(WINDOW, DOOR, HALL))
AS_BEFORE = [("window", "living_room"), ("door", "living_room"), ("hall", "hall")]


def in_room(camera: Three, room: str) -> Three:
    return (camera[0], camera[1], room)


@pytest.mark.parametrize(
    "cameras",
    [
        (WINDOW, DOOR, HALL),
        (in_room(WINDOW, "Livingroom"), in_room(DOOR, "Livingroom"), HALL),
        (in_room(WINDOW, "起居室"), in_room(DOOR, "起居室"), in_room(HALL, "🚪")),
        (("Fenster", *WINDOW[1:]), ("Tür", *DOOR[1:]), ("Flur", *HALL[1:])),
        (("Fenster", WINDOW[1], "Stube"), ("Tür", DOOR[1], "Stube"), ("Flur", HALL[1], "Flur")),
        (("Window", "rtsp://anna:New@192.0.2.1/a", "LIVING  room"), DOOR, HALL),
        (("Window", "rtsp://192.0.2.77/b", "Living room"), DOOR, ("Hall", "/dev/video0", "Hall")),
        (in_room(WINDOW, "Livingroom"), in_room(DOOR, "Livingroom"), in_room(HALL, "Living room")),
    ],
    ids=["nothing", "a room", "scripts", "cameras", "everything", "password", "addresses", "passed on"],
)
def test_whoever_is_renamed_stays_who_it_is(cameras: tuple[Three, ...]) -> None:
    assert who(home(*cameras, known=KNOWN)) == AS_BEFORE


def test_two_names_that_are_swapped_stay_with_their_rooms_and_their_automations() -> None:
    swapped = home(in_room(WINDOW, "Hall"), in_room(DOOR, "Hall"), in_room(HALL, "Living room"), known=KNOWN)
    assert who(swapped) == [("window", "hall"), ("door", "hall"), ("hall", "living_room")]


def test_cameras_whose_names_are_swapped_are_known_by_their_addresses() -> None:
    swapped = home(("Door", *WINDOW[1:]), ("Window", *DOOR[1:]), HALL, known=KNOWN)
    assert who(swapped) == AS_BEFORE


def test_a_room_that_is_parted_stays_where_its_name_is() -> None:
    parted = home(WINDOW, in_room(DOOR, "Porch"), HALL, known=KNOWN)
    assert who(parted) == [("window", "living_room"), ("door", "porch"), ("hall", "hall")]


def test_a_room_whose_cameras_go_to_two_new_names_goes_with_most_of_them() -> None:
    three = NOBODY.remember(home(WINDOW, DOOR, in_room(HALL, "Living room")))
    parted = home(in_room(HALL, "Porch"), in_room(WINDOW, "Lounge"), in_room(DOOR, "Lounge"), known=three)
    assert who(parted) == [("hall", "porch"), ("window", "living_room"), ("door", "living_room")]


def test_a_camera_that_comes_in_where_another_moved_out_is_in_the_same_room() -> None:
    moved = home(in_room(WINDOW, "Garage"), ("Shelf", "rtsp://192.0.2.9/a", "Living room"), HALL, known=KNOWN)
    assert who(moved) == [("window", "garage"), ("shelf", "living_room"), ("hall", "hall")]


def test_who_is_removed_and_comes_back_is_the_same_again() -> None:
    renamed = KNOWN.remember(home(WINDOW, DOOR, ("Flur", HALL[1], "Flur"), known=KNOWN))
    without = renamed.remember(home(WINDOW, DOOR, known=renamed))
    assert who(home(WINDOW, DOOR, ("Flur", HALL[1], "Flur"), known=without)) == AS_BEFORE
    another = home(WINDOW, DOOR, ("Hall", "rtsp://192.0.2.9/a", "Hall"), known=without)
    assert who(another)[2] == ("hall_2", "hall_2"), "the id of a room that was is nobody else's"


def test_names_that_differ_in_symbols_alone_are_two_rooms_and_two_cameras() -> None:
    options = home(("A!", "rtsp://192.0.2.1/a", "Bath ♂"), ("A?", "rtsp://192.0.2.2/a", "Bath ♀"))
    assert who(options) == [("a", "bath"), ("a_2", "bath_2")]
    known = NOBODY.remember(options)
    assert who(home(("A?", "rtsp://192.0.2.2/a", "Bath ♀"), ("A!", "rtsp://192.0.2.1/a", "Bath ♂"), known=known)) == [
        ("a_2", "bath_2"),
        ("a", "bath"),
    ]


def test_ids_that_are_written_hold() -> None:
    options = home(WINDOW, known=KNOWN, id="cam", room_id="den")
    assert who(options) == [("cam", "den")]
    known = KNOWN.remember(options)
    assert who(home(WINDOW, known=known)) == [("cam", "den")], "and stay when they are not written any more"
    beside = check_options({"cameras": [in_json(WINDOW, room_id="den"), in_json(DOOR)]}, KNOWN)
    assert who(beside) == [("window", "den"), ("door", "den")], "whoever names the same room is in it"


def test_the_name_of_a_room_that_was_given_another_is_free() -> None:
    cameras = [in_json(WINDOW), in_json(("Hall", HALL[1], "Lobby"), room_id="hall"), in_json(in_room(DOOR, "Hall"))]
    options = check_options({"cameras": cameras}, KNOWN)
    assert who(options) == [("window", "living_room"), ("hall", "hall"), ("door", "hall_2")]


def test_what_is_gone_is_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_GONE", 3)
    known = NOBODY
    for number in range(9):
        known = known.remember(home((f"C{number}", f"rtsp://192.0.2.{number + 1}/", f"R{number}"), known=known))
    assert [room.id for room in known.rooms] == ["r8", "r7", "r6", "r5"]
    assert [room.present for room in known.rooms] == [True, False, False, False]


NAMES = st.text(alphabet="ab 1!♂ßŻ客", min_size=1, max_size=6).filter(str.strip)


@settings(deadline=None)
@given(
    st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=6, unique_by=lambda pair: module.name_key(pair[0])),
    st.lists(NAMES, min_size=6, max_size=6),
    st.randoms(use_true_random=False),
)
def test_ids_are_unique_and_stay_whatever_is_renamed_or_put_in_another_order(
    pairs: list[tuple[str, str]], names: list[str], random: object
) -> None:
    cameras = [(name, f"rtsp://192.0.2.{index}/a", room) for index, (name, room) in enumerate(pairs)]
    first = home(*cameras)
    ids = [camera.id for camera in first.cameras]
    assert len(set(ids)) == len(ids)
    rooms = {module.name_key(camera.room): camera.room_id for camera in first.cameras}
    assert len(set(rooms.values())) == len(rooms)
    known = NOBODY.remember(first)
    assert who(home(*cameras, known=known)) == who(first)
    shuffled = cameras.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    by_address = {camera.url.get_secret_value(): camera.id for camera in first.cameras}
    again = home(*shuffled, known=known)
    assert [camera.id for camera in again.cameras] == [by_address[url] for _, url, _ in shuffled]
    old, new = cameras[0][2], names[0]
    if module.name_key(new) not in rooms:
        renamed = [in_room(one, new) if module.name_key(one[2]) == module.name_key(old) else one for one in cameras]
        assert who(home(*renamed, known=known)) == who(first)


@pytest.fixture
def options(tmp_path: Path) -> Path:
    return tmp_path / "options.json"


def opened(options: Path, *cameras: Three) -> SettingsFile:
    options.write_text(json.dumps({"cameras": [in_json(camera) for camera in cameras]}))
    return SettingsFile(options, options.parent)


def test_an_installation_from_before_keeps_its_ids_and_its_rooms_that_were_one(options: Path) -> None:
    (options.parent / "installation_id").write_text("0" * 32)
    before = opened(options, WINDOW, in_room(DOOR, "Living-room"), HALL)
    assert who(before.options) == AS_BEFORE
    later = opened(options, in_room(WINDOW, "Stube"), in_room(DOOR, "Stube"), HALL)
    assert who(later.options) == AS_BEFORE


def test_a_rename_in_the_options_is_known_over_starts(options: Path) -> None:
    opened(options, WINDOW, DOOR, HALL)
    opened(options, in_room(WINDOW, "Stube"), in_room(DOOR, "Stube"), HALL)
    third = opened(options, in_room(DOOR, "Wohnzimmer"), in_room(WINDOW, "Wohnzimmer"), HALL)
    assert who(third.options) == [("door", "living_room"), ("window", "living_room"), ("hall", "hall")]
    assert (options.parent / "identities.json").stat().st_mode & 0o077 == 0
    assert "192.0.2" not in (options.parent / "identities.json").read_text()


def test_identities_that_are_cut_off_are_those_before(options: Path, caplog: pytest.LogCaptureFixture) -> None:
    opened(options, WINDOW, DOOR)
    opened(options, WINDOW, DOOR, HALL)
    (options.parent / "identities.json").write_text("{")
    again = opened(options, in_room(WINDOW, "Stube"), in_room(DOOR, "Stube"), HALL)
    assert who(again.options) == AS_BEFORE
    assert "cannot be read" in caplog.text


def test_identities_that_cannot_be_kept_are_told_and_hold_until_the_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "identities.part").mkdir()
    kept = IdentityFile(tmp_path)
    kept.keep(NOBODY.remember(home(WINDOW)))
    assert kept.known.rooms[0].id == "living_room"
    assert "cannot be written" in caplog.text
