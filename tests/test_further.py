"""Exercises without points: their checks pass right answers and name the mistake in wrong ones."""

import importlib
import re
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from conftest import ROOT
from test_solutions import CHAPTERS, answer

from course import descent, digits, operations
from course.checks.kernel_learning.inputs import BAND, EDGES, START
from course.digits.networks import EPOCHS, make_network
from course.network import confusion_matrix
from course.staff.solutions import Solution, read_solutions
from nbproctor.checks.build_key import find_exercises
from nbproctor.checks.exercise import Exercise
from nbproctor.notebooks import OPTIONAL, nbgrader_metadata, read_notebook

FOLDER = ROOT / "answers"
WITH_FURTHER = [chapter for chapter in CHAPTERS if (FOLDER / chapter / "further").is_dir()]


def exercises(chapter: str) -> dict[str, Exercise]:
    module = importlib.import_module(f"course.checks.{chapter}.further")
    return {each.name: each for each in find_exercises(module)}


def parameters(right: bool) -> list[Any]:
    return [
        pytest.param(chapter, each, id=f"{each.exercise}: {each.title}")
        for chapter in WITH_FURTHER
        for each in read_solutions(FOLDER / chapter / "further")
        if each.right is right
    ]


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=True))
def test_a_right_answer_passes(chapter: str, solution: Solution) -> None:
    exercises(chapter)[solution.exercise](answer(solution))


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=False))
def test_a_wrong_answer_fails_in_what_it_names(chapter: str, solution: Solution) -> None:
    result = exercises(chapter)[solution.exercise].examine(answer(solution))
    lost = [each.name for each in result.properties if not each.passed]
    assert lost == list(solution.loses), result.text(with_points=False)
    assert result.diagnosis is not None
    assert result.diagnosis.name == solution.diagnosis


@pytest.mark.parametrize("chapter", WITH_FURTHER)
def test_every_exercise_is_whole(chapter: str) -> None:
    checks = exercises(chapter)
    cells = read_notebook(ROOT / "source" / chapter / f"{chapter}.ipynb").cells
    stubs = {
        nbgrader_metadata(cell)["grade_id"]
        for cell in cells
        if OPTIONAL in cell.metadata.get("tags", []) and nbgrader_metadata(cell)
    }
    solutions = read_solutions(FOLDER / chapter / "further")
    for right in (True, False):
        titles = [each.exercise for each in solutions if each.right is right]
        assert {name for name in titles if titles.count(name) >= 2} == stubs == set(checks)
    for name, each in checks.items():
        assert each.points == 0
        assert len(each.hints) == 3
        assert len({mistake.name for mistake in each.misconceptions}) >= 2, name


def read_short_answer(chapter: str, number: int) -> str:
    text = (FOLDER / chapter / "further.md").read_text(encoding="utf-8")
    [found] = re.findall(rf"^{number}\. (.*?)(?=^\d|\Z)", text, re.MULTILINE | re.DOTALL)
    return " ".join(found.split())


def compute_loss(learning_rate: float, beta: float, steps: int) -> float:
    """The loss after some steps of gradient descent with momentum."""
    reference = exercises("kernel_learning")["learn_with_momentum"].reference
    kernel = reference(BAND, EDGES, START, learning_rate, beta, steps)
    return float(descent.squared_error(operations.cross_correlate(BAND, kernel), EDGES))


def test_short_answers_state_the_right_numbers() -> None:
    learning, channels = exercises("kernel_learning"), exercises("channels")
    assert learning["largest_rate"].reference(BAND, (1, 2)) == pytest.approx(2 / 60)
    assert "2 / 60 = 0.0333" in read_short_answer("kernel_learning", 2)
    runs = [(rate, beta) for rate in (0.01, 0.03) for beta in (0.7, 0.0)]
    counts = re.findall(r"(?<![.\d])\d\d\b", read_short_answer("kernel_learning", 4))
    for (rate, beta), steps in zip(runs, map(int, counts), strict=True):
        assert compute_loss(rate, beta, steps) < 1e-3 <= compute_loss(rate, beta, steps - 1)
    assert EDGES.size * 3e-2 == pytest.approx(1.26)
    assert "42 · 3e-2 = 1.26" in read_short_answer("kernel_learning", 3)
    windows = np.lib.stride_tricks.sliding_window_view(BAND, (1, 2)).reshape(-1, 2)
    deviation = 0.1 * np.sqrt(np.linalg.inv(windows.T @ windows)[0, 0])  # of a learned number
    assert deviation * np.sqrt(2 / np.pi) == pytest.approx(0.025, abs=5e-4)  # mean of its size
    assert "About 0.025 for each number" in read_short_answer("kernel_learning", 7)
    matrix = exercises("cross_correlation")["correlation_matrix"].reference(
        np.array([[1.0, 2.0], [3.0, 4.0]]), (3, 3)
    )
    assert np.size(matrix) == 36
    assert np.count_nonzero(matrix) == 16
    assert "16 of the 36 entries" in read_short_answer("cross_correlation", 7)
    assert operations.parameter_count(64, 64, 3, 3, bias=False) == 36864
    assert "in place of 36,864" in read_short_answer("channels", 1)
    assert channels["separable_parameters"].reference(64, 64, 3, 3) == 4672
    assert "4,672" in read_short_answer("channels", 1)
    assert np.sum(operations.times_used((5, 5), (3, 3))) == 81
    assert "81 entries" in read_short_answer("channels", 5)
    sizes = [n for n in range(3, 20) if operations.output_size(n, 3, 2, 2) == 4]
    assert read_short_answer("padding_and_stride", 8).startswith(
        f"**And back.** n = {sizes[0]} and n = {sizes[1]}."
    )


