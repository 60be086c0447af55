"""Figures that the notebooks draw from arrays.

Each public function takes arrays and returns a `Picture`: HTML with alternative text that states
the same numbers; or a `LiveFigure`, to step through or to play with (live/). During grading
(`NBGRADER_EXECUTION=autograde`) nothing is drawn.

Any arrays:

    arrays            named arrays side by side: numbers, grey images, feature maps
    bars              numbers as bars on a linear axis

Live figures:

    step_through      all steps of a cross-correlation; likewise step_through_channels, _pooling and
                      _learning
    kernel_lab        an image, a kernel to change and its feature map; likewise stride_lab,
                      pooling_lab and rate_lab
    digit_lab         a digit to draw and to move, and what two networks read

Cross-correlation:

    connections       dense layer beside convolution: lines, one for each weight
    equivariance      a hook, a kernel and the response, before and after a move
    window            one step of cross-correlation
    filter_photograph the photograph, filtered by the student's own function
    positions         how often a kernel fits along an axis, with padding and stride
    flip              a kernel, its rows flipped, both axes flipped
    single_pixel      one bright pixel under cross-correlation and under convolution
    edge_maps         vertical and horizontal edges of an image and of its transpose
    receptive_field   the cells of every layer below that one output element sees
    noisy_step        a row with a noisy step, and the results of three kernels
    convolution_times the time that functions take for kernels of several sizes

Padding, stride, pooling:

    padded            an image without and with zeros around it
    votes             the number of windows that see each pixel, for several settings
    strides           how far the window moves, downwards and to the right
    border_effect     a blur of an image that is the same everywhere, with zeros around it
    sound             a curve of samples, and the windows that a stride places on it
    listen            a bird's call to hear, at strides 1, 2 and 4
    pooled_photograph the photograph, and the largest and the mean of each window
    pooling           one step of pooling
    detect            an image, its response, and the response after ReLU
    pooled_maps       feature maps and, below each, the same map pooled
    moved_spot        a detection that moves to the right, and its pooled maps
    stages, feature_maps  the results of filters on a photograph, step by step and side by side
    shifted_photograph    how much a pooled map changes when the photograph moves by one pixel
    pooling_gradients an input, and the gradients of both kinds of pooling

Channels:

    colours           a colour image and its three channels
    channel_sum       how channels add up to an output element
    output_channels   the output of each of several kernels
    channel_maps      each channel of a colour image, filtered by the same kernel
    memory_order      the numbers of feature maps, channels first and channels last
    window_columns    the windows of an input as the columns of a matrix
    as_matrix_product     a cross-correlation as a matrix product, a row and a column marked

Learning:

    squared_errors    prediction, target, error and its square, element by element
    tape              the steps from kernel to loss, and how far back the gradient flows
    error_window      one wrong output element, and the window that it comes from
    loss_curves, slope    losses of several runs; the slope of a loss at one number
    bowl              the loss over a kernel of two numbers, and paths of gradient descent
    learning          a kernel after some steps
    learned_kernels   true kernels, each beside the learned one

Digits:

    positions_map     percent of the digits that two networks read right, by position
    digits            handwritten digits in rows, each with a title
    kernel_rows       kernels of several networks, a row for each
    strokes           digits, each with the maps that kernels make of it
    confusion         a confusion matrix as a table

A new figure is a function marked `@skip_while_grading` that puts HTML tables side by side
(tables.py), or draws a plot on a light panel: with `new_figure`, or on a `Canvas` (canvas.py).
"""

from course.pictures.arrays import arrays
from course.pictures.bowl import bowl
from course.pictures.channels import channel_sum, colours, output_channels
from course.pictures.digits import confusion, digits, kernel_rows, positions_map, strokes
from course.pictures.errors import error_window, learned_kernels, squared_errors
from course.pictures.kernels import (
    channel_maps,
    edge_maps,
    equivariance,
    flip,
    noisy_step,
    single_pixel,
)
from course.pictures.learning import learning
from course.pictures.live.labs import (
    digit_lab,
    kernel_lab,
    pooling_lab,
    rate_lab,
    stride_lab,
)
from course.pictures.live.step_through import (
    step_through,
    step_through_channels,
    step_through_learning,
    step_through_pooling,
)
from course.pictures.losses import loss_curves, slope
from course.pictures.matrices import as_matrix_product, memory_order, window_columns
from course.pictures.padding import padded
from course.pictures.photographs import (
    feature_maps,
    filter_photograph,
    pooled_photograph,
    shifted_photograph,
    stages,
)
from course.pictures.picture import Picture
from course.pictures.pooled import detect, moved_spot, pooled_maps, pooling_gradients
from course.pictures.pooling import pooling
from course.pictures.positions import positions
from course.pictures.receptive_field import receptive_field
from course.pictures.sound import listen, sound
from course.pictures.strides import strides
from course.pictures.tape import tape
from course.pictures.times import convolution_times
from course.pictures.votes import border_effect, votes
from course.pictures.why import bars, connections
from course.pictures.window import window

__all__ = [
    "Picture",
    "arrays",
    "as_matrix_product",
    "bars",
    "border_effect",
    "bowl",
    "channel_maps",
    "channel_sum",
    "colours",
    "confusion",
    "connections",
    "convolution_times",
    "detect",
    "digit_lab",
    "digits",
    "edge_maps",
    "equivariance",
    "error_window",
    "feature_maps",
    "filter_photograph",
    "flip",
    "kernel_lab",
    "kernel_rows",
    "learned_kernels",
    "learning",
    "listen",
    "loss_curves",
    "memory_order",
    "moved_spot",
    "noisy_step",
    "output_channels",
    "padded",
    "pooled_maps",
    "pooled_photograph",
    "pooling",
    "pooling_gradients",
    "pooling_lab",
    "positions",
    "positions_map",
    "rate_lab",
    "receptive_field",
    "shifted_photograph",
    "single_pixel",
    "slope",
    "sound",
    "squared_errors",
    "stages",
    "step_through",
    "step_through_channels",
    "step_through_learning",
    "step_through_pooling",
    "stride_lab",
    "strides",
    "strokes",
    "tape",
    "votes",
    "window",
    "window_columns",
]
