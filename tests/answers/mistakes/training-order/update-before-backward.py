# hint: compute them before you subtract
training_order = "DBAEC"
