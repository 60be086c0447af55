"""Answers to softmax_pool: a mean of each window, weighted by exp(t x)."""


# right: window by window
def softmax_pool(X, pool_size, t):
    p_h, p_w = pool_size
    result = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i, j in np.ndindex(*result.shape):
        window = X[i : i + p_h, j : j + p_w]
        weights = np.exp(t * window)
        result[i, j] = np.sum(weights * window) / np.sum(weights)
    return result


# right: two cross-correlations with ones
def softmax_pool(X, pool_size, t):
    weights = np.exp(t * X)
    return cross_correlate(weights * X, np.ones(pool_size)) / cross_correlate(
        weights, np.ones(pool_size)
    )


# wrong: weights not divided by their sum
# loses: for t = 0 a mean
# loses: weights exp(t·x)
# diagnosis: weights not divided by their sum
def softmax_pool(X, pool_size, t):
    return cross_correlate(np.exp(t * X) * X, np.ones(pool_size))


# wrong: t left out
# loses: for t = 0 a mean
# loses: weights exp(t·x)
# diagnosis: t left out
def softmax_pool(X, pool_size, t):
    weights = np.exp(X)
    return cross_correlate(weights * X, np.ones(pool_size)) / cross_correlate(
        weights, np.ones(pool_size)
    )


# wrong: opposite weights
# loses: weights exp(t·x)
# diagnosis: opposite weights
def softmax_pool(X, pool_size, t):
    weights = np.exp(-t * X)
    return cross_correlate(weights * X, np.ones(pool_size)) / cross_correlate(
        weights, np.ones(pool_size)
    )
