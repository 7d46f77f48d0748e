"""A part is the same all day, another one the next, has every kind in it, and over days has everything."""

from __future__ import annotations

import pytest

from tests import proof

THINGS = [f"{kind}-{number}" for kind in "abc" for number in range(10)]


def part(monkeypatch: pytest.MonkeyPatch, seed: str, everything: bool = False) -> list[str]:
    monkeypatch.setattr(proof, "SEED", seed)
    monkeypatch.setattr(proof, "PROOF", everything)
    return proof.some(THINGS, 5, kept=["a-0"], kind=lambda thing: thing[0])


def test_a_part_is_one_in_so_many_of_each_kind_and_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    found = part(monkeypatch, "1")
    assert [sum(thing.startswith(kind) for thing in found) - (kind == "a") for kind in "abc"][1:] == [2, 2]
    assert "a-0" in found and found == sorted(found, key=THINGS.index)


def test_a_seed_is_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    assert part(monkeypatch, "1") == part(monkeypatch, "1") != part(monkeypatch, "2")


def test_in_some_weeks_everything_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {thing for day in range(60) for thing in part(monkeypatch, str(day))} == set(THINGS)


def test_a_proof_is_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert part(monkeypatch, "1", everything=True) == THINGS
