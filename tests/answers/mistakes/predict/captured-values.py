# hint: change of `w` and `b` are the same
learned_w, learned_b = w.detach().clone(), b.detach().clone()
def predict(temp, rainfall, humidity):
    return learned_w @ torch.tensor([temp, rainfall, humidity], dtype=torch.float32) + learned_b
