"""Answers to running_total: cumulative sums by a cross-correlation."""


# right: zeros before the row
def running_total(row):
    padded = np.pad(row, (len(row) - 1, 0))
    return cross_correlate(padded[np.newaxis], np.ones((1, len(row))))[0]


# right: a loop
def running_total(row):
    totals, total = [], 0.0
    for number in row:
        total += number
        totals.append(total)
    return np.array(totals)


# wrong: zeros after the row
# loses: the sum of all cells so far
# diagnosis: from the other end
def running_total(row):
    padded = np.pad(row, (0, len(row) - 1))
    return cross_correlate(padded[np.newaxis], np.ones((1, len(row))))[0]


# wrong: one zero too many
# loses: the sum of all cells so far
# diagnosis: without the cell itself
def running_total(row):
    padded = np.pad(row, (len(row), 0))[:-1]
    return cross_correlate(padded[np.newaxis], np.ones((1, len(row))))[0]
