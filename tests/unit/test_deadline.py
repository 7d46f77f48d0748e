"""Days late by the calendar, whatever the clocks do, and minutes of grace by a watch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import LatePolicy
from autograder.course.deadline import Deadline

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def changes(zone: ZoneInfo, first: int = 2000, last: int = 2037) -> Iterator[datetime]:
    """The moments, in UTC, at which the clocks of a zone change: found hour by hour, then minute by minute."""
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while at < end:
        day = at + DAY
        if at.astimezone(zone).utcoffset() != day.astimezone(zone).utcoffset():
            while at.astimezone(zone).utcoffset() != day.astimezone(zone).utcoffset():
                at += 30 * MINUTE
            yield at
        at = day


CHANGES = [(ZoneInfo(name), at) for name in ZONES for at in changes(ZoneInfo(name))]


def due(zone: ZoneInfo, *when: int, grace: int = 0, fold: int = 0) -> Deadline:
    return Deadline(datetime(*when, tzinfo=zone, fold=fold), LatePolicy(grace_minutes=grace))  # type: ignore[arg-type,misc]


def test_all_changes_are_looked_at() -> None:
    counts = {name: sum(zone.key == name for zone, _ in CHANGES) for name in ZONES}
    assert all(count >= 2 * 37 for count in counts.values()), counts


def test_a_day_of_25_hours_is_one_day() -> None:
    """Due on Saturday, the clocks go back in the night, handed in on Sunday: less than a day late by any calendar."""
    berlin = ZoneInfo("Europe/Berlin")
    deadline = due(berlin, 2027, 10, 30, 23, 59)
    assert deadline.days_late(datetime(2027, 10, 31, 23, 30, tzinfo=berlin)) == 1
    assert deadline.days_late(datetime(2027, 11, 1, 0, 0, tzinfo=berlin)) == 2


def test_a_day_of_23_hours_is_a_whole_one() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    deadline = due(berlin, 2027, 3, 27, 23, 59)
    assert deadline.days_late(datetime(2027, 3, 28, 23, 59, tzinfo=berlin)) == 1
    assert deadline.days_late(datetime(2027, 3, 29, 0, 30, tzinfo=berlin)) == 2  # 23 and a half hours later


@pytest.mark.parametrize(("zone", "change"), CHANGES, ids=lambda each: str(each)[:40])
def test_a_day_ends_when_the_clock_shows_the_due_time_again(zone: ZoneInfo, change: datetime) -> None:
    """Due in the evening before the change, at noon, and days before it."""
    local = change.astimezone(zone)
    for ahead, hour, minute in [(1, 23, 59), (1, 12, 0), (1, 8, 30), (3, 18, 0), (6, 23, 59)]:
        day = (local - ahead * DAY).date()
        deadline = due(zone, day.year, day.month, day.day, hour, minute)
        for days in range(1, 9):
            there = datetime(day.year, day.month, day.day, hour, minute) + days * DAY
            end = there.replace(tzinfo=zone)
            assert deadline.days_late(end) == days
            assert deadline.days_late(end.astimezone(UTC) + timedelta(seconds=1)) == days + 1
            assert deadline.days_late(end.astimezone(UTC) - timedelta(seconds=1)) == days


@pytest.mark.parametrize(("zone", "change"), CHANGES, ids=lambda each: str(each)[:40])
def test_grace_is_minutes_also_over_a_change(zone: ZoneInfo, change: datetime) -> None:
    """From every quarter of an hour around the change, the repeated and the missing hour among them."""
    for quarter in range(-8, 9):
        at = change + quarter * 15 * MINUTE
        deadline = Deadline(at.astimezone(zone), LatePolicy(grace_minutes=20))
        assert deadline.last.astimezone(UTC) == at + 20 * MINUTE
        assert deadline.last.utcoffset() == (at + 20 * MINUTE).astimezone(zone).utcoffset()
        assert deadline.days_late(at + 20 * MINUTE) == 0
        assert deadline.days_late((at + 21 * MINUTE).astimezone(zone)) == 1


@pytest.mark.parametrize(("zone", "change"), CHANGES, ids=lambda each: str(each)[:40])
def test_later_is_never_fewer_days(zone: ZoneInfo, change: datetime) -> None:
    for ahead in (0, 1, 2):
        deadline = Deadline((change - ahead * DAY - 7 * MINUTE).astimezone(zone), LatePolicy())
        late = [deadline.days_late(change + quarter * 15 * MINUTE) for quarter in range(-300, 300)]
        assert late == sorted(late)
        assert set(late) == set(range(max(late) + 1))


def test_a_time_that_the_clock_shows_twice_or_never_is_the_later_one() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    twice = due(berlin, 2027, 10, 30, 2, 30)
    assert twice.days_late(datetime(2027, 10, 31, 2, 30, tzinfo=berlin, fold=1)) == 1
    assert twice.days_late(datetime(2027, 10, 31, 2, 31, tzinfo=berlin, fold=1)) == 2
    never = due(berlin, 2027, 3, 27, 2, 30)
    assert never.days_late(datetime(2027, 3, 28, 3, 30, tzinfo=berlin)) == 1
    assert never.days_late(datetime(2027, 3, 28, 3, 31, tzinfo=berlin)) == 2


@pytest.mark.parametrize(("days", "end"), [(1, (10, 31)), (2, (11, 1)), (7, (11, 6))])
def test_an_extension_is_of_calendar_days(days: int, end: tuple[int, int]) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    deadline = due(berlin, 2027, 10, 30, 23, 59).extended(timedelta(days=days))
    assert deadline.due.replace(tzinfo=None) == datetime(2027, *end, 23, 59)
    assert deadline.extended(timedelta(hours=2)).last == deadline.last + timedelta(hours=2)


def test_a_zone_that_is_an_offset_has_days_of_24_hours() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    deadline = Deadline(datetime(2027, 3, 27, 23, 59, tzinfo=zone), LatePolicy())
    assert deadline.days_late(deadline.due + DAY) == 1
    assert deadline.days_late(deadline.due + DAY + timedelta(microseconds=1)) == 2


def test_a_zone_that_leaves_a_day_out_has_no_such_day() -> None:
    """Samoa had no 30 December 2011."""
    apia = ZoneInfo("Pacific/Apia")
    deadline = due(apia, 2011, 12, 29, 23, 59)
    assert deadline.days_late(datetime(2011, 12, 31, 12, 0, tzinfo=apia)) == 1


def test_grace_may_be_longer_than_a_day_and_is_not_taken_off_what_is_late() -> None:
    deadline = due(ZoneInfo("Europe/Berlin"), 2027, 3, 1, 12, 0, grace=2 * 24 * 60)
    assert deadline.days_late(deadline.due + 2 * DAY) == 0
    assert deadline.days_late(deadline.due + 2 * DAY + timedelta(seconds=1)) == 3


@given(st.integers(0, 5000), st.timedeltas(timedelta(days=-20), timedelta(days=300)))
def test_nothing_is_late_up_to_the_last_minute_and_everything_after_it(grace: int, delay: timedelta) -> None:
    deadline = due(ZoneInfo("Australia/Lord_Howe"), 2027, 3, 1, 12, 0, grace=grace)
    assert (deadline.days_late(deadline.due.astimezone(UTC) + delay) > 0) == (delay > timedelta(minutes=grace))
