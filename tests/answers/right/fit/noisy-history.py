import warnings
def fit(num_epochs, model, loss_fn, opt, train_dl):
    history = []
    model.train()
    for epoch in range(num_epochs):
        warnings.warn(f"epoch {epoch}")
        for batch in train_dl:
            opt.zero_grad(set_to_none=False)
            xb, yb = batch
            preds = model(xb)
            loss = loss_fn(preds, yb)
            loss.backward()
            opt.step()
            history.append(loss.item())
        print("loss", history[-1])
    plt.plot(history)
    plt.show()
    return history
