from enum import StrEnum, auto


class Advice(StrEnum):
    LOWER = auto()
    RAISE = auto()
    KEEP = auto()


def diagnose(losses):
    first, *_, last = losses
    if not last < float("inf") or (last - first) / first > 0:
        return Advice.LOWER
    return Advice.RAISE if (first - last) * 100 < first else Advice.KEEP
