# hint: each batch makes two steps
def fit(num_epochs, model, loss_fn, opt, train_dl):
    for epoch in range(num_epochs):
        for xb, yb in train_dl:
            for _ in range(2):
                opt.zero_grad()
                loss_fn(model(xb), yb).backward()
                opt.step()
