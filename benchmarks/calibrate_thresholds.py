"""Where the limits of the hidden suite lie: right runs on one side, half-done ones on the other.

    python benchmarks/calibrate_thresholds.py [SEEDS]

Draws the suites' own hidden tables, a new one for each seed, and trains on them with torch as a student would. The
constants in autograder/suites/linear-regression/ are those that this prints.
"""

import importlib.util
import math
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ROOT = Path(__file__).parent.parent
SUITES = ROOT / "autograder" / "suites" / "linear-regression"
TABLES = ROOT / "source_data"
Array = NDArray[np.floating]
Run = Callable[..., float]


def suite(name: str) -> ModuleType:
    """A module of the suites, which are on no path but while they load."""
    spec = importlib.util.spec_from_file_location(name, SUITES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(SUITES))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SUITES))
    return module


LOSSES, FIRST, SECOND, THIRD = map(suite, ("oracles", "test_01e_training", "test_02c_fit", "test_03b_training"))


def loss(w: torch.Tensor, b: torch.Tensor, x: Array, y: Array) -> float:
    """As the judge computes it: in float64."""
    weights, bias = w.detach().double().numpy(), b.detach().double().numpy()
    return float(LOSSES.mean_squared_error(x @ weights.T + bias, y))


def train(seed: int, *, epochs: float = 1, rate: float = 1) -> float:
    """The loss after descent on the whole table; the keywords are fractions of what the check asks for."""
    task = LOSSES.linear_task(np.random.default_rng(seed), FIRST.TRAIN_ROWS, FIRST.TRAIN_START)
    w, b, x, y = map(torch.from_numpy, task)
    w.requires_grad_()
    b.requires_grad_()
    for _ in range(round(FIRST.TRAIN_EPOCHS * epochs)):
        ((x @ w.t() + b - y) ** 2).mean().backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            for each in (w, b):
                each -= FIRST.TRAIN_RATE * rate * each.grad
                each.grad = None
    return loss(w, b, *task[2:])


def in_batches(layer: nn.Linear, x: Array, y: Array, epochs: int, size: int, lr: float, batches: float = 1) -> None:
    """Trains the layer on shuffled batches; of the batches of an epoch, a share is left out."""
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)
    loader = DataLoader(
        TensorDataset(*(torch.tensor(each, dtype=torch.float32) for each in (x, y))), size, shuffle=True
    )
    for _ in range(epochs):
        for xb, yb in islice(loader, math.ceil(len(loader) * batches)):
            optimizer.zero_grad()
            nn.functional.mse_loss(layer(xb), yb).backward()  # type: ignore[no-untyped-call]
            optimizer.step()


def fit(seed: int, *, epochs: float = 1, rate: float = 1, batches: float = 1) -> float:
    """The loss after training in shuffled batches, from the start that the check gives."""
    torch.manual_seed(seed)
    weight, bias, x, y = LOSSES.linear_task(np.random.default_rng(seed), SECOND.FIT_ROWS, SECOND.FIT_START)
    layer = nn.Linear(x.shape[1], y.shape[1])
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight))
        layer.bias.copy_(torch.from_numpy(bias))
    in_batches(
        layer, x, y, round(SECOND.FIT_EPOCHS * epochs), SECOND.FIT_BATCH, SECOND.FIT_RATE * rate, batches=batches
    )
    return loss(layer.weight, layer.bias, x, y)


def off(seed: int, *, other: float = 0) -> float:
    """How far float32 ends from the judge's replay of the same batches, or of ``other`` ones; of the largest value."""
    rng = np.random.default_rng(seed)
    weight, bias, x, y = LOSSES.linear_task(rng, SECOND.FIT_ROWS, SECOND.FIT_START)
    orders = [[rng.permutation(SECOND.FIT_ROWS).tolist() for _ in range(SECOND.FIT_EPOCHS)] for _ in "12"]
    layer = nn.Linear(x.shape[1], y.shape[1])
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight))
        layer.bias.copy_(torch.from_numpy(bias))
    optimizer = torch.optim.SGD(layer.parameters(), lr=SECOND.FIT_RATE)
    for order in orders[0]:
        for at in range(0, len(order), SECOND.FIT_BATCH):
            rows = order[at : at + SECOND.FIT_BATCH]
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(layer(torch.from_numpy(x[rows])), torch.from_numpy(y[rows]))
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    start, sizes = (weight, bias), (SECOND.FIT_BATCH, SECOND.FIT_EPOCHS, SECOND.FIT_RATE)
    there = SECOND.fit_by_hand(start, (x, y), *sizes, orders=orders[1 if other else 0])
    pairs = [(each.detach().numpy(), there[name]) for name, each in layer.named_parameters()]
    return max(float(abs(seen - wanted).max() / abs(wanted).max()) for seen, wanted in pairs)


def new_layer(seed: int, x: Array, y: Array, widest: bool) -> nn.Linear:
    """As ``nn.Linear`` begins or, the widest start that is asked for, with parameters from N(0, 1)."""
    torch.manual_seed(seed)
    layer = nn.Linear(x.shape[1], y.shape[1])
    if widest:
        nn.init.normal_(layer.weight)
        nn.init.normal_(layer.bias)
    return layer


