"""Tries forms of an answer beside a notebook's code, for ``authoring.forms``: probes, and what they stand on."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from autograder.worker.forms import BY_NAME, DEEPEST, ITSELF, of, unfit


def formed(value: Any, name: str, depth: int) -> Any:
    """The value in the form, or those of its parts so many levels down that can be; raises where there is none."""
    if depth <= 0:
        given, form = BY_NAME[name]
        return form(given(value))
    parts = list(value.values() if isinstance(value, dict) else of(list, tuple)(value))
    fit = 0
    for place, part in enumerate(parts):
        with contextlib.suppress(Exception):
            parts[place] = formed(part, name, depth - 1)
            fit += 1
    if not fit:
        unfit()
    return dict(zip(value, parts, strict=True)) if isinstance(value, dict) else type(value)(parts)


def look(value: Any) -> Any:
    """The form of a value, as far as it shows."""
    match value:
        case torch.Tensor():
            strides = value.stride() if value.layout is torch.strided else ()
            return type(value), value.dtype, value.shape, strides, value.requires_grad, value.is_leaf
        case nn.Module():
            return type(value), [each.dtype for each in value.parameters()]
        case list() | tuple():
            return type(value), [look(each) for each in value]
        case dict():
            return type(value), [(look(key), look(each)) for key, each in value.items()]
    return type(value), repr(value)


class Answer:
    """An answer in a form: the value itself, or a function whose results have it; and how that went."""

    def __init__(self, original: Any, name: str, depth: int) -> None:
        self.original, self.name, self.depth = original, name, depth
        self.changed = self.failed = False
        self.value = self.in_form(original) if depth == ITSELF or not callable(original) else self.function()

    def in_form(self, value: Any) -> Any:
        try:
            new = formed(value, self.name, self.depth)
        except Exception:
            self.failed = True
            return value
        self.changed = self.changed or look(new) != look(value)
        return new

    def function(self) -> Any:
        @functools.wraps(self.original)
        def results_in_form(*given: Any, **named: Any) -> Any:
            return self.in_form(self.original(*given, **named))

        return results_in_form

    @property
    def fits(self) -> bool:
        """Whether the form made a difference, and could always be made."""
        return self.changed and not self.failed


@contextlib.contextmanager
def borrowed(ns: dict[str, Any], **bound: Any) -> Iterator[None]:
    """The notebook's globals with these names bound; all are as they were afterwards, and so are its tensors."""
    before = dict(ns)
    modules = [each for each in before.values() if isinstance(each, nn.Module)]
    tensors = [each for each in before.values() if torch.is_tensor(each)] + [p for m in modules for p in m.parameters()]
    values = [(each, each.detach().clone(), each.grad) for each in tensors if each.is_leaf]
    ns.update(bound)
    try:
        yield
    finally:
        for new in set(ns) - set(before):
            del ns[new]
        ns.update(before)
        with torch.no_grad():
            for held, value, gradient in values:
                held.copy_(value)
                held.grad = gradient


def said(ns: dict[str, Any], check: str) -> str:
    """What the visible check says of the answers that are bound; empty where it passes."""
    try:
        exec(compile(check, "<check>", "exec"), ns)  # noqa: S102  # the course's own text
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def forms_that_fit(ns: dict[str, Any], name: str, check: str) -> list[tuple[str, int]] | str:
    """The forms, and how deep, that make a difference to what the answer gives in its visible check.

    What the check says, where it does not pass as it is.
    """
    original, results = ns[name], []

    def watched(*given: Any, **named: Any) -> Any:
        results.append(original(*given, **named))
        return results[-1]

    with borrowed(ns, **{name: functools.wraps(original)(watched) if callable(original) else original}):
        if told := said(ns, check):
            return told
    fit = []
    for depth in range(ITSELF if callable(original) else 0, DEEPEST + 1):
        for form in BY_NAME:
            answer = Answer(original, form, depth)
            for each in results if callable(original) and depth != ITSELF else ():
                answer.in_form(each)
            if answer.fits:
                fit.append((form, depth))
    return fit


def said_in_form(ns: dict[str, Any], name: str, check: str, form: str, depth: int) -> str:
    """What the visible check says of an answer in this form."""
    with borrowed(ns, **{name: Answer(ns[name], form, depth).value}):
        return said(ns, check)


IN_FORM: dict[str, Answer] = {}


def put_in_form(ns: dict[str, Any], name: str, form: str, depth: int) -> None:
    """Binds the answer in this form, until ``put_back``."""
    IN_FORM[name] = Answer(ns[name], form, depth)
    ns[name] = IN_FORM[name].value


def put_back(ns: dict[str, Any], name: str) -> bool:
    """Whether the form fitted meanwhile."""
    answer = IN_FORM.pop(name)
    ns[name] = answer.original
    return answer.fits
