def train(epochs, lr):
    h = np.zeros(epochs)
    i = 0
    while i < epochs:
        h[i] = training_step(inputs, targets, lr)
        i += 1
    plt.plot(h); plt.show()
    return h