def table(seed: int, *, epochs: float = 1, rate: float = 1, batches: float = 1, widest: bool = False) -> float:
    """The share of the loss that is left after training in batches on a table that a linear model fits exactly."""
    x, y = THIRD.batch_task(np.random.default_rng(seed))
    layer = new_layer(seed, x, y, widest)
    count = round(THIRD.BATCH_EPOCHS * epochs)
    in_batches(layer, x, y, count, THIRD.BATCH_SIZE, THIRD.BATCH_RATE * rate, batches=batches)
    return loss(layer.weight, layer.bias, x, y) / float((y**2).mean())


def penguins(seed: int, *, epochs: float = 1, rate: float = 1, batches: float = 1, widest: bool = False) -> float:
    """The error in grams on the penguins that were held back."""
    x, y, asked, weighed = THIRD.penguin_task(np.random.default_rng(seed), TABLES)
    layer = new_layer(seed, x, y, widest)
    count = round(THIRD.PENGUIN_EPOCHS * epochs)
    in_batches(layer, x, y, count, THIRD.PENGUIN_BATCH, THIRD.PENGUIN_RATE * rate, batches=batches)
    return math.sqrt(loss(layer.weight, layer.bias, asked, weighed))


def least_squares(seed: int) -> float:
    """The error in grams of the best linear model for the penguins that are handed in."""
    x, y, asked, weighed = THIRD.penguin_task(np.random.default_rng(seed), TABLES)
    best = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)[0]
    return math.sqrt(LOSSES.mean_squared_error(asked @ best[:-1] + best[-1], weighed))


def mean_guess(seed: int) -> float:
    """The error in grams of guessing the mean of the penguins that are handed in."""
    _, y, _, weighed = THIRD.penguin_task(np.random.default_rng(seed), TABLES)
    return math.sqrt(LOSSES.mean_squared_error(np.full_like(weighed, y.mean()), weighed))


def from_table_order(seed: int, *, shuffle: bool, widest: bool = False) -> float:
    """How far predictions are from those of batches in the order of the table, as a share of the largest."""
    x, y, asked = THIRD.order_task(np.random.default_rng(seed))
    layer = new_layer(seed, x, y, widest)
    for _ in range(THIRD.ORDER_EPOCHS):
        order = torch.randperm(len(x)).numpy() if shuffle else np.arange(len(x))
        in_order = x[order], y[order]
        for start in range(0, len(x), THIRD.ORDER_SIZE):
            xb, yb = (each[start : start + THIRD.ORDER_SIZE] for each in in_order)
            in_batches(layer, xb, yb, 1, THIRD.ORDER_SIZE, THIRD.ORDER_RATE)
    wanted = THIRD.in_table_order(x, y, asked)
    seen = asked @ layer.weight.detach().double().numpy().T + layer.bias.detach().double().numpy()
    return float(np.abs(seen - wanted).max() / np.abs(wanted).max())


HALF = {"half the epochs": {"epochs": 0.5}, "a tenth of the rate": {"rate": 0.1}}
HALF_BATCHES = {"half the batches": {"batches": 0.5}}
UNTRAINED = {"untrained": {"epochs": 0.0}}


def lines(
    name: str, limit: float, run: Run, seeds: range, wrong: dict[str, dict[str, float]], starts: bool = False
) -> Iterator[str]:
    right = [run(seed, **start) for start in ([{}, {"widest": True}] if starts else [{}]) for seed in seeds]
    yield f"{name}: limit {limit:g}, {len(seeds)} seeds"
    worst = max(right)
    yield f"  right runs                 {min(right):.3g} to {worst:.3g}, a factor of {limit / worst:.3g} below"
    for what, fractions in wrong.items():
        best = min(run(seed, **fractions) for seed in seeds)
        yield f"  {what:26} from {best:.3g}, a factor of {best / limit:.3g} above"


def main() -> None:
    torch.set_num_threads(1)
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    for output in (
        lines("train", FIRST.TRAIN_LIMIT, train, seeds, HALF),
        lines("fit", SECOND.FIT_LIMIT, fit, seeds, HALF | HALF_BATCHES),
        lines("fit, parameters", SECOND.FIT_OFF, off, seeds, {"in other batches": {"other": 1}}),
        lines("train-model, a table", THIRD.BATCH_LIMIT, table, seeds, HALF | HALF_BATCHES | UNTRAINED, starts=True),
        lines(
            "train-model, penguins", THIRD.PENGUIN_LIMIT, penguins, seeds, HALF | HALF_BATCHES | UNTRAINED, starts=True
        ),
    ):
        for line in output:
            print(line, flush=True)
    for what, guess in (("least squares", least_squares), ("guessing the mean", mean_guess)):
        errors = [guess(seed) for seed in seeds]
        print(f"  {what:26} {min(errors):.3g} to {max(errors):.3g}", flush=True)
    print(f"train-model, shuffled: limit {THIRD.ORDER_SLACK:g}, {len(seeds)} seeds")
    distances = [
        max(from_table_order(seed, shuffle=False, widest=widest) for seed in seeds) for widest in (False, True)
    ]
    print(f"  in the table's order       up to {distances[0]:.3g}, or {distances[1]:.3g} from N(0, 1)")
    print(f"  shuffled                   from {min(from_table_order(seed, shuffle=True) for seed in seeds):.3g}")


if __name__ == "__main__":
    main()
