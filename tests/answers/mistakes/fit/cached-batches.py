# hint: anew in every epoch
def fit(num_epochs, model, loss_fn, opt, train_dl):
    batches = list(train_dl)
    for epoch in range(num_epochs):
        for xb, yb in batches:
            loss = loss_fn(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
