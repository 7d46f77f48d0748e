def fit(num_epochs, model, loss_fn, opt, train_dl):
    for _ in range(num_epochs):
        for xb, yb in train_dl:
            def closure():
                opt.zero_grad()
                loss = loss_fn(model(xb), yb)
                loss.backward()
                return loss
            opt.step(closure)
