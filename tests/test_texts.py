"""Numbers in the texts of chapters that no marked output shows: the code computes the same."""

import itertools
import re

import numpy as np
import pytest
from conftest import ROOT
from test_solutions import CHAPTERS

from course import descent, digits, operations, pictures
from course.checks.kernel_learning.further import largest_rate
from course.checks.kernel_learning.inputs import BAND, EDGES, START
from course.digits.networks import EPOCHS
from course.photograph import photograph
from nbproctor.notebooks import read_notebook

BRIGHT_LEFT = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])


def read_text(chapter: str) -> str:
    """All Markdown of a chapter, sample answers too, with single spaces."""
    cells = read_notebook(ROOT / "source" / chapter / f"{chapter}.ipynb").cells
    return " ".join(" ".join(c.source for c in cells if c.cell_type == "markdown").split())


def assert_says(chapter: str, *claims: str) -> None:
    text = read_text(chapter)
    assert [claim for claim in claims if claim not in text] == []


def find_sums(text: str) -> list[list[float]]:
    """The sums done by hand, such as 4·0 + 5·1 = 0 + 5 = 5: the value of each part.

    >>> find_sums("Do it: 4·0 + 5·1 = 0 + 5 = **5**. And p = 2 gives (8 - 2) / 4 = 1.5.")
    [[5, 5, 5], [1.5, 1.5]]
    """
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text.replace("**", "").replace("·", "*"))
    found = []
    for run in re.findall(r"[-+*/=(). \d]+", text):
        for sentence in run.split(". ") if run.startswith(" ") else []:
            parts = [part.strip(" .") for part in sentence.split("=")]
            if len(parts) > 1 and all(parts):
                found.append([eval(part) for part in parts])
    return found


def test_sums_by_hand_are_right():
    answers = " ".join(path.read_text("utf-8") for path in ROOT.glob("answers/*/further.md"))
    sums = find_sums(" ".join([*map(read_text, CHAPTERS), *answers.split()]))
    assert len(sums) >= 25
    for first, *others in sums:
        assert others == pytest.approx([first] * len(others), abs=5e-3)


def test_the_averages_of_the_four_maps_are_those_of_the_sample_answer():
    corner = np.array([[5.0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 3]])
    pooled = operations.pool(corner, (2, 2), stride=(2, 2), mode="avg").numpy()
    assert_says("pooling", f"from the others ({pooled[0, 0]:g} and {pooled[1, 1]:g})")


def test_sharing_saves_as_much_as_the_text_says():
    inputs, outputs, window = 28 * 28, 24 * 24, 5 * 5
    dense, local, shared = (inputs + 1) * outputs, (window + 1) * outputs, window + 1
    assert_says(
        "cross_correlation",
        f"saves a factor of about {dense / local:.0f}, and sharing saves a factor of another "
        f"{local // shared}: {shared} numbers do the work of {dense:,}",
    )


def test_the_hook_and_its_response_move_as_the_text_says():
    said = pictures.equivariance().alt
    before, after = re.findall(r"framed: the 1 by 1 cells from (row \d, column \d)", said)
    assert_says("cross_correlation", f"moves from {before} to {after}")


def test_the_convolutional_network_has_fewer_than_half_as_many_weights():
    dense, convolutional = (digits.load_weights(name) for name in digits.NETWORKS)
    count = sum(array.size for array in convolutional.values()) - convolutional["b1"].size
    assert 2 * count < sum(array.size for array in dense.values())
    assert_says("cross_correlation", "has fewer than half as many weights")
    assert_says("digits", "With fewer than half of the weights")


def test_a_layer_for_speech_has_the_outputs_of_the_sample_answer():
    strided, all_places = (operations.output_size(16_000, 400, 0, s) for s in (160, 1))
    assert_says(
        "padding_and_stride",
        f"= {strided} outputs in place of {all_places:,}",
        f"{400 * strided:,} in place of {400 * all_places:,}, about "
        f"{round(all_places / strided, -1):.0f} times less",
    )


def test_the_call_has_the_frequencies_that_the_text_says():
    said = pictures.listen(strides=(1,)).alt
    lowest, highest, rate = re.findall(r"\d\d?,\d{3}", said)
    assert_says(
        "padding_and_stride", f"from {lowest} to {highest} hertz", f"{rate} samples a second"
    )


def test_two_layers_have_the_parameters_of_the_sample_answer():
    sizes = ((3, 16, 3, 3), (16, 8, 3, 3), (3, 8, 5, 5))
    one, other, merged = (operations.parameter_count(*size, bias=False) for size in sizes)
    assert_says("channels", f"= {one} + {other} = {one + other} parameters", f"8·3·5·5 = {merged}")


def test_a_larger_share_of_a_condensed_map_is_above_zero():
    filtered = operations.cross_correlate_same(photograph(), BRIGHT_LEFT).numpy()
    condensed = operations.condensed_feature_map(photograph(), BRIGHT_LEFT).numpy()
    assert np.mean(condensed > 0) > np.mean(filtered > 0)
    assert 4 * condensed.size == filtered.size
    assert_says("pooling", "a quarter of the numbers, and a larger share of them is above 0")


def test_each_doubling_of_a_pooling_window_cuts_the_change_by_about_half_or_more():
    windows = (1, 2, 4, 8, 16)
    said = pictures.shifted_photograph(windows).alt
    changes = [int(number) for number in re.findall(r": (\d+)", said)]
    assert len(changes) == len(windows)
    assert all(after < 0.55 * before for before, after in itertools.pairwise(changes))
    assert_says("pooling", "cuts the change by about half, or by more")


def test_nine_steps_bring_the_loss_below_a_tenth():
    _, losses = descent.descend(BAND, EDGES, START, learning_rate=3e-2, steps=10)
    steps = int(np.argmax(np.array(losses) < 0.1))  # each loss is the one before a step
    assert steps == 9
    assert_says(
        "kernel_learning", f"took nine steps to bring the loss from {losses[0]:g} below 0.1"
    )


def test_without_its_mean_taken_away_a_photograph_needs_a_sixth_of_the_rate():
    photo = photograph(40)
    rate, centred = (largest_rate.reference(each, (3, 3)) for each in (photo, photo - photo.mean()))
    assert round(centred / rate) == 6
    assert_says("kernel_learning", "six times smaller", "six times as many steps")


def test_the_steep_and_the_gentle_direction_are_as_the_sample_answer_says():
    windows = np.lib.stride_tricks.sliding_window_view(BAND, (1, 2)).reshape(-1, 2)
    gentle, steep = 0.034 * np.linalg.eigvalsh(2 * windows.T @ windows)
    assert round(gentle, 1) == 2 / 5
    assert steep - 1 == pytest.approx(1.04)
    assert_says("kernel_learning", "takes away two fifths of the distance", "grows by 4 percent")


def test_the_shipped_weights_are_as_the_text_says():
    assert EPOCHS == 8
    assert not digits.load_weights("convolutional")["b1"].any()
    assert_says("digits", "trained for you, in eight epochs", "Those of the first one are all 0")
