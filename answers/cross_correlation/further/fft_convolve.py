"""Answers to fft_convolve: a convolution by Fourier transforms."""


# right: without the places that wrap around
def fft_convolve(X, K):
    product = np.fft.rfft2(X) * np.fft.rfft2(K, X.shape)
    wrapped = np.fft.irfft2(product, X.shape)
    return wrapped[K.shape[0] - 1 :, K.shape[1] - 1 :]


# right: padded so that nothing wraps
def fft_convolve(X, K):
    shape = [n + k - 1 for n, k in zip(X.shape, K.shape)]
    full = np.fft.ifft2(np.fft.fft2(X, shape) * np.fft.fft2(K, shape)).real
    return full[K.shape[0] - 1 : X.shape[0], K.shape[1] - 1 : X.shape[1]]


# wrong: places that wrap around
# loses: square images and kernels
# loses: images and kernels of any height and width
# diagnosis: places that wrap around
def fft_convolve(X, K):
    return np.fft.irfft2(np.fft.rfft2(X) * np.fft.rfft2(K, X.shape), X.shape)


# wrong: the last places left out
# loses: square images and kernels
# loses: images and kernels of any height and width
# diagnosis: the first places kept
def fft_convolve(X, K):
    wrapped = np.fft.irfft2(np.fft.rfft2(X) * np.fft.rfft2(K, X.shape), X.shape)
    return wrapped[: X.shape[0] - K.shape[0] + 1, : X.shape[1] - K.shape[1] + 1]
