def fit(n, net, criterion, optim, loader):
    for epoch in range(n):
        for x, y in loader:
            l = criterion(net(x), y)
            l.backward()
            optim.step()
            optim.zero_grad()
        if (epoch + 1) % 10 == 0:
            print(epoch + 1, l.item())
    return net
