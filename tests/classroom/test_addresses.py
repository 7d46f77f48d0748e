"""Where a repository is: from the roster, from a template, and never where a program would be run."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import CourseError
from autograder.course.roster import Student
from autograder.frontends.repositories.addresses import addresses, place, shared
from autograder.frontends.repositories.git import redacted, refusal

FOLDER = Path("/course")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://example.org/ada.git", "https://example.org/ada.git"),
        ("git@example.org:ada.git", "git@example.org:ada.git"),
        ("file:///srv/ada.git", "file:///srv/ada.git"),
        ("/srv/ada.git", "/srv/ada.git"),
        ("hosts/ada.git", "/course/hosts/ada.git"),
        ("../ada", "/ada"),
        ("./a:b", "/course/a:b"),
    ],
)
def test_a_path_starts_at_the_rosters_folder_and_all_else_stays(written: str, read: str) -> None:
    assert addresses([Student("ada", repository=written)], None, FOLDER) == ({"ada": read}, {})


def test_a_template_serves_who_has_no_address() -> None:
    class_ = [
        Student("ada", github_username="lovelace"),
        Student("bob", repository="https://example.org/bob"),
        Student("eve"),
    ]
    template = "https://github.com/course/work-{github_username}.git"
    assert addresses(class_, template, FOLDER) == (
        {"ada": "https://github.com/course/work-lovelace.git", "bob": "https://example.org/bob"},
        {"eve": "no repository: the roster's 'github_username' is empty, and so is 'repository'"},
    )
    assert addresses(class_, "git@host:{id}", FOLDER)[0]["eve"] == "git@host:eve"


def test_who_has_neither_is_told_what_to_do() -> None:
    reason = "no repository: the roster's 'repository' is empty; fill it in, or give --remote"
    assert addresses([Student("ada")], None, FOLDER) == ({}, {"ada": reason})


@pytest.mark.parametrize("template", ["https://example.org/work", "https://example.org/{name}", "{id}/{}", "{id}-{0}"])
def test_a_template_without_a_known_field_is_refused(template: str) -> None:
    with pytest.raises(CourseError, match=r"it needs \{id\} or \{github_username\}"):
        addresses([Student("ada")], template, FOLDER)


@pytest.mark.parametrize("template", ["ext::sh -c {id}", "--upload-pack={id}", "-{id}", "foo://{id}"])
def test_a_template_of_programs_is_refused(template: str) -> None:
    with pytest.raises(CourseError, match="makes no addresses of repositories"):
        addresses([Student("ada")], template, FOLDER)


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c id",
        "fd::7",
        "-oProxyCommand=id",
        "--upload-pack=id",
        "ssh://-oProxyCommand=id/x",
        "ssh://git@-oProxyCommand=id/x",
        "git@-oProxyCommand=id:x",
        "ftp://example.org/x",
        "javascript://x",
        "https://example.org/\nx",
        "https://example.org/\x1b[2J",
        " https://example.org/x",
    ],
)
def test_what_would_run_a_program_or_is_no_address_is_refused(address: str) -> None:
    assert refusal(address)
    found, missing = addresses([Student("ada", repository=address)], None, FOLDER)
    assert not found and "is no address of a repository: " in missing["ada"] and "\n" not in missing["ada"]


@pytest.mark.parametrize(
    "address",
    ["https://u:p@example.org/x-y", "ssh://git@example.org:22/x", "git@example.org:x", "/a b/c", "git://h/x", "./-x"],
)
def test_addresses_are_not_refused(address: str) -> None:
    assert not refusal(address)


def test_a_password_is_not_told() -> None:
    found, missing = addresses([Student("ada", repository="ftp://u:secret@host/x")], None, FOLDER)
    assert not found and "secret" not in missing["ada"] and "ftp://host/x" in missing["ada"]
    assert redacted("fatal: https://u:p@ss@host/x y://t@z") == "fatal: https://host/x y://z"


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/course/ada",
        "https://github.com/course/ada.git/",
        "https://t:oken@github.com/course/ada.git",
        "git@github.com:course/ada.git",
        "ssh://git@github.com/course/ada",
        "ssh://git@github.com:22//course/ada",
        "https://www.GitHub.com/Course/Ada",
    ],
)
def test_one_repository_has_many_addresses(address: str) -> None:
    assert place(address) == "github.com/course/ada"


def test_students_with_the_same_repository_are_found() -> None:
    found = {"ada": "https://host/x.git", "bob": "git@host:x", "eve": "https://host/y"}
    assert shared(found) == [("ada", "bob")]
