"""What stands around an answer costs it nothing: other names, lines of other machines, libraries bound anew."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.judging.judge import Judge
from autograder.notebooks.source import notebook_files
from autograder.report import Report
from tests.sample_class import write

pytestmark = pytest.mark.finds("a right answer that loses points by what stands elsewhere in its notebook")

FULL = 90
FIRST, SECOND = "01-from-scratch.ipynb", "02-built-ins.ipynb"
Answers = dict[str, str]
Lines = dict[tuple[str, int], str]
"""A cell of the student's own: the notebook, its place there, and its text."""
Grader = Callable[[Answers, Lines], Report]


@pytest.fixture
def graded(course: Course, judge: Judge, tmp_path: Path) -> Grader:
    """The report of the solutions with these answers in place of theirs, and with these cells between them."""
    folders = (tmp_path / str(number) for number in itertools.count())

    def grade(answers: Answers, lines: Lines) -> Report:
        edits = [
            {"edit": "insert", "notebook": name, "at": place, "source": text}
            for (name, place), text in sorted(lines.items(), reverse=True)
        ]
        return judge.grade(
            judge.source.submission("ada", notebook_files(write(course, next(folders), answers, edits=edits)))
        ).report

    return grade


def missed(report: Report) -> dict[str, list[str]]:
    return {each.id: [check.id for check in each.missed] for each in report.exercises if each.missed}


def place_below(judge: Judge, notebook: str, exercise: str) -> int:
    cells = judge.source.notebooks[notebook.removesuffix(".ipynb")].release.cells
    return next(place for place, cell in enumerate(cells, start=1) if cell.id == f"check-{exercise}")


# Names

SLOPE = """
{above}
def slope(i, j, eps=1e-2):
    old = w[i, j].item()
    two = []
    for way in (eps, -eps):
        with torch.no_grad():
            w[i, j] = old + way
        two.append({call})
    with torch.no_grad():
        w[i, j] = old
    return (two[0] - two[1]) / (2 * eps)
"""
HELPERS = {
    "a function": ("def {name}():\n    return mse(model(inputs), targets).item()", "{name}()"),
    "a class": (
        "class {name}:\n    def __float__(self):\n        return mse(model(inputs), targets).item()",
        "float({name}())",
    ),
    "a constant": ("{name} = 'item'", "getattr(mse(model(inputs), targets), {name})()"),
    "an import": ("import operator as {name}", "{name}.call(lambda: mse(model(inputs), targets).item())"),
}


@pytest.mark.parametrize("helper", HELPERS)
@pytest.mark.parametrize("name", ["moved", "runs", "history", "start", "losses", "title", "row"])
def test_a_helpers_name_is_not_the_courses(graded: Grader, helper: str, name: str) -> None:
    above, call = (text.format(name=name) for text in HELPERS[helper])
    report = graded({"slope": SLOPE.format(above=above, call=call)}, {})
    assert (report.score, missed(report), report.notes) == (FULL, {}, ())


@pytest.mark.parametrize(
    "again", ["helper = 3", "def helper():\n    return 'no loss'", "import math as helper", "del helper"]
)
@pytest.mark.parametrize("where", ["another answer", "a cell of its own"])
def test_nor_the_students_own_later_one(graded: Grader, judge: Judge, again: str, where: str) -> None:
    above, call = (text.format(name="helper") for text in HELPERS["a function"])
    answers = {"slope": SLOPE.format(above=above, call=call)}
    lines: Lines = {}
    if where == "another answer":
        answers["diagnose"] = f"{again}\n{judge.source.notebooks['01-from-scratch'].solutions['diagnose']}"
    else:
        lines[FIRST, place_below(judge, FIRST, "nudge")] = again
    report = graded(answers, lines)
    assert (report.score, missed(report), report.notes) == (FULL, {}, ())


def test_a_helper_of_a_helper_keeps_its_name_where_another_answer_calls_it(graded: Grader) -> None:
    """The step of one's own is used by no reference here: what the course binds in between does not reach it."""
    step = (
        "def moved(parameter, lr):\n    parameter.sub_(lr * parameter.grad)\n    parameter.grad.zero_()\n\n\n"
        "def training_step(inputs, targets, lr):\n    loss = mse(model(inputs), targets)\n    loss.backward()\n"
        "    with torch.no_grad():\n        moved(w, lr)\n        moved(b, lr)\n    return loss.item()\n\n\n"
        "mine = training_step"
    )
    train = "def train(epochs, lr):\n    return [mine(inputs, targets, lr) for _ in range(epochs)]"
    report = graded({"training-step": step, "train": train}, {})
    assert (report.score, missed(report)) == (FULL, {})


