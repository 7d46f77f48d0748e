make_dataset = TensorDataset
