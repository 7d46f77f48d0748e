"""Whatever a path is, it is submissions or one line; nothing is written or read outside of it."""

import io
import os
import re
import resource
import stat
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course import Assignment, Notebook
from autograder.notebooks import intake
from autograder.notebooks.intake import Folder, assignments_named, find
from autograder.notebooks.ipynb import read
from autograder.notebooks.plainfile import MAX_BYTES, UnreadableError
from autograder.notebooks.source import notebook_files

HW = Assignment(name="hw", notebooks=())
HW_X = Assignment(name="hw", notebooks=(Notebook(name="x", exercises=()),))

Finder = Callable[..., tuple[dict[str, list[str]], list[str]]]


def notebook(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    return path


def packed(path: Path, *names: str | zipfile.ZipInfo) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            archive.writestr(name, "{}")
    return path


@pytest.fixture
def seen(tmp_path: Path) -> Finder:
    """Name -> the names of its notebooks, and the problems, with what was refused among them."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def find_in(*paths: Path, assignment: Assignment = HW) -> tuple[dict[str, list[str]], list[str]]:
        found, problems = find(paths, assignment, scratch)
        problems += [f"{name}: {reason}" for each in found for name, reason in each.refused]
        assert all("\n" not in problem for problem in problems)
        return {each.name: [path.name for path in each.notebooks] for each in found if each.notebooks}, problems

    return find_in


@pytest.mark.parametrize(
    ("files", "given", "expected"),
    [
        (["ada/x.ipynb"], "ada/x.ipynb", {"ada": ["x.ipynb"]}),
        (["ada/hw/x.ipynb"], "ada/hw/x.ipynb", {"ada": ["x.ipynb"]}),
        (["ada/x.ipynb", "ada/y.ipynb"], "ada", {"ada": ["x.ipynb", "y.ipynb"]}),
        (["ada/hw/x.ipynb"], "ada/hw", {"ada": ["x.ipynb"]}),
        (["ada/hw/x.ipynb"], "ada", {"ada": ["x.ipynb"]}),
        (["in/ada/hw/x.ipynb", "in/bob/hw/y.ipynb"], "in", {"ada": ["x.ipynb"], "bob": ["y.ipynb"]}),
        (["in/ada/x.ipynb", "in/bob/y.ipynb"], "in", {"ada": ["x.ipynb"], "bob": ["y.ipynb"]}),
        (["in/ada/x.ipynb", "in/.git/y.ipynb", "in/__MACOSX/z.ipynb"], "in", {"ada": ["x.ipynb"]}),
        (["in/ada/x.ipynb", "in/ada/data.csv"], "in", {"ada": ["x.ipynb"]}),
    ],
)
def test_folders(tmp_path: Path, seen: Finder, files: list[str], given: str, expected: dict[str, list[str]]) -> None:
    for file in files:
        notebook(tmp_path / file)
    assert seen(tmp_path / given) == (expected, [])


@pytest.mark.parametrize("given", [".", "x.ipynb"])
def test_the_working_folder(tmp_path: Path, seen: Finder, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    notebook(tmp_path / "ada" / "hw" / "x.ipynb")
    monkeypatch.chdir(tmp_path / "ada" / "hw")
    assert seen(Path(given)) == ({"ada": ["x.ipynb"]}, [])


def test_several_paths_stand_in_the_order_given(tmp_path: Path, seen: Finder) -> None:
    for name in ("b", "a"):
        notebook(tmp_path / name / "x.ipynb")
    found, _ = seen(tmp_path / "b", tmp_path / "a")
    assert [*found] == ["b", "a"]


def test_one_bad_path_leaves_the_others(tmp_path: Path, seen: Finder) -> None:
    notebook(tmp_path / "ada" / "x.ipynb")
    found, problems = seen(tmp_path / "none", tmp_path / "ada")
    assert found == {"ada": ["x.ipynb"]}
    assert len(problems) == 1


def test_a_student_without_notebooks_is_named(tmp_path: Path, seen: Finder) -> None:
    notebook(tmp_path / "in" / "ada" / "x.ipynb")
    (tmp_path / "in" / "bob" / "hw").mkdir(parents=True)
    found, problems = seen(tmp_path / "in")
    assert found == {"ada": ["x.ipynb"]}
    assert len(problems) == 1
    assert "bob" in problems[0]


CLASS = {"ada": ["x.ipynb"], "bob": ["x.ipynb"]}
NESTED = ["in/ada/hw/x.ipynb", "in/bob/hw/x.ipynb"]
DIRECT = ["in/ada/x.ipynb", "in/bob/x.ipynb"]


@pytest.mark.parametrize(
    ("files", "given", "expected", "says"),
    [
        ([*NESTED, "in/lost.ipynb"], "in", CLASS, "in: 'lost.ipynb' lies beside the students' folders"),
        ([*NESTED, "in/x.ipynb"], "in", CLASS, "in: 'x.ipynb' lies beside"),
        ([*NESTED, "in/a.ipynb", "in/c.zip"], "in", CLASS, "'a.ipynb', 'c.zip' lie beside .* move them into"),
        ([*NESTED, "in/Zoe.ZIP", "in/README.md", "in/.DS_Store"], "in", CLASS, "in: 'Zoe.ZIP' lies beside"),
        ([*NESTED, "in/ada.zip", "in/README.md", "in/.DS_Store"], "in", CLASS, ""),
        ([*DIRECT, "in/lost.ipynb"], "in", CLASS, "in: 'lost.ipynb' lies beside"),
        ([*DIRECT, "in/lost.zip"], "in", CLASS, "in: 'lost.zip' lies beside"),
        ([*DIRECT, "in/X.ipynb"], "in", {"in": ["X.ipynb"]}, r"one submission; .*\('ada', 'bob'\) were not"),
        (["in/my.ipynb", "in/old/my.ipynb"], "in", {"in": ["my.ipynb"]}, ""),
        ([*NESTED, "in/bob/lost.ipynb"], "in", CLASS, "in/bob: 'lost.ipynb' lies beside hw/"),
        ([*NESTED, "in/bob/more.zip", "in/bob/hw.zip"], "in", CLASS, "in/bob: 'more.zip' lies beside hw/"),
        (["ada/hw/x.ipynb", "ada/lost.ipynb"], "ada", {"ada": ["x.ipynb"]}, "ada: 'lost.ipynb' lies beside hw/"),
        (["ada/hw/x.ipynb", "ada/hw/old/x.ipynb"], "ada/hw", {"ada": ["x.ipynb"]}, ""),
    ],
)
def test_a_stray_file_hides_nobody(
    tmp_path: Path, seen: Finder, files: list[str], given: str, expected: dict[str, list[str]], says: str
) -> None:
    for file in files:
        notebook(tmp_path / file)
    found, problems = seen(tmp_path / given, assignment=HW_X)
    assert found == expected
    assert len(problems) == bool(says) and re.search(says, "".join(problems))


def test_many_stray_files_are_one_line(tmp_path: Path, seen: Finder) -> None:
    for file in (*NESTED, *(f"in/{number:03}.ipynb" for number in range(150))):
        notebook(tmp_path / file)
    found, [problem] = seen(tmp_path / "in")
    assert found == CLASS and "'019.ipynb' and 130 more lie beside" in problem


def test_a_stray_notebook_in_a_zip_hides_nobody(tmp_path: Path, seen: Finder) -> None:
    found, [problem] = seen(packed(tmp_path / "all.zip", "ada/hw/x.ipynb", "bob/hw/x.ipynb", "lost.ipynb"))
    assert found == CLASS and "all.zip: 'lost.ipynb' lies beside" in problem


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("none", "no such file or folder"),
        ("none.ipynb", "no such file or folder"),
        ("empty", r"no notebooks in it; expected \*\.ipynb or <student>/hw/\*\.ipynb"),
        ("text.txt", "neither a notebook"),
        ("n" * 300, ""),
        ("a\0b", ""),
    ],
)
def test_a_bad_path_is_one_line(tmp_path: Path, seen: Finder, path: str, says: str) -> None:
    (tmp_path / "empty").mkdir()
    notebook(tmp_path / "text.txt")
    found, problems = seen(tmp_path / path)
    assert found == {}
    assert len(problems) == 1
    assert path[:10].replace("\0", "") in problems[0].replace("\0", "")
    assert re.search(says, problems[0])


@pytest.mark.parametrize("link", ["eve/hw", "eve"])
def test_linked_folders_are_not_followed(tmp_path: Path, seen: Finder, link: str) -> None:
    other = notebook(tmp_path / "others" / "ada" / "hw" / "x.ipynb")
    notebook(tmp_path / "in" / "zoe" / "hw" / "x.ipynb")
    target = {"eve/hw": other.parent, "eve": other.parent.parent}[link]
    (tmp_path / "in" / link).parent.mkdir(exist_ok=True)
    (tmp_path / "in" / link).symlink_to(target)
    found, (problem,) = seen(tmp_path / "in")
    assert found == {"zoe": ["x.ipynb"]}
    assert problem.startswith(f"{tmp_path / 'in' / link}: it is a link, and links are not followed")


def test_a_linked_notebook_is_whose_it_lies_with(tmp_path: Path, seen: Finder) -> None:
    other = notebook(tmp_path / "ada" / "hw" / "x.ipynb")
    (tmp_path / "eve" / "hw").mkdir(parents=True)
    (tmp_path / "eve" / "hw" / "x.ipynb").symlink_to(other)
    assert seen(tmp_path / "eve" / "hw" / "x.ipynb") == ({"eve": ["x.ipynb"]}, [])


def test_a_folder_whose_only_assignment_is_a_link_is_told(tmp_path: Path, seen: Finder) -> None:
    other = notebook(tmp_path / "ada" / "hw" / "x.ipynb").parent
    (tmp_path / "eve").mkdir()
    (tmp_path / "eve" / "hw").symlink_to(other)
    found, (problem,) = seen(tmp_path / "eve")
    assert (found, "it is a link, and links are not followed" in problem) == ({}, True)


def test_a_linked_notebook_is_one_that_its_reader_refuses(tmp_path: Path, seen: Finder) -> None:
    other = notebook(tmp_path / "others" / "x.ipynb")
    (tmp_path / "eve").mkdir()
    (tmp_path / "eve" / "x.ipynb").symlink_to(other)
    assert seen(tmp_path / "eve") == ({"eve": ["x.ipynb"]}, [])
    with pytest.raises(UnreadableError, match="it is a link"):
        read(tmp_path / "eve" / "x.ipynb")


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_names_that_are_no_utf_8_become_text(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/in/ad\xe9"
    notebook(Path(os.fsdecode(folder), "x.ipynb"))
    found, _ = find([tmp_path / "in"], HW, tmp_path)
    assert found[0].name == "ad\\udce9"
    for path in (Path(os.fsdecode(folder)), Path(os.fsdecode(folder)) / "x.ipynb"):
        found, _ = find([path], HW, tmp_path)
        found[0].name.encode()


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_problems_are_text(tmp_path: Path) -> None:
    for name in (b"n\xff", b"n\xff.zip", b"n\xff.txt", b"empty\xff"):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        if name.startswith(b"empty"):
            path.mkdir()
        elif name != b"n\xff":
            path.write_text("")
        found, problems = find([path], HW, tmp_path)
        problems += [reason for each in found for _, reason in each.refused]
        assert len(problems) == 1
        problems[0].encode()


# Zips


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (["x.ipynb"], {"ada": ["x.ipynb"]}),
        (["hw/x.ipynb"], {"ada": ["x.ipynb"]}),
        (["bob/hw/x.ipynb", "cy/hw/x.ipynb"], {"bob": ["x.ipynb"], "cy": ["x.ipynb"]}),
        (["bob/x.ipynb", "bob/table.csv", "__MACOSX/bob/._x.ipynb"], {"bob": ["x.ipynb"]}),
    ],
)
def test_zips(tmp_path: Path, seen: Finder, entries: list[str], expected: dict[str, list[str]]) -> None:
    assert seen(packed(tmp_path / "up" / "ada.zip", *entries)) == (expected, [])


def test_nothing_is_written_outside(tmp_path: Path, seen: Finder) -> None:
    evil = ["../evil.ipynb", "a/../../evil.ipynb", "/evil.ipynb"]
    path = packed(tmp_path / "up" / "ada.zip", "x.ipynb", *evil)
    before = {*tmp_path.rglob("*")}
    found, problems = seen(path)
    assert found == {"ada": ["x.ipynb"]}
    assert [each.partition(":")[0] for each in problems] == evil
    assert all("outside the folder that was zipped" in each for each in problems)
    new = {each for each in tmp_path.rglob("*") if each not in before and each.is_file()}
    assert all(each.is_relative_to(tmp_path / "scratch") for each in new)
    assert not any(each.name == "evil.ipynb" for each in new)


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        (["x.ipynb", "x.ipynb"], "x.ipynb: it stands in the zip twice; the last one counts"),
        (["x.ipynb", "n" * 300 + ".ipynb"], "it cannot be unpacked (File name too long); give it another name"),
        (["x.ipynb", "x.ipynb/y.ipynb"], "x.ipynb/y.ipynb: it cannot be unpacked (File exists)"),
    ],
)
def test_one_bad_entry_leaves_the_others(tmp_path: Path, seen: Finder, entries: list[str], reason: str) -> None:
    found, (problem,) = seen(packed(tmp_path / "ada.zip", *entries))
    assert found == {"ada": ["x.ipynb"]}
    assert reason in problem


def test_of_several_zips_none_says_that_it_is_anothers(tmp_path: Path, seen: Finder) -> None:
    paths = [
        packed(tmp_path / f"{name}.zip", f"{inner}/hw/x.ipynb") for name, inner in (("ada", "bob"), ("bob", "bob"))
    ]
    assert seen(*paths) == ({"ada": ["x.ipynb"], "bob": ["x.ipynb"]}, [])
    assert seen(packed(tmp_path / "class.zip", "bob/hw/x.ipynb")) == ({"bob": ["x.ipynb"]}, [])


def test_the_same_student_in_two_zips_stands_twice(tmp_path: Path) -> None:
    paths = [packed(tmp_path / folder / "ada.zip", "x.ipynb") for folder in ("one", "two")]
    (tmp_path / "scratch").mkdir()
    found, problems = find(paths, HW, tmp_path / "scratch")
    assert [each.name for each in found] == ["ada", "ada (2)"]
    assert found[0].notebooks != found[1].notebooks
    assert problems == []


def test_links_in_a_zip_are_left_out(tmp_path: Path, seen: Finder) -> None:
    link = zipfile.ZipInfo("link.ipynb")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found, problems = seen(packed(tmp_path / "ada.zip", "x.ipynb", link))
    assert found == {"ada": ["x.ipynb"]}
    assert problems == ["link.ipynb: it is a link, and links are not followed; zip the file itself"]


def encrypted(data: bytes) -> bytes:
    """The bytes of a zip whose entries say that they are encrypted."""
    marked = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(mark)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(mark, at + 4)
    return bytes(marked)


def other_method(data: bytes) -> bytes:
    """The bytes of a zip in a compression that is unknown."""
    marked = bytearray(data)
    marked[data.index(b"PK\x03\x04") + 8] = marked[data.index(b"PK\x01\x02") + 10] = 97
    return bytes(marked)


def garbled(data: bytes) -> bytes:
    """The bytes of a zip whose compressed data are others."""
    start = data.index(b"x.ipynb") + len("x.ipynb")
    return data[:start] + b"\xff\xff" + data[start + 2 :]


def no_text(data: bytes) -> bytes:
    """The bytes of a zip whose entry has a name that should be UTF-8 and is not."""
    marked = bytearray(data.replace(b"x.ipynb", b"\xff.ipynb"))
    marked[data.index(b"PK\x03\x04") + 7] |= 8
    marked[data.index(b"PK\x01\x02") + 9] |= 8
    return bytes(marked)


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "no zip": lambda data: b"{}",
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at the end": lambda data: data[:-5],
    "encrypted": encrypted,
    "other method": other_method,
    "garbled": garbled,
    "name is no text": no_text,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_zip_is_one_line(tmp_path: Path, seen: Finder, spoil: Callable[[bytes], bytes]) -> None:
    path = packed(tmp_path / "ada.zip", "x.ipynb")
    path.write_bytes(spoil(path.read_bytes()))
    found, problems = seen(path, notebook(tmp_path / "bob" / "x.ipynb"))
    assert found == {"bob": ["x.ipynb"]}
    assert len(problems) == 1
    assert "ada.zip" in problems[0]


def sample() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bob/x.ipynb", "{}" * 20)
        archive.writestr("cy/hw/y.ipynb", "{}")
    return held.getvalue()


ZIP = sample()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(ZIP) - 1), st.integers(0, 255)), max_size=4), st.integers(0, len(ZIP)))
def test_any_bytes_of_a_zip_are_submissions_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(ZIP)
    for place, byte in changes:
        data[place] = byte
    folder = tmp_path_factory.mktemp("zip")
    path = folder / "ada.zip"
    path.write_bytes(data if changes else data[:end])
    (folder / "scratch").mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, problems = find([path], HW, folder / "scratch")
    assert problems or all(each.notebooks or each.refused for each in found)
    assert all(each.is_relative_to(folder / "scratch") for folder_ in found for each in folder_.notebooks)


def test_a_zip_without_notebooks_is_one_line(tmp_path: Path, seen: Finder) -> None:
    found, problems = seen(packed(tmp_path / "ada.zip", "readme.txt"))
    assert found == {}
    assert len(problems) == 1
    assert "ada.zip: no notebooks in it" in problems[0]


def test_a_zip_called_like_a_folder_above(tmp_path: Path, seen: Finder) -> None:
    packed(tmp_path / "...zip", "x.ipynb")
    found, problems = seen(tmp_path / "...zip")
    assert len(found) + len(problems) == 1


def test_a_name_too_long_for_a_file_is_one_line(tmp_path: Path, seen: Finder) -> None:
    found, problems = seen(packed(tmp_path / "ada.zip", "n" * 300 + ".ipynb"))
    assert found == {}
    assert ["File name too long" in problems[0], "no notebooks in it" in problems[1]] == [True, True]


def test_too_many_entries_are_refused(tmp_path: Path, seen: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_ZIP_ENTRIES", 2)
    found, problems = seen(packed(tmp_path / "ada.zip", "x.ipynb", "y.ipynb", "z.ipynb"))
    assert (found, len(problems)) == ({}, 1)


def test_too_many_bytes_are_refused(tmp_path: Path, seen: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_ZIP_BYTES", 3)
    found, problems = seen(packed(tmp_path / "ada.zip", "x.ipynb", "y.ipynb"))
    assert (found, len(problems)) == ({}, 1)


def test_a_bomb_is_unpacked_to_its_cap_only(tmp_path: Path) -> None:
    path = tmp_path / "ada.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.ipynb", b"\0" * (MAX_BYTES + 1000))
    (tmp_path / "scratch").mkdir()
    found, _ = find([path], HW, tmp_path / "scratch")
    assert found[0].notebooks[0].stat().st_size == MAX_BYTES + 1


def test_a_folder_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Folder("ada", ()).name = "eve"  # type: ignore[misc]


# Zips that are small and a lot of work


def named(folders: int, depth: int, width: int = 4) -> list[str]:
    """Names of one notebook in each of so many folders so deep."""
    return [f"{'/'.join(f'{n:0{width}}-{d}' for d in range(depth))}/x.ipynb" for n in range(folders)]


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (named(60, 900), "folders deep; zip the folder"),
        (named(60, 30), "folders deep; zip the folder"),
        (named(1, 9), "folders deep; zip the folder"),
        (named(1, 6000, 1), "folders deep; zip the folder"),
        (named(1000, 8), "more than 5000 folders in it; zip the notebooks alone"),
        (named(9000, 1), "more than 5000 folders in it; zip the notebooks alone"),
        ([f"{n}.ipynb" for n in range(10_001)], "too much in it; zip the notebooks alone"),
        ([*named(3, 2), "x" * 300 + "/y.ipynb"], "cannot be unpacked"),
        ([*named(3, 2), "y/" * 20_000 + "y.ipynb"], "folders deep; zip the folder"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} names",
)
def test_a_zip_of_folders_is_refused_before_they_are_made(
    tmp_path: Path, seen: Finder, names: list[str], says: str
) -> None:
    path = packed(tmp_path / "ada.zip", *names)
    started = time.process_time()
    _, problems = seen(path)
    assert time.process_time() - started < 2
    assert problems
    assert all(len(each) < 500 for each in problems)
    assert len(problems) < 30
    assert any(says in each for each in problems)
    assert sum(len(folders) for _, folders, _ in os.walk(tmp_path / "scratch")) < 20


def test_unpacking_takes_so_long_and_no_longer(tmp_path: Path, seen: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_ZIP_SECONDS", 0)
    found, (problem,) = seen(packed(tmp_path / "ada.zip", "x.ipynb"))
    assert (found, "takes too long to unpack" in problem) == ({}, True)


@pytest.mark.parametrize("name", ["pipe.zip", "folder.zip/x.zip"])
def test_what_is_no_file_is_no_zip(tmp_path: Path, seen: Finder, name: str) -> None:
    (tmp_path / "folder.zip").mkdir()
    os.mkfifo(tmp_path / name)
    found, (problem,) = seen(tmp_path / name)
    assert (found, name in problem) == ({}, True)


def test_a_folder_that_cannot_be_read_is_its_students_alone(
    tmp_path: Path, seen: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook(tmp_path / "in" / "ada" / "x.ipynb")
    notebook(tmp_path / "in" / "bob" / "x.ipynb")
    real = notebook_files

    def failing(folder: Path) -> list[Path]:
        if "ada" in folder.parts:
            raise OSError(5, "Input/output error")
        return real(folder)

    monkeypatch.setattr(intake, "notebook_files", failing)
    found, (problem,) = seen(tmp_path / "in")
    assert found == {"bob": ["x.ipynb"]}
    assert "ada: it cannot be read (Input/output error)" in problem


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_zipfile_unpacks_as_a_whole_is_refused(tmp_path: Path, seen: Finder, method: int) -> None:
    """A kilobyte of it is three gigabytes, whatever the directory says."""
    path = tmp_path / "ada.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("x.ipynb", b" " * 50_000_000)
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\1\2")
    data[at + 24 : at + 28] = (5000).to_bytes(4, "little")
    path.write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found, (problem,) = seen(path)
    assert (found, "packed in an unusual way; pack it again" in problem) == ({}, True)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_size_that_is_a_lie_is_kept_to(tmp_path: Path, seen: Finder) -> None:
    path = packed(tmp_path / "ada.zip", "x.ipynb")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.ipynb", b" " * 50_000_000)
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\1\2")
    data[at + 24 : at + 28] = (5000).to_bytes(4, "little")
    path.write_bytes(data)
    _, problems = seen(path)
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("submitted", ["warm-up", "hw"]),
        ("submitted/ada", ["hw"]),
        ("submitted/ada/hw", ["hw"]),
        ("submitted/ada/hw/nb.ipynb", ["hw"]),
        ("submitted/bob", ["warm-up"]),
        ("of-one", ["hw"]),
        ("class.zip", ["hw"]),
        ("hw/loose/ada", ["hw"]),
        ("hw/submitted/bob", ["warm-up"]),
        ("plain", []),
        ("none", []),
        ("bad.zip", []),
    ],
)
def test_folders_say_which_assignment_they_are_of(tmp_path: Path, given: str, named: list[str]) -> None:
    files = ("submitted/ada/hw", "submitted/bob/warm-up", "of-one/ada/hw", "hw/loose/ada", "hw/submitted/bob/warm-up")
    for folder in (*files, "plain/ada"):
        notebook(tmp_path / folder / "nb.ipynb")
    packed(tmp_path / "class.zip", "ada/hw/nb.ipynb", "bob/hw/nb.ipynb")
    (tmp_path / "bad.zip").write_text("no zip")
    assert assignments_named([tmp_path / given], ["warm-up", "hw", "other"]) == named
