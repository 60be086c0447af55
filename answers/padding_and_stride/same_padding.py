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


# right: recursion, one zero after another
def same_padding(n, k, s, before=0, after=0):
    if (before + n + after - k) // s + 1 >= (n + s - 1) // s:
        return before, after
    if before == after:
        return same_padding(n, k, s, before, after + 1)
    return same_padding(n, k, s, before + 1, after)


# right: sliding_window_view counts the windows
from numpy.lib.stride_tricks import sliding_window_view


def same_padding(n, k, s):
    wanted = len(np.zeros(n)[::s])
    for total in range(k + s):
        cells = n + total
        if cells >= k and len(sliding_window_view(np.zeros(cells), k)[::s]) >= wanted:
            return total // 2, total - total // 2


# right: float64, np.floor and np.ceil
def same_padding(n, k, s):
    total = np.clip((np.ceil(n / s) - 1.0) * s + k - n, 0.0, None)
    return np.floor(total / 2), np.ceil(total / 2)


# right: tf.Variable for the total
def same_padding(n, k, s):
    total = tf.Variable(k - s if n % s == 0 else k - n % s)
    if total < 0:
        total.assign(0)
    half = total // 2
    return half, total - half


# right: other names, keyword defaults, conditional expressions
def same_padding(length, width, step=1):
    last = (length - 1) // step * step
    lacking = last + width - length
    return (0, 0) if lacking <= 0 else (lacking >> 1, (lacking + 1) >> 1)


# right: a list of cells beyond the end
def same_padding(n, k, s):
    beyond = [c for c in range(max(range(0, n, s)), max(range(0, n, s)) + k) if c >= n]
    before = [c for i, c in enumerate(beyond) if i % 2]
    return len(before), len(beyond) - len(before)


# wrong: the odd cell before
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: odd cell before
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total - total // 2, total // 2


# wrong: the same on both sides, rounded down
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: both sides rounded down
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total // 2, total // 2


# wrong: one too many, half of an even kernel on both sides
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: half of k on both sides
def same_padding(n, k, s):
    return k // 2, k // 2


# wrong: half of an odd kernel on both sides
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: half of k - 1 on both sides
def same_padding(n, k, s):
    return (k - 1) // 2, (k - 1) // 2


# wrong: precedence, the whole kernel before and after
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: whole kernel on both sides
def same_padding(n, k, s):
    return k - 1 // 2, k - 1 // 2


# wrong: stride ignored
# loses: larger steps, even ones that skip cells
# diagnosis: stride ignored
def same_padding(n, k, s):
    total = k - 1
    return total // 2, total - total // 2


# wrong: negative where the windows skip cells
# loses: larger steps, even ones that skip cells
# diagnosis: negative padding
def same_padding(n, k, s):
    total = (-(-n // s) - 1) * s + k - n
    return total // 2, total - total // 2


# wrong: number of outputs rounded down
# loses: larger steps, even ones that skip cells
# diagnosis: outputs rounded down
def same_padding(n, k, s):
    total = max((n // s - 1) * s + k - n, 0)
    return total // 2, total - total // 2


# wrong: right only where the stride divides the size
# loses: larger steps, even ones that skip cells
# diagnosis: stride taken to divide the size
def same_padding(n, k, s):
    total = max(k - s, 0)
    return total // 2, total - total // 2


# wrong: the output as large as the input at every stride
# loses: larger steps, even ones that skip cells
# diagnosis: size kept at every stride
def same_padding(n, k, s):
    total = max((n - 1) * s + k - n, 0)
    return total // 2, total - total // 2


# wrong: halves not rounded
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: halves not rounded
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total / 2, total / 2


# wrong: the total, not its parts
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: total in place of a pair
def same_padding(n, k, s):
    return max((-(-n // s) - 1) * s + k - n, 0)


# wrong: the total on both sides
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: total on both sides
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total, total


# wrong: one cell on each side, whatever the kernel
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: one cell on each side
def same_padding(n, k, s):
    return 1, 1


# wrong: no padding, as VALID
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: no padding
def same_padding(n, k, s):
    return 0, 0


# wrong: no return
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: returned None
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    before = total // 2
    after = total - before


# wrong: the course's own same_padding, under another name
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
from course.operations import same_padding as measured


def same_padding(n, k, s):
    return measured(n, k, s)


# wrong: the course's own same_padding, by its module
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
import course


def same_padding(n, k, s):
    return course.operations.same_padding(n, k, s)


# wrong: TensorFlow asked
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
def slide(row, kernel, s):
    images, kernels = tf.reshape(row, (1, 1, -1, 1)), tf.reshape(kernel, (1, -1, 1, 1))
    return tf.nn.conv2d(images, kernels, (1, s), "SAME")[0, 0, :, 0]


def same_padding(n, k, s):
    kernel = tf.range(1.0, k + 1)
    first = int(slide(tf.one_hot(0, n), kernel, s)[0])
    last = int(slide(tf.one_hot(n - 1, n), kernel, s)[-1])
    return first - 1, k - last if last else 0


# wrong: the same on both sides, rounded up
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: both sides rounded up
import math


def same_padding(n, k, s):
    total = max((math.ceil(n / s) - 1) * s + k - n, 0)
    return math.ceil(total / 2), math.ceil(total / 2)


# wrong: all after
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: all on one side
def same_padding(n, k, s):
    return 0, max((-(-n // s) - 1) * s + k - n, 0)


# wrong: all before
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: all on one side
def same_padding(n, k, s):
    return max((-(-n // s) - 1) * s + k - n, 0), 0


# wrong: from the remainder, also where nothing remains
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: one output too many
def same_padding(n, k, s):
    total = max(k - n % s, 0)
    return total // 2, total - total // 2


# wrong: the stride ignored, the odd cell before
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: half of k and the rest
def same_padding(n, k, s):
    return k // 2, k - 1 - k // 2


# wrong: a ring of zeros around the kernel
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: k - 1 on both sides
def same_padding(n, k, s):
    return k - 1, k - 1


# wrong: a misspelt name
# loses: odd kernels, one step at a time
# loses: even kernels, one step at a time
# loses: larger steps, even ones that skip cells
# diagnosis: raised NameError
def same_padding(n, k, s):
    total = max((-(-n // s) - 1) * s + k - n, 0)
    return total // 2, totl - total // 2
