"""Forms that an answer may take.

A form is given a value and returns what says the same; it raises where it does not apply.
"""

from __future__ import annotations

import collections
import copy
import enum
import functools
import types
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np
import torch
from torch import nn
from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset

Form = Callable[[Any], Any]
ITSELF = -1
"""The depth at which a function takes a form, and not what it returns."""
DEEPEST = 2


class Tons(float):
    pass


class Word(str):
    pass


class Series(list[Any]):
    pass


class Table(dict[Any, Any]):
    pass


class Readings(torch.Tensor):
    pass


class Pair(collections.namedtuple("Pair", "first second")):
    pass


class Called:
    """Something that is called, indexed or looped over as what is inside it; each item changed, if so wanted."""

    def __init__(self, inner: Any, change: Form = lambda item: item) -> None:
        self.inner, self.change = inner, change

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self.inner(*given, **named)

    def __iter__(self) -> Iterator[Any]:
        return map(self.change, self.inner)


class Rows(Called):
    def __len__(self) -> int:
        return len(self.inner)

    def __getitem__(self, key: Any) -> Any:
        return self.change(self.inner[key])


class Module(nn.Module):
    def __init__(self, inner: Callable[..., Any]) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, *given: Any, **named: Any) -> Any:
        return self.inner(*given, **named)


class Then(nn.Module):
    def __init__(self, change: Form) -> None:
        super().__init__()
        self.forward = change


def unfit() -> NoReturn:
    raise TypeError("the form does not apply")


def number(value: Any) -> Any:
    """A number, NumPy's or a tensor's too, as Python's own."""
    of_no_dimension = isinstance(value, np.generic | np.ndarray | torch.Tensor) and value.ndim == 0
    return value if isinstance(value, bool | int | float) else value.item() if of_no_dimension else unfit()


def where_whole(change: Form) -> Form:
    """Numbers that are not whole stay as they are, as where a function gives an int for ints."""
    return lambda value: change(int(value)) if float(value).is_integer() else value


def data(value: torch.Tensor) -> torch.Tensor:
    return value.detach().clone()