@pytest.mark.parametrize(
    "line", ["sum = 0", "list = [1]", "float = 'x'", "zip = range = None", "torch = np = None", "nn = F = math = 3"]
)
def test_what_a_cell_below_hides_was_there_when_the_answer_was_made(graded: Grader, judge: Judge, line: str) -> None:
    last = len(judge.source.notebooks["01-from-scratch"].release.cells)
    report = graded({}, {(FIRST, last): line})
    assert (report.score, missed(report)) == (FULL, {})


def test_a_helper_may_stand_between_an_answer_and_its_check(graded: Grader, judge: Judge) -> None:
    place = place_below(judge, FIRST, "model")
    own = {(FIRST, place - 1): "def below(x):\n    return x @ w.t() + b", (FIRST, place): "below = None"}
    report = graded({"model": "def model(x):\n    return below(x)"}, own)
    assert (report.score, missed(report), report.notes) == (FULL, {}, ())


@pytest.mark.parametrize("again", ["def mse(a, b):\n    return (a - b).abs().mean()", "for mse in range(3):\n    pass"])
def test_a_solution_that_is_bound_again_is_said(graded: Grader, judge: Judge, again: str) -> None:
    report = graded({}, {(FIRST, place_below(judge, FIRST, "mse")): again})
    assert set(missed(report)) == {"mse"}
    assert any("binds mse again" in note for note in report.notes)


def test_what_a_student_binds_again_is_said(graded: Grader, judge: Judge) -> None:
    place = place_below(judge, FIRST, "nudge")
    report = graded({}, {(FIRST, place): "model = torch.nn.Linear(3, 2)"})
    assert set(missed(report)) == {"model"}
    assert any(f"cell {place + 1} binds model again" in note for note in report.notes)


def test_the_last_definition_counts_where_it_stands_below(graded: Grader, judge: Judge) -> None:
    solution = judge.source.notebooks["01-from-scratch"].solutions["mse"]
    below = {(FIRST, place_below(judge, FIRST, "mse")): solution}
    report = graded({"mse": "def mse(t1, t2):\n    raise NotImplementedError()"}, below)
    assert (report.score, missed(report)) == (FULL, {})


# Lines for other machines

SITES = {
    "Colab": [
        "!pip install -q torch torchvision\n%pip install --upgrade nbformat\nimport torch, torchvision",
        "from google.colab import drive\ndrive.mount('/content/drive')\n%cd /content/drive/MyDrive/course",
        "from google.colab import files\nuploaded = files.upload()",
        "!wget -q https://example.org/crops.csv\nsizes = !du -h crops.csv\nprint(sizes[0])",
        "!nvidia-smi\ndevice = torch.device('cuda')\ntorch.zeros(2).to('cuda')",
        "%load_ext tensorboard\n%tensorboard --logdir logs\n%tensorflow_version 2.x",
        "%%time\nimport seaborn as sns\nsns.set_theme()",
        "%%bash\npip list",
        "#@title Settings { run: 'auto' }\namount = float(input('amount? '))  #@param {type: 'number'}",
        "from google.colab.patches import cv2_imshow\nget_ipython().system('apt-get install graphviz')",
    ],
    "Kaggle": [
        "import os\nfor folder, _, names in os.walk('/kaggle/input'):\n    for name in names:\n        print(name)",
        "import pandas as pd\nlog = pd.read_csv('/kaggle/input/crops/crops.csv')\nlog.head()",
        "from kaggle_secrets import UserSecretsClient\nkey = UserSecretsClient().get_secret('key')",
        "os.chdir('/kaggle/working')\nopen('/kaggle/input/crops/crops.csv').read()",
        "torch.set_default_device('cuda')\nassert torch.cuda.is_available()",
        "!conda install -y seaborn\n%conda install -y seaborn\nfrom sklearn.datasets import fetch_california_housing",
        "%%capture\n!pip install wandb\nimport wandb\nwandb.init()",
        "%matplotlib widget\n%config InlineBackend.figure_format = 'retina'",
    ],
    "VS Code": [
        "# %%\n%load_ext autoreload\n%autoreload 2\n%matplotlib notebook",
        "import sys\nsys.path.append('..')\nfrom helpers import plot_everything\nplot_everything()",
        "from dotenv import load_dotenv\nload_dotenv()\nprint(os.environ['TOKEN'])",
        "from IPython.display import clear_output\nclear_output()\nimport ipywidgets as widgets\nwidgets.IntSlider()",
        "%cd ..\n%run setup.py\n%env CUDA_VISIBLE_DEVICES=0",
        "import plotly.express as px\npx.scatter(x=[1], y=[2]).show()",
        "import subprocess\nsubprocess.run(['git', 'pull'], check=True)\nos.system('ls')",
    ],
}
"""Lines that these sites put into notebooks, or tell people to use."""


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("where", ["cells of their own", "the answers"])
def test_a_notebook_of_another_machine_keeps_every_point(graded: Grader, judge: Judge, site: str, where: str) -> None:
    """The lines stand in one cell each at the top, and above the imports; or above the answers, one in each."""
    solutions = judge.source.notebooks["01-from-scratch"].solutions
    if where == "the answers":
        lines = [each for each in SITES[site] if not each.startswith("%%bash")]
        answers = {name: f"{line}\n\n{solutions[name]}" for name, line in zip(solutions, lines, strict=False)}
        report = graded(answers, {})
    else:
        report = graded(
            {}, {(FIRST, 2): "\n".join(SITES[site]), (SECOND, 1): "\n".join(SITES[site][:6]) + "\nimport torch"}
        )
    assert (report.score, missed(report)) == (FULL, {})
    assert report.notes
    assert all(".ipynb: cell" in note for note in report.notes)


