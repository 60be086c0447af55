"""Figures that the notebooks draw from arrays.

Each public function takes arrays and returns a `Picture`: an image with alternative text that
states the same numbers; or a `LiveFigure`, to step through or to play with (live/). During grading
(`NBGRADER_EXECUTION=autograde`) nothing is drawn.

    arrays            named arrays side by side: numbers, grey images, feature maps
    window            one step of cross-correlation, from the window to the output element
    step_through      all steps of a cross-correlation; likewise step_through_channels, _pooling and
                      _learning
    kernel_lab        an image, a kernel to change and its feature map; likewise stride_lab,
                      pooling_lab and rate_lab
    positions         how often a kernel fits along an axis, with padding and stride
    padded            an image without and with zeros around it
    sound             a curve of samples, and the windows that a stride places on it
    strides           how far the window moves, downwards and to the right
    receptive_field   the cells of every layer below that one output element sees
    pooling           one step of pooling
    stages, feature_maps  the results of filters on a photograph, step by step and side by side
    connections, bars     dense layer beside convolution: lines, and numbers of parameters
    channel_sum       how channels add up to an output element
    output_channels   the output of each of several kernels
    colours           a colour image and its three channels
    as_matrix_product     a cross-correlation as a matrix product, a row and a column marked
    window_columns    the windows of an input as the columns of a matrix
    tape              the steps from kernel to loss, and how far back the gradient flows
    loss_curves, slope    losses of several runs; the slope of a loss at one number
    bowl              the loss over a kernel of two numbers, and paths of gradient descent
    learning          a kernel after some steps
    memory_order      the numbers of feature maps, channels first and channels last

A new figure is a function marked `@skip_while_grading` that draws on a `Canvas` (canvas.py): grids,
frames, lines and text in units of cells. `picture.save("figure.png")` writes a figure to a file.
"""

from course.pictures.arrays import arrays
from course.pictures.bowl import bowl
from course.pictures.channels import channel_sum, colours, output_channels
from course.pictures.feature_maps import feature_maps, stages
from course.pictures.learning import learning
from course.pictures.live.labs import kernel_lab, pooling_lab, rate_lab, stride_lab
from course.pictures.live.step_through import (
    step_through,
    step_through_channels,
    step_through_learning,
    step_through_pooling,
)
from course.pictures.losses import loss_curves, slope
from course.pictures.matrices import as_matrix_product, memory_order, window_columns
from course.pictures.padding import padded
from course.pictures.picture import Picture
from course.pictures.pooling import pooling
from course.pictures.positions import positions
from course.pictures.receptive_field import receptive_field
from course.pictures.sound import sound
from course.pictures.strides import strides
from course.pictures.tape import tape
from course.pictures.why import bars, connections
from course.pictures.window import window

__all__ = [
    "Picture",
    "arrays",
    "as_matrix_product",
    "bars",
    "bowl",
    "channel_sum",
    "colours",
    "connections",
    "feature_maps",
    "kernel_lab",
    "learning",
    "loss_curves",
    "memory_order",
    "output_channels",
    "padded",
    "pooling",
    "pooling_lab",
    "positions",
    "rate_lab",
    "receptive_field",
    "slope",
    "sound",
    "stages",
    "step_through",
    "step_through_channels",
    "step_through_learning",
    "step_through_pooling",
    "stride_lab",
    "strides",
    "tape",
    "window",
    "window_columns",
]
