"""Probes for the notebook 03-real-data; they follow `probes.py` in the worker, in the same globals."""


def standardised(ns, train, other):
    """What ``standardise`` returns, and what the two tables hold afterwards."""
    result = snapshot(ns["standardise"](train, other))
    return {"result": result, "tables": [train, other]}


def splits(ns, table, n_valid, times):
    """What ``split_rows`` returns at each of several calls, and what the table holds afterwards."""
    found = [snapshot(ns["split_rows"](table, n_valid)) for _ in range(times)]
    return {"splits": found, "table": table}


def trained(ns, x, y, settings, asked, own, runs):
    """What models of ``train_model`` say at ``asked``: whether one came back, its outputs, and the tables, at each run.

    ``settings``: epochs, batch size, learning rate. ``own``: tables that are the notebook's own for that time.
    """
    seen = []
    with globals_set_to(ns, **own):
        for _ in range(runs):
            tables = x.clone(), y.clone()
            model = ns["train_model"](*tables, *settings)
            outputs = snapshot(model(asked)) if callable(model) else model
            seen.append({"model": callable(model), "outputs": outputs, "tables": tables})
    return seen
