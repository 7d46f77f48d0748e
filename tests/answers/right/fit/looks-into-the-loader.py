def fit(num_epochs, model, loss_fn, opt, train_dl):
    xb, yb = next(iter(train_dl))
    print(len(train_dl), "batches, the first of", len(xb), "rows")

    def total():
        with torch.no_grad():
            return sum(loss_fn(model(xb), yb).item() for xb, yb in train_dl) / len(train_dl)

    print("before:", total())
    for epoch in range(1, num_epochs + 1):
        for xb, yb in train_dl:
            opt.zero_grad()
            loss_fn(model(xb), yb).backward()
            opt.step()
        if epoch % 5 == 0 or epoch == num_epochs:
            print(epoch, total())
