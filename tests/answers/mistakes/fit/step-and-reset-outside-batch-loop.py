# hint: one step an epoch
def fit(num_epochs, model, loss_fn, opt, train_dl):
    for epoch in range(num_epochs):
        for xb, yb in train_dl:
            loss_fn(model(xb), yb).backward()
        opt.step()
        opt.zero_grad()
