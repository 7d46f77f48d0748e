# hint: optimizer of its own
def fit(num_epochs, model, loss_fn, opt, train_dl):
    opt = torch.optim.Adam(model.parameters(), lr=opt.param_groups[0]['lr'])
    for epoch in range(1, num_epochs + 1):
        for xb, yb in train_dl:
            loss = loss_fn(model(xb), yb)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 10 == 0:
            print(epoch, loss.item())
