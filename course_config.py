"""This course. nbgrader, the command line and the tests all read it from here."""

from pathlib import Path

from autograder.course import Assignment, Course, Exercise, Notebook

FROM_SCRATCH = Notebook(
    name="01-from-scratch",
    exercises=(
        Exercise(id="to-tensors", questions=(4, 5), provides=("to_tensors",)),
        Exercise(id="init-parameters", questions=(7,), provides=("init_parameters",)),
        Exercise(id="model", questions=(8, 9), provides=("model",)),
        Exercise(id="mse", questions=(13,), provides=("mse",)),
        Exercise(id="gradients", questions=(14,), provides=("gradients",), needs=("model", "mse")),
        Exercise(id="training-step", questions=(19, 23, 24), provides=("training_step",), needs=("model", "mse")),
        Exercise(id="train", questions=(26, 27), provides=("train",), needs=("training-step",)),
    ),
)

BUILT_INS = Notebook(
    name="02-built-ins",
    exercises=(
        Exercise(id="linear-layer", questions=(30, 36, 37), provides=("make_model", "describe")),
        Exercise(id="dataset", questions=(31,), provides=("make_dataset",)),
        Exercise(id="data-loader", questions=(32, 33), provides=("make_loader", "first_batch")),
        Exercise(id="loss-function", questions=(38, 39), provides=("loss_fn",)),
        Exercise(id="optimizer", questions=(40, 41, 42, 43), provides=("make_optimizer", "sgd_stands_for")),
        Exercise(id="fit", questions=(44,), provides=("fit",)),
        Exercise(id="predict-yield", questions=(45,), provides=("predict_yield",)),
    ),
)

COURSE = Course(
    id="linear-regression-course",
    title="Gradient descent and linear regression with PyTorch",
    root=Path(__file__).resolve().parent,
    seed="change-me-for-your-own-class",
    assignments=(Assignment(name="linear-regression", notebooks=(FROM_SCRATCH, BUILT_INS)),),
)
