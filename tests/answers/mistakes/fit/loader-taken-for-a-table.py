# hint: pairs `(xb, yb)`
def fit(num_epochs, model, loss_fn, opt, train_dl):
    xb, yb = train_dl
    for epoch in range(num_epochs):
        opt.zero_grad()
        loss_fn(model(xb), yb).backward()
        opt.step()
