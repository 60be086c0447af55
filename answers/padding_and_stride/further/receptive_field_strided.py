"""Answers to receptive_field_strided: how many cells an output sees, with strides."""


# right: field and step, from the image on
def receptive_field_strided(layers):
    field, step = 1, 1
    for k, s in layers:
        field += (k - 1) * step
        step *= s
    return field


# right: from the output back
def receptive_field_strided(layers):
    cells = 1
    for k, s in reversed(layers):
        cells = (cells - 1) * s + k
    return cells


# wrong: strides left out
# loses: a stride widens the steps of later layers
# diagnosis: strides left out
def receptive_field_strided(layers):
    return 1 + sum(k - 1 for k, s in layers)


# wrong: the layer's own stride counted
# loses: a stride widens the steps of later layers
# diagnosis: own stride counted
def receptive_field_strided(layers):
    field, step = 1, 1
    for k, s in layers:
        step *= s
        field += (k - 1) * step
    return field