@pytest.mark.parametrize(
    "line", ["1 / 0", "assert False", "raise ValueError('x')", "undefined", "open('log.csv')", "exit()"]
)
def test_what_stands_below_a_line_that_raises_runs(graded: Grader, judge: Judge, line: str) -> None:
    solution = judge.source.notebooks["01-from-scratch"].solutions["weighted-sum"]
    report = graded({"weighted-sum": f"unit = 'tons'\n{line}\n{solution}"}, {})
    assert (report.score, missed(report)) == (FULL, {})
    (note,) = report.notes
    assert f"in line 2, `{line}`; what stands below was run all the same" in note


BLOCKS = {
    "if True:\n    import seaborn\n    UNIT = 1": "what stands below was run all the same",
    "if torch:\n    if missing:\n        pass\n    UNIT = 1": "what stands below was run all the same",
    "UNIT = 1\nfor k in range(1):\n    import seaborn\n    UNIT = 0": "the rest of that block was not run",
    "UNIT = 1\nwith torch.no_grad():\n    torch.zeros(1).to('cuda')\n    UNIT = 0": "rest of that block was not run",
    "%%time\nUNIT = 1\nopen('missing.csv')": "in line 3, `open('missing.csv')`",
    "\n\nUNIT = 1\nopen('missing.csv')": "in line 4, `open('missing.csv')`",
}


@pytest.mark.parametrize("lines", BLOCKS)
def test_a_note_says_what_of_a_block_was_run(graded: Grader, judge: Judge, lines: str) -> None:
    text = "def predict_one(features, weights, bias):\n    return UNIT * (sum(map(mul, features, weights)) + bias)"
    report = graded({"weighted-sum": f"{lines}\nfrom operator import mul\n\n\n{text}"}, {})
    assert (report.score, missed(report)) == (FULL, {})
    (note,) = report.notes
    assert BLOCKS[lines] in note


def test_the_last_line_of_a_cell_is_named_as_well(graded: Grader) -> None:
    report = graded({}, {(FIRST, 4): "x = 1\nimport seaborn"})
    assert report.notes == (f"{FIRST}: cell 5 raised ModuleNotFoundError in line 2, `import seaborn`",)


def test_a_definition_that_needs_the_line_still_crashes(graded: Grader) -> None:
    text = (
        "import seaborn as sns\n\n\n"
        "def predict_one(features, weights, bias):\n    sns.set_theme()\n"
        "    return sum(f * w for f, w in zip(features, weights)) + bias"
    )
    report = graded({"weighted-sum": text}, {})
    assert set(missed(report)) == {"weighted-sum"}
    assert any("raised ModuleNotFoundError in line 1, `import seaborn as sns`" in note for note in report.notes)


def test_a_course_cell_that_raises_ends_there(graded: Grader) -> None:
    """And is told as it was: of its lines below the exception nothing is to be said."""
    report = graded({"to-tensors": "def to_tensors(table):\n    raise NotImplementedError()"}, {})
    assert not any("what stands below" in note for note in report.notes)


# Libraries, and switches of the whole process

