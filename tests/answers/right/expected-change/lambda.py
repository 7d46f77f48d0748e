expected_change = lambda slope, step: step * slope
