is_linear = {name: np.bool_(name in "ADFG") for name in "HGFEDCBA"}
