def diagnose(history):
    h = np.array(history)
    plt.plot(h); plt.yscale("log"); plt.show()
    print("ratio", h[-1] / h[0])
    if np.isnan(h).any() or np.isinf(h).any() or h[-1] > h[0]:
        return " Lower "
    if 100 * (h[0] - h[-1]) / h[0] < 1:
        return "RAISE"
    return "keep\n"
