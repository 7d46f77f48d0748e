# hint: without `opt.zero_grad()`
def fit(num_epochs, model, loss_fn, opt, train_dl):
    for epoch in range(num_epochs):
        opt.zero_grad()
        for xb, yb in train_dl:
            loss_fn(model(xb), yb).backward()
            opt.step()