def in_inference_mode(value: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        return value.clone()


def of(*kinds: type) -> Form:
    """Lets only values of these kinds through."""
    return lambda value: value if isinstance(value, kinds) else unfit()


def keys(change: Form) -> Form:
    return lambda table: {change(key): each for key, each in table.items()}


def member_of(kind: Any, **given: Any) -> Form:
    return lambda value: kind("Choice", {"THIS": value}, **given)["THIS"]


text = of(str)
FORMS: dict[Form, dict[str, Form]] = {
    number: {
        "int": where_whole(int),
        "float": float,
        "complex": complex,
        "Fraction": Fraction,
        "Decimal": Decimal,
        "subclass of float": Tons,
        "number as str": str,
        "np.float64": np.float64,
        "np.float32": np.float32,
        "np.longdouble": np.longdouble,
        "np.int64": where_whole(np.int64),
        "np.int32": where_whole(np.int32),
        "np.uint64": where_whole(lambda v: np.uint64(v) if v >= 0 else v),
        "IntEnum": where_whole(member_of(enum.IntEnum)),
        "0-dim array": np.array,
        "0-dim array float32": lambda v: np.array(v, dtype=np.float32),
        "0-dim array int": where_whole(np.array),
        "0-dim tensor": lambda v: torch.tensor(float(v)),
        "0-dim tensor float64": lambda v: torch.tensor(float(v), dtype=torch.float64),
        "0-dim tensor int": where_whole(torch.tensor),
        "0-dim tensor int32": where_whole(lambda v: torch.tensor(v, dtype=torch.int32)),
        "0-dim tensor with gradient": lambda v: torch.tensor(float(v), requires_grad=True),
        "tensor (1,)": lambda v: torch.tensor([float(v)]),
        "tensor (1,) float64": lambda v: torch.tensor([float(v)], dtype=torch.float64),
        "tensor (1,) int": where_whole(lambda v: torch.tensor([v])),
        "tensor (1,) with gradient": lambda v: torch.tensor([float(v)], requires_grad=True),
        "tensor (1, 1)": lambda v: torch.tensor([[float(v)]]),
        "array (1,)": lambda v: np.array([v]),
        "array (1, 1)": lambda v: np.array([[v]]),
    },
    of(bool): {
        "np.bool_": np.bool_,
        "0-dim array of bool": np.array,
        "0-dim tensor of bool": torch.tensor,
    },
    of(torch.Tensor): {
        "float64": torch.Tensor.double,
        "float16": torch.Tensor.half,
        "bfloat16": torch.Tensor.bfloat16,
        "complex tensor": lambda v: v.to(torch.complex64),
        "detached": data,
        "with gradient": lambda v: data(v).requires_grad_(),
        "nn.Parameter": lambda v: nn.Parameter(data(v)),
        "no leaf": lambda v: v * 1,
        "of inference mode": in_inference_mode,
        "subclass of Tensor": lambda v: v.as_subclass(Readings),
        "array": lambda v: data(v).numpy(),
        "array float64": lambda v: data(v).double().numpy(),
        "nested list": lambda v: v.tolist(),
        "nested tuple": lambda v: tuple(map(tuple, v.tolist())),
        "list of rows": list,
        "list of arrays": lambda v: list(data(v).numpy()),
        "not contiguous": lambda v: torch.stack([v, v], -1)[..., 0],
        "(1, ...)": lambda v: v[None],
        "(..., 1)": lambda v: v[..., None],
        "flat": torch.Tensor.flatten,
        "squeezed": torch.Tensor.squeeze,
        "sparse": torch.Tensor.to_sparse,
    },
    of(list, tuple): {
        "list": list,
        "tuple": tuple,
        "deque": collections.deque,
        "UserList": collections.UserList,
        "subclass of list": Series,
        "namedtuple": lambda v: Pair(*v),
        "set": set,
        "generator": lambda v: (each for each in v),
        "iterator": iter,
        "keys of a dict": lambda v: dict.fromkeys(v).keys(),
        "values of a dict": lambda v: dict(enumerate(v)).values(),
        "dict by place": lambda v: dict(enumerate(v)),
        "array of them": np.array,
        "array of objects": lambda v: np.array(v, dtype=object),
        "array (n, 1)": lambda v: np.array(v)[:, None],
        "tensor of them": torch.tensor,
        "float64 tensor of them": lambda v: torch.tensor(v, dtype=torch.float64),
        "tensor of them with gradient": lambda v: torch.tensor(v, requires_grad=True),
        "tensor (n, 1)": lambda v: torch.tensor(v)[:, None],
        "stacked": lambda v: torch.stack(list(v)),
        "torch.Size": torch.Size,
        "bare, of one": lambda v: v[0] if len(v) == 1 else unfit(),
        "joined": "".join,
        "joined by commas": ", ".join,
        "joined by spaces": " ".join,
        "joined by arrows": " -> ".join,
    },
    of(dict): {
        "OrderedDict": collections.OrderedDict,
        "defaultdict": lambda v: collections.defaultdict(int, v),
        "subclass of dict": Table,
        "MappingProxyType": types.MappingProxyType,
        "UserDict": collections.UserDict,
        "dict backwards": lambda v: dict(reversed(v.items())),
        "list of pairs": lambda v: list(v.items()),
        "only the values": lambda v: list(v.values()),
        "namespace": lambda v: types.SimpleNamespace(**v),
        "keys in lower case": keys(lambda key: text(key).lower()),
        "keys with spaces": keys(lambda key: f" {text(key)} "),
        "keys with a dot": keys(lambda key: f"{text(key)}."),
        "keys in brackets": keys(lambda key: f"({text(key)})"),
        "keys with a colon": keys(lambda key: f"{text(key)}:"),
        "keys np.str_": keys(lambda key: np.str_(text(key))),
        "keys np.float64": keys(lambda key: np.float64(number(key))),
        "keys np.float32": keys(lambda key: np.float32(number(key))),
        "keys 0-dim tensors": keys(lambda key: torch.tensor(number(key))),
        "keys Fraction": keys(lambda key: Fraction(number(key))),
        "keys as str": keys(lambda key: str(number(key))),
    },
    text: {
        "subclass of str": Word,
        "str and Enum": member_of(enum.Enum, type=str),
        "StrEnum": member_of(enum.StrEnum),
        "Enum": member_of(enum.Enum),
        "np.str_": np.str_,
        "0-dim array of str": np.array,
        "bytes": str.encode,
        "spaces around": "  {} ".format,
        "new line at the end": "{}\n".format,
        "lower case": str.lower,
        "upper case": str.upper,
        "title case": str.title,
        "dot": "{}.".format,
        "bracket": "{})".format,
        "quotes": "'{}'".format,
        "colon": "{}:".format,
        "hyphens": lambda v: v.replace(" ", "-"),
        "commas": lambda v: v.replace(" ", ", "),
        "two spaces": lambda v: v.replace(" ", "  "),
        "list of words": str.split,
    },
    of(types.FunctionType, types.BuiltinFunctionType): {
        "lambda": lambda v: lambda *given, **named: v(*given, **named),
        "partial": functools.partial,
        "object with __call__": Called,
        "bound method": lambda v: Called(v).__call__,
        "module": Module,
        "staticmethod": staticmethod,
        "under no_grad": torch.no_grad(),
        "under inference_mode": torch.inference_mode(),
    },
    of(nn.Module): {
        "Sequential": nn.Sequential,
        "module in a module": Module,
        "function of a module": lambda v: lambda x: v(x),
        "forward of a module": lambda v: v.forward,
        "module in float64": lambda v: copy.deepcopy(v).double(),
        "frozen": lambda v: copy.deepcopy(v).requires_grad_(False),
        "outputs in float64": lambda v: nn.Sequential(v, Then(torch.Tensor.double)),
        "outputs detached": lambda v: nn.Sequential(v, Then(torch.Tensor.detach)),
        "outputs as arrays": lambda v: nn.Sequential(v, Then(lambda y: data(y).numpy())),
        "outputs in a tuple": lambda v: nn.Sequential(v, Then(lambda y: (y,))),
    },
    of(Dataset): {
        "dataset of one's own": Rows,
        "Subset": lambda v: Subset(v, range(len(v))),
        "ConcatDataset": lambda v: ConcatDataset([v]),
        "rows in float64": lambda v: Rows(v, lambda row: tuple(each.double() for each in row)),
        "rows in lists": lambda v: Rows(v, list),
        "rows as arrays": lambda v: Rows(v, lambda row: tuple(each.numpy() for each in row)),
        "rows with gradient": lambda v: Rows(v, lambda row: tuple(data(each).requires_grad_() for each in row)),
        "rows as a dict": lambda v: Rows(v, lambda row: dict(enumerate(row))),
        "list of its rows": lambda v: [v[i] for i in range(len(v))],
    },
    of(DataLoader): {
        "iterable of one's own": Called,
        "batches in tuples": lambda v: Called(v, tuple),
        "batches in float64": lambda v: Called(v, lambda batch: [each.double() for each in batch]),
        "batches as arrays": lambda v: Called(v, lambda batch: [each.numpy() for each in batch]),
        "batches with gradient": lambda v: Called(v, lambda batch: [data(each).requires_grad_() for each in batch]),
        "iterable with a length": Rows,
        "list of batches": list,
        "iterator of batches": iter,
    },
    of(torch.optim.Optimizer): {
        "optimizer in a namespace": lambda v: types.SimpleNamespace(step=v.step, zero_grad=v.zero_grad),
        "step alone": lambda v: types.SimpleNamespace(step=v.step),
    },
    of(object): {
        "list around it": lambda v: [v],
        "tuple around it": lambda v: (v,),
        "tuple with None": lambda v: (v, None),
        "function that returns it": lambda v: unfit() if callable(v) else lambda: v,
    },
}
BY_NAME = {name: (given, form) for given, forms in FORMS.items() for name, form in forms.items()}
