# hint: the number of epochs is not the one
def fit(num_epochs, model, loss_fn, opt, train_dl):
    for xb, yb in train_dl:
        opt.zero_grad()
        loss_fn(model(xb), yb).backward()
        opt.step()
