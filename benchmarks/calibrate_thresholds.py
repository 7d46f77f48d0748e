"""Where the final-loss limits of the hidden suite lie: right runs on one side, half-done ones on the other.

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
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

SUITES = Path(__file__).parent.parent / "autograder" / "suites" / "linear-regression"
Run = Callable[..., float]


def suite(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SUITES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def final_loss(w: torch.Tensor, b: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> float:
    """As the judge computes it: in float64."""
    return float(((x.double() @ w.detach().double().T + b.detach().double() - y.double()) ** 2).mean())


def train(suite: ModuleType, seed: int, *, epochs: float = 1, rate: float = 1, batches: float = 1) -> float:
    """The loss after descent on the whole table; the keywords are fractions of what the check asks for."""
    w, b, x, y = (torch.from_numpy(each) for each in suite.training_task(np.random.default_rng(seed)))
    w.requires_grad_()
    b.requires_grad_()
    for _ in range(round(suite.TRAIN_EPOCHS * epochs)):
        loss = ((x @ w.t() + b - y) ** 2).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            for each in (w, b):
                each -= suite.TRAIN_RATE * rate * each.grad
                each.grad = None
    return final_loss(w, b, x, y)


def fit(suite: ModuleType, seed: int, *, epochs: float = 1, rate: float = 1, batches: float = 1) -> float:
    """The loss after training in shuffled batches; of the batches of an epoch, a share is left out."""
    torch.manual_seed(seed)
    weight, bias, x, y = (torch.from_numpy(each) for each in suite.fit_task(np.random.default_rng(seed)))
    layer = nn.Linear(x.shape[1], y.shape[1])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    optimizer = torch.optim.SGD(layer.parameters(), lr=suite.FIT_RATE * rate)
    loader = DataLoader(TensorDataset(x, y), suite.FIT_BATCH, shuffle=True)
    for _ in range(round(suite.FIT_EPOCHS * epochs)):
        for xb, yb in islice(loader, math.ceil(len(loader) * batches)):
            optimizer.zero_grad()
            nn.functional.mse_loss(layer(xb), yb).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return final_loss(layer.weight, layer.bias, x, y)


def lines(name: str, limit: float, run: Run, suite: ModuleType, seeds: range, half_batches: bool) -> Iterator[str]:
    right = [run(suite, seed) for seed in seeds]
    yield f"{name}: limit {limit:g}, {len(seeds)} seeds"
    worst = max(right)
    yield f"  right runs                 {min(right):.3g} to {worst:.3g}, a factor of {limit / worst:.1f} below"
    wrong = {"half the epochs": {"epochs": 0.5}, "a tenth of the rate": {"rate": 0.1}}
    if half_batches:
        wrong["half the batches"] = {"batches": 0.5}
    for what, fractions in wrong.items():
        best = min(run(suite, seed, **fractions) for seed in seeds)
        yield f"  {what:26} from {best:.3g}, a factor of {best / limit:.1f} above"


def main() -> None:
    torch.set_num_threads(1)
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    first, second = suite("test_01_from_scratch"), suite("test_02_built_ins")
    for line in lines("train", first.TRAIN_LIMIT, train, first, seeds, half_batches=False):
        print(line, flush=True)
    for line in lines("fit", second.FIT_LIMIT, fit, second, seeds, half_batches=True):
        print(line, flush=True)


if __name__ == "__main__":
    main()
