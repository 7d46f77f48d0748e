"""This course. nbgrader, the command line and the tests all read it from here."""

from datetime import datetime  # noqa: F401  # for `due` below
from pathlib import Path
from zoneinfo import ZoneInfo  # noqa: F401

from autograder.course import Assignment, Course, Exercise, LatePolicy, Notebook, WrittenAnswer

FROM_SCRATCH = Notebook(
    name="01-from-scratch",
    exercises=(
        Exercise(id="linear-models", questions=(1,), provides=("is_linear",), choice=True),
        Exercise(id="columns", questions=(2, 5), provides=("input_columns", "target_columns"), choice=True),
        Exercise(id="to-tensors", questions=(4, 5), provides=("to_tensors",)),
        Exercise(id="weighted-sum", questions=(3,), provides=("predict_one",)),
        Exercise(id="parameter-shapes", questions=(6,), provides=("parameter_shapes",)),
        Exercise(id="init-parameters", questions=(7,), provides=("init_parameters",)),
        Exercise(id="model", questions=(8, 9), provides=("model",)),
        Exercise(id="random-start", questions=(10,), provides=("why_random_is_wrong",), choice=True),
        Exercise(id="mse-by-hand", questions=(12,), provides=("mse_by_hand",), choice=True),
        Exercise(id="mse", questions=(13,), provides=("mse",)),
        Exercise(id="loss-meaning", questions=(11,), provides=("what_loss_says",), choice=True),
        Exercise(id="gradients", questions=(14,), provides=("gradients",), needs=("model", "mse")),
        Exercise(id="slope", questions=(15,), provides=("slope",), needs=("model", "mse")),
        Exercise(id="nudge", questions=(16, 17, 18), provides=("nudge",)),
        Exercise(id="expected-change", questions=(16,), provides=("expected_change",)),
        Exercise(id="descend", questions=(20,), provides=("descend",)),
        Exercise(id="accumulation", questions=(24,), provides=("gradient_after",), needs=("model", "mse")),
        Exercise(id="training-step", questions=(19, 23, 24), provides=("training_step",), needs=("model", "mse")),
        Exercise(
            id="learning-rate", questions=(21, 22), provides=("compare_learning_rates",), needs=("training-step",)
        ),
        Exercise(id="training-order", questions=(25,), provides=("training_order",), choice=True),
        Exercise(id="train", questions=(26, 27), provides=("train",), needs=("training-step",)),
        Exercise(id="predict", questions=(23, 28), provides=("predict",), needs=("model",)),
        Exercise(id="diagnose", questions=(29,), provides=("diagnose",)),
    ),
    written=(
        WrittenAnswer(id="written-linear-problem", questions=(1,), points=2),
        WrittenAnswer(id="written-loss", questions=(11,), points=2),
        WrittenAnswer(id="written-descent", questions=(16, 20, 21), points=2),
        WrittenAnswer(id="written-epochs", questions=(27, 29), points=2),
    ),
)

BUILT_INS = Notebook(
    name="02-built-ins",
    exercises=(
        Exercise(id="linear-layer", questions=(30, 36, 37), provides=("make_model", "describe")),
        Exercise(id="dataset", questions=(31,), provides=("make_dataset",)),
        Exercise(id="shuffling", questions=(34,), provides=("shuffle_rows",)),
        Exercise(id="data-loader", questions=(32, 33), provides=("make_loader", "first_batch")),
        Exercise(id="batches", questions=(26, 35), provides=("updates_per_epoch",)),
        Exercise(id="loss-function", questions=(38, 39), provides=("loss_fn",)),
        Exercise(id="optimizer", questions=(40, 41, 42, 43), provides=("make_optimizer", "sgd_stands_for")),
        Exercise(id="fit", questions=(44,), provides=("fit",)),
        Exercise(id="predict-yield", questions=(45,), provides=("predict_yield",)),
    ),
    written=(WrittenAnswer(id="written-batches", questions=(34, 35), points=2),),
)

REAL_DATA = Notebook(
    name="03-real-data",
    exercises=(
        Exercise(id="standardise", questions=(), provides=("standardise",), bonus=True),
        Exercise(id="split-rows", questions=(), provides=("split_rows",), bonus=True),
        Exercise(id="train-model", questions=(), provides=("train_model",), bonus=True),
    ),
)

COURSE = Course(
    id="linear-regression-course",
    title="Gradient descent and linear regression with PyTorch",
    root=Path(__file__).resolve().parent,
    seed="change-me-for-your-own-class",
    address="https://raw.githubusercontent.com/your-organisation/your-course/main/assignments",
    assignments=(
        Assignment(
            name="linear-regression",
            notebooks=(FROM_SCRATCH, BUILT_INS, REAL_DATA),
            totals=(90, 10),
            due=None,  # with its time zone: datetime(2027, 3, 1, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
            lms_column="",  # as Canvas' exported gradebook has it: "Linear regression (12345)"
        ),
    ),
    late=LatePolicy(grace_minutes=15, percent_per_day=10, at_most_percent=50),
    nothing_handed_in="empty",  # in every export; or "zero"
)
