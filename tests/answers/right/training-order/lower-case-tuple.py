training_order = tuple("dbeac")
