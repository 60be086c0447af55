"""Answers to same_padding: what SAME puts before and after an axis."""


# right: from the end of the last window
def same_padding(n, k, s):
    outputs = (n + s - 1) // s
    total = max((outputs - 1) * s + k - n, 0)
    before = total // 2
    return before, total - before


# right: from the remainder
def same_padding(n, k, s):
    rest = n % s
    total = max(k - s, 0) if rest == 0 else max(k - rest, 0)
    return total // 2, (total + 1) // 2


# right: math.ceil, a list
import math


def same_padding(size, kernel, stride):
    needed = (math.ceil(size / stride) - 1) * stride + kernel
    missing = max(needed - size, 0)
    return [math.floor(missing / 2), math.ceil(missing / 2)]


# right: zeros added one by one, after the input first
def same_padding(n, k, s):
    before, after = 0, 0
    while len(range(0, before + n + after - k + 1, s)) < -(-n // s):
        if before < after:
            before += 1
        else:
            after += 1
    return before, after


# right: NumPy, divmod
def same_padding(n, k, s):
    last_start = (np.ceil(n / s) - 1) * s
    half, odd = divmod(np.maximum(last_start + k - n, 0), 2)
    return np.array([half, half + odd])


# right: TensorFlow
def same_padding(n, k, s):
    starts = tf.range(0, n, s)
    total = tf.maximum(starts[-1] + k - n, 0)
    return total // 2, total - total // 2


# wrong: the odd cell before
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total - total // 2, total // 2


# wrong: the same on both sides, rounded down
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total // 2, total // 2


# wrong: one too many, half of an even kernel on both sides
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    return k // 2, k // 2


# wrong: half of an odd kernel on both sides
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    return (k - 1) // 2, (k - 1) // 2


# wrong: precedence, the whole kernel before and after
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    return k - 1 // 2, k - 1 // 2


# wrong: stride ignored
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = k - 1
    return total // 2, total - total // 2


# wrong: negative where the windows skip cells
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = (-(-n // s) - 1) * s + k - n
    return total // 2, total - total // 2


# wrong: number of outputs rounded down
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = max((n // s - 1) * s + k - n, 0)
    return total // 2, total - total // 2


# wrong: right only where the stride divides the size
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = max(k - s, 0)
    return total // 2, total - total // 2


# wrong: the output as large as the input at every stride
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = max((n - 1) * s + k - n, 0)
    return total // 2, total - total // 2


# wrong: halves not rounded
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total / 2, total / 2


# wrong: the total, not its parts
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    return max((-(-n // s) - 1) * s + k - n, 0)


# wrong: the total on both sides
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total, total


# wrong: one cell on each side, whatever the kernel
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    return 1, 1


# wrong: no padding, as VALID
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    return 0, 0


# wrong: no return
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    before = total // 2
    after = total - before
