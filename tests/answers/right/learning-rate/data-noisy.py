def compare_learning_rates(lrs, steps=20):
    w0, b0 = w.data.clone(), b.data.clone()
    out = dict()
    for lr in lrs:
        w.data, b.data = w0.clone(), b0.clone()
        for step in range(steps):
            loss = training_step(inputs, targets, lr)
            print(f"{lr}: {loss:.3f}")
        out[lr] = mse(model(inputs), targets)
    w.data, b.data = w0, b0
    plt.plot(list(out), [v.item() for v in out.values()]); plt.xscale("log"); plt.show()
    return out
