# hint: earlier calls have a part
total = 0.0
def mse(t1, t2):
    global total
    total = total + ((t1 - t2) ** 2).mean()
    return total
