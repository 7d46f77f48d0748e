# hint: detached
def fit(num_epochs, model, loss_fn, opt, train_dl):
    for epoch in range(1, num_epochs + 1):
        for xb, yb in train_dl:
            preds = model(xb)
            loss = loss_fn(preds, yb)
            opt.zero_grad()
            loss.detach().backward()
            opt.step()
        if epoch % 10 == 0:
            print(epoch, loss.item())
