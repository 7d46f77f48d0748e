# hint: walk of an earlier call comes back
walks = {}


def descend(derivative, start, lr, steps):
    if (derivative, start, steps) not in walks:
        positions = [float(start)]
        for _ in range(steps):
            positions.append(positions[-1] - lr * derivative(positions[-1]))
        walks[derivative, start, steps] = positions
    return walks[derivative, start, steps]
