# hint: you return NumPy arrays
def to_tensors(table):
    return table[:, :3].astype("float32"), table[:, 3:].astype("float32")
