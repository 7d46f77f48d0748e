nudge = lambda w, dw, step: w + step * ((dw < 0) - (dw > 0))
