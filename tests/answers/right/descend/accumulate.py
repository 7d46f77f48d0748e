from itertools import accumulate, repeat

descend = lambda derivative, start, lr, steps: list(
    accumulate(repeat(None, steps), lambda x, _: x + -lr * derivative(x), initial=start)
)
