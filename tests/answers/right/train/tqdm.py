from tqdm.auto import trange


def train(epochs, lr):
    return [training_step(inputs, targets, lr) for _ in trange(epochs)]