def test_short_answers_of_digits_state_what_the_network_reads() -> None:
    _, (images, labels) = digits.load()
    network, answer = digits.trained_network("convolutional"), read_short_answer("digits", 4)
    quarter, half = (
        confusion_matrix(np.argmax(network(digits.place(turned)), axis=1), labels, 10).numpy()
        for turned in (np.rot90(images, turns, axes=(1, 2)) for turns in (1, 2))
    )
    for claim in (
        f"{quarter.trace()} of 510 are read right, and {quarter[:, 4].sum()} are called 4, "
        f"among them {quarter[4, 4]} of the {quarter[4].sum()} that are a 4",
        f"of the zeros only {quarter[0, 0]} are read",
        f"{half.trace()} are read right, among them {half[0, 0]} of the {half[0].sum()} zeros",
        f"{half[6, 9]} of the {half[6].sum()} sixes are called 9",
    ):
        assert claim in answer
    weights = {kernels: 297 * kernels + 362 for kernels in (16, 4, 2)}
    assert network.count_params() == weights[16]
    numbers = re.findall(r"\d,\d{3}|\b956", read_short_answer("digits", 5))
    assert [int(each.replace(",", "")) for each in numbers] == list(weights.values())


def measure_with(old: Any, new: Any, epochs: int) -> Any:
    """The percent by place, shape (7, 7), of a network with one layer in place of another."""
    tf.keras.utils.set_random_seed(1)
    network = tf.keras.models.clone_model(
        digits.convolutional_network(),
        clone_function=lambda each: (
            new if isinstance(each, old) else type(each)(**each.get_config())
        ),
    )
    (images, labels), _ = digits.load()
    digits.train(network, digits.place(images), labels, epochs)
    return digits.accuracy_by_position(network)


def claims(number: int, *texts: str) -> bool:
    """Whether a short answer of the chapter on digits contains all these texts."""
    answer = read_short_answer("digits", number)
    return all(text in answer for text in texts)


@pytest.mark.nightly
def test_networks_that_saw_moved_digits_read_them_where_the_short_answer_says() -> None:
    assert claims(1, "more than 80 of 100", "more than 80 at its four places and fewer than 60")
    (images, labels), _ = digits.load()
    canvases, move = digits.place(images)[..., 0], exercises("digits")["move_images"].reference
    percent = {}
    for name in digits.NETWORKS:
        tf.keras.utils.set_random_seed(1)
        network, random = make_network(name), np.random.default_rng(1)
        for _ in range(EPOCHS):
            moved = np.asarray(move(canvases, random.integers(0, 2, (len(images), 2))))
            digits.train(network, moved[..., np.newaxis], labels, epochs=1)
        percent[name] = digits.accuracy_by_position(network)
    assert percent["convolutional"].min() > 80
    assert percent["dense"][3:5, 3:5].min() > 80
    percent["dense"][3:5, 3:5] = 0
    assert percent["dense"].max() < 60


@pytest.mark.nightly
def test_average_pooling_keeps_the_chessboard_as_the_short_answer_says() -> None:
    assert claims(2, "more than 80 of 100", "fewer than 50 where both moves are odd")
    layers = tf.keras.layers
    percent = measure_with(layers.MaxPool2D, layers.AveragePooling2D(2), EPOCHS)
    assert percent[3, 3] > 80
    assert percent[::2, ::2].mean() < 50


@pytest.mark.nightly
def test_a_global_mean_learns_slowly_as_the_short_answer_says() -> None:
    assert claims(3, "fewer than 80 of 100", "after 40 epochs more than 80", "less than 20 apart")
    layers = tf.keras.layers
    few, many = (
        measure_with(layers.GlobalMaxPool2D, layers.GlobalAveragePooling2D(), epochs)
        for epochs in (8, 40)
    )
    assert few[3, 3] < 80 < many[3, 3]
    assert many.max() - many.min() < 20


@pytest.mark.nightly
@pytest.mark.parametrize("name", digits.NETWORKS)
def test_a_network_learns_by_heart_as_the_short_answer_says(name: str) -> None:
    assert claims(6, "after 20 epochs it is 3 to 12 lower")
    tf.keras.utils.set_random_seed(1)
    network = make_network(name)
    parts = digits.load()
    digits.train(network, digits.place(parts[0][0]), parts[0][1], epochs=20)
    learned, unseen = (
        100 * np.mean(np.argmax(network(digits.place(images)), axis=1) == labels)
        for images, labels in parts
    )
    assert 3 <= learned - unseen <= 12


@pytest.mark.parametrize("chapter", WITH_FURTHER)
def test_every_task_has_a_short_answer(chapter: str) -> None:
    cells = read_notebook(ROOT / "source" / chapter / f"{chapter}.ipynb").cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    tasks = re.findall(r"^(\d\. \*\*.*?\*\*)", text.rpartition("Going further")[2], re.MULTILINE)
    answers = (FOLDER / chapter / "further.md").read_text(encoding="utf-8")
    assert re.findall(r"^(\d\. \*\*.*?\*\*)", answers, re.MULTILINE) == tasks
