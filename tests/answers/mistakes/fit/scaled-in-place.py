# hint: the batches as they come
def fit(num_epochs, model, loss_fn, opt, train_dl):
    train_dl.dataset.tensors[0].div_(10)
    for epoch in range(1, num_epochs + 1):
        for xb, yb in train_dl:
            loss = loss_fn(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 10 == 0:
            print(epoch, loss.item())
