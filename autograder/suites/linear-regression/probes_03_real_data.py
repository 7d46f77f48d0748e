"""Probes for the notebook 03-real-data; they follow `probes.py` in the worker, in the same globals."""


def standardised(ns, train, other):
    """What ``standardise`` returns, and what the two tables hold afterwards."""
    result = snapshot(ns["standardise"](train, other))
    return {"result": result, "tables": [train, other]}


def inside(table):
    """The same table, as a view of a larger one."""
    return nn.functional.pad(table, (1, 2, 1, 1))[1:-1, 1:-2]


def splits(ns, table, n_valid, times):
    """What ``split_rows`` has returned at each of several calls, and what the table holds: all after the last."""
    table = inside(table)
    return {"splits": [ns["split_rows"](table, n_valid) for _ in range(times)], "table": table}


def trained(ns, x, y, settings, asked, own, runs):
    """What models of ``train_model`` say at ``asked``: whether one came back, its outputs, and the tables, at each run.

    Also whether it still says so after the last run, and is the model of no earlier one. ``settings``: epochs, batch
    size, learning rate. ``own``: tables that are the notebook's own for that time.
    """
    seen, models = [], []
    with globals_set_to(ns, **own):
        for _ in range(runs):
            tables = inside(x), inside(y)
            model = ns["train_model"](*tables, *settings)
            outputs = snapshot(model(asked)) if callable(model) else model
            new = all(model is not each for each in models)
            seen.append({"model": callable(model), "outputs": outputs, "tables": tables, "new": new})
            models.append(model)
        for run, model in zip(seen, models, strict=True):
            run["later"] = snapshot(model(asked)) if runs > 1 and run["model"] else run["outputs"]
    return seen
