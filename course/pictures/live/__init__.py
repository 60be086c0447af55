"""Figures that a reader steps through or plays with, in the browser and without a kernel.

    figure        a live figure: a frame with a script of ours, and a still in its place without one
    steps         a figure of arrays that changes from step to step
    step_through  the figures of the chapters that are made of steps
    labs          kernel, stride, pooling and learning rate, to experiment with

Python passes data, such as arrays, positions and texts; the files `*.html`, `*.js` and `style.css`
here draw them. `numbers.js` computes; a test compares its numbers with TensorFlow's.
"""
