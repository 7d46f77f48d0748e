# hint: has changed with the next one
_answer = torch.zeros(2)
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        _answer.copy_(model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0])
    return _answer