BROKEN = {
    "torch.float32": "torch.float32 = 'float32'",
    "torch.no_grad": "torch.no_grad = False",
    "np.array": "np.array = [1, 2]",
    "torch.nn": "torch.nn = 0",
    "torch.randn": "del torch.randn",
    "torch.Tensor.backward": "torch.Tensor.backward = None",
    "builtins.sum": "import builtins\nbuiltins.sum = 3",
    "json.dumps": "import json\njson.dumps = None",
    "torch.nn.functional.mse_loss": "import torch.nn.functional as F\nF.mse_loss = lambda a, b: a.sum()",
    "random": "import sys\nsys.modules['random'] = None",
    "torch": "import sys\nfor k in list(sys.modules):\n    if k.startswith('torch'):\n        del sys.modules[k]",
    "numpy": "import sys\nfor k in list(sys.modules):\n    if k.startswith('numpy'):\n        del sys.modules[k]",
    "sys": "import sys\nsys.modules.clear()",
    "re.compile": "import re\nre.compile = None",
    "inspect.signature": "import inspect\ninspect.signature = None",
    "types.FunctionType": "import types\ntypes.FunctionType = None",
    "hashlib.sha256": "import hashlib\nhashlib.sha256 = None",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_library_that_a_cell_broke_is_whole_again(graded: Grader, name: str) -> None:
    report = graded({}, {(FIRST, 4): BROKEN[name], (SECOND, 4): f"import torch, numpy as np\n{BROKEN[name]}"})
    assert (report.score, missed(report)) == (FULL, {})
    (note, _) = report.notes
    assert "cell 5 put something else in place of " in note
    assert name in note
    assert report.seconds < 30


def test_a_library_that_a_call_breaks_is_whole_for_the_next(graded: Grader) -> None:
    text = "def nudge(weight, derivative, amount):\n    torch.float32 = 'x'\n    del torch.no_grad\n    return weight"
    report = graded({"nudge": text}, {})
    assert set(missed(report)) == {"nudge"}
    assert report.seconds < 30


SWITCHES = [
    "torch.set_default_device('cuda')",
    "torch.set_default_dtype(torch.float64)",
    "torch.set_grad_enabled(False)",
    "torch.autograd.set_detect_anomaly(True)",
    "torch.inference_mode().__enter__()",
    "torch.no_grad().__enter__()",
    "torch.use_deterministic_algorithms(True)",
    "np.seterr(all='raise')",
    "import warnings\nwarnings.simplefilter('error')",
    "torch.set_printoptions(precision=1)\nnp.set_printoptions(precision=1)",
    "import sys\nsys.setrecursionlimit(60)",
    "torch.set_num_threads(2)",
    "torch.manual_seed(0)\nnp.random.seed(0)",
    "torch.set_autocast_enabled('cpu', True)",
    "torch.autocast('cpu', dtype=torch.bfloat16).__enter__()",
    "torch.autograd.graph.saved_tensors_hooks(lambda t: t * 0, lambda t: t).__enter__()",
    "import torch.nn.modules.module as m\nm.register_module_forward_hook(lambda layer, given, out: out * 0)",
    "from torch.utils._python_dispatch import TorchDispatchMode\n"
    "class Zero(TorchDispatchMode):\n    def __torch_dispatch__(self, f, *a, **k):\n        raise RuntimeError\n"
    "Zero().__enter__()",
]


@pytest.mark.parametrize("line", SWITCHES)
def test_a_switch_that_a_cell_turned_is_as_new(graded: Grader, line: str) -> None:
    report = graded({}, {(FIRST, 4): line, (SECOND, 4): f"import torch, numpy as np\n{line}"})
    assert (report.score, missed(report), report.notes) == (FULL, {}, ())


# One guess

GUESSES = {
    "loss-meaning": ("what_loss_says", "'B'", "'C'"),
    "training-order": ("training_order", None, "list('ABCDE')"),
    "mse-by-hand": ("mse_by_hand", "7.5", "15.0"),
}


@pytest.mark.parametrize("exercise", GUESSES)
def test_a_second_look_is_no_second_guess(graded: Grader, judge: Judge, exercise: str) -> None:
    """In a second look, what was missed is solved, and a notebook can tell: it says something else then."""
    name, right, wrong = GUESSES[exercise]
    first = "def to_tensors(table):\n    return None"
    solution = judge.source.notebooks["01-from-scratch"].solutions[exercise]
    tell = (
        f"{solution if right is None else f'{name} = {right}'}\n"
        "if to_tensors(np.ones((2, 5))) is None:\n"
        f"    {name} = {wrong}"
    )
    report = graded({"to-tensors": first, exercise: tell}, {})
    assert set(missed(report)) == {"to-tensors", exercise}


def test_what_uses_a_missed_answer_still_gets_its_second_look(graded: Grader) -> None:
    answers = {
        "weighted-sum": "def predict_one(features, weights, bias):\n    return 0.0",
        "expected-change": "def expected_change(slope, way):\n    return predict_one([slope], [way], 0.0)",
    }
    assert set(missed(graded(answers, {}))) == {"weighted-sum"}


@pytest.mark.parametrize("line", ["x = x.cuda()", "x = x.to('cuda')", "torch.zeros(2, device='cuda')"])
def test_an_answer_that_asks_for_a_graphics_card_is_told_that_there_is_none(graded: Grader, line: str) -> None:
    report = graded({"model": f"def model(x):\n    {line}\n    return x @ w.t() + b"}, {})
    (exercise,) = [each for each in report.exercises if each.missed]
    assert exercise.id == "model"
    assert {check.message for check in exercise.missed} == {"the answer asks for a graphics card"}
    assert all("torch.cuda.is_available()" in check.hint for check in exercise.missed)
