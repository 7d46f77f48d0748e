# hint: ends before
def fit(num_epochs, model, loss_fn, opt, train_dl):
    best, waited = float('inf'), 0
    for epoch in range(1, num_epochs + 1):
        for xb, yb in train_dl:
            loss = loss_fn(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
        waited = 0 if loss.item() < best else waited + 1
        best = min(best, loss.item())
        if waited >= 5:
            break
        if epoch % 10 == 0:
            print(epoch, loss.item())
