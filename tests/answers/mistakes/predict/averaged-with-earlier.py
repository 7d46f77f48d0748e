# hint: asked again about the same region
seen = []


def predict(temp, rainfall, humidity):
    seen.append([temp, rainfall, humidity])
    with torch.no_grad():
        return model(torch.tensor(seen, dtype=torch.float32)).mean(0)
