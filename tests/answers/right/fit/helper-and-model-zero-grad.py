def one_batch(m, f, o, xb, yb):
    m.zero_grad()
    loss = f(m(xb), yb)
    loss.backward()
    o.step()
    return loss
class Fit:
    def __call__(self, e, m, f, o, d):
        k = 0
        while k < e:
            it = iter(d)
            try:
                while True:
                    one_batch(m, f, o, *next(it))
            except StopIteration:
                pass
            k += 1
fit = Fit()
