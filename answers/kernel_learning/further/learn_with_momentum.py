"""Answers to learn_with_momentum: gradient descent whose steps keep a part of the last one."""


# right: a loop
def learn_with_momentum(X, Y, K0, learning_rate, beta, steps):
    K, step = np.float64(K0), np.zeros(K0.shape)
    for _ in range(steps):
        error = np.asarray(cross_correlate(np.float64(X), K)) - Y
        gradient = 2 * np.asarray(cross_correlate(np.float64(X), error))
        step = beta * step - learning_rate * gradient
        K = K + step
    return K


# right: the difference of the last two kernels
def learn_with_momentum(X, Y, K0, learning_rate, beta, steps):
    last = K = np.float64(K0)
    for _ in range(steps):
        error = np.asarray(cross_correlate(np.float64(X), K)) - Y
        gradient = 2 * np.asarray(cross_correlate(np.float64(X), error))
        last, K = K, K + beta * (K - last) - learning_rate * gradient
    return K


# wrong: no momentum
# loses: later steps keep a part of the last one
# diagnosis: no momentum
def learn_with_momentum(X, Y, K0, learning_rate, beta, steps):
    K = np.float64(K0)
    for _ in range(steps):
        error = np.asarray(cross_correlate(np.float64(X), K)) - Y
        K = K - learning_rate * 2 * np.asarray(cross_correlate(np.float64(X), error))
    return K


# wrong: a mean of the gradients
# loses: the first step is a plain one
# loses: later steps keep a part of the last one
# diagnosis: gradient times 1 - beta
def learn_with_momentum(X, Y, K0, learning_rate, beta, steps):
    K, step = np.float64(K0), np.zeros(K0.shape)
    for _ in range(steps):
        error = np.asarray(cross_correlate(np.float64(X), K)) - Y
        gradient = 2 * np.asarray(cross_correlate(np.float64(X), error))
        step = beta * step + (1 - beta) * gradient
        K = K - learning_rate * step
    return K
