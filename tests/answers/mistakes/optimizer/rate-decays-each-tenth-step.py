# hint: after many of them
def make_optimizer(model, lr):
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    steps = [0]

    def cool_down(optimizer, args, kwargs):
        steps[0] += 1
        if steps[0] % 10 == 0:
            for group in optimizer.param_groups:
                group["lr"] *= 0.9

    opt.register_step_post_hook(cool_down)
    return opt


sgd_stands_for = "stochastic gradient descent"
