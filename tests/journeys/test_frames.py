"""The frames of live figures in a browser: numbers, keys, sizes and accessibility."""

import ast

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from journeys.conftest import LEVEL_AA

from course import digits, operations, pictures
from course.pictures.live.figure import NARROW_PX

RANDOM = np.random.default_rng(21)
X = np.arange(16.0).reshape(4, 4)
K = np.array([[1.0, 0.0], [0.0, 2.0], [-1.0, 1.0]])
FIGURES = {
    "step_through": lambda: pictures.step_through(X, K, ((1, 0), (1, 1)), (2, 3)),
    "step_through_channels": lambda: pictures.step_through_channels([X, X + 1], [K, K + 1]),
    "step_through_pooling": lambda: pictures.step_through_pooling(X, (2, 2), padding=((1, 1),) * 2),
    "step_through_learning": lambda: pictures.step_through_learning(
        RANDOM.normal(size=(21, 2, 3)), np.geomspace(10, 0.01, 20), RANDOM.normal(size=(2, 3))
    ),
    "kernel_lab": lambda: pictures.kernel_lab("Find a kernel that answers along diagonals."),
    "stride_lab": pictures.stride_lab,
    "pooling_lab": pictures.pooling_lab,
    "rate_lab": pictures.rate_lab,
    "digit_lab": pictures.digit_lab,
}
STEPS = [name for name in FIGURES if name.startswith("step")]
EVERY = pytest.mark.parametrize("name", FIGURES)
COLOURS = RANDOM.random((3, 7, 9))
ROWS = {
    "edge_maps": lambda: pictures.edge_maps(np.tile([1.0, 1, 0, 0, 0, 0, 1, 1], (6, 1))),
    "colours": lambda: pictures.colours(COLOURS),
    "moved_spot": pictures.moved_spot,
    "pooled_photograph": pictures.pooled_photograph,
    "two large images": lambda: pictures.arrays({"a": np.eye(90), "b": np.eye(45)}),
}
# A row whose parts have the same middle has not been wrapped.
IS_WRAPPED = """row => new Set([...row.children].map(part => part.getBoundingClientRect())
.map(box => Math.round((box.top + box.bottom) / 4))).size > 1"""
IS_SHOWN_IN = "scheme => getComputedStyle(document.documentElement).colorScheme === scheme"
FIT_LIMIT_MS = 5_000
FITS = """() => [document.documentElement.scrollWidth <= innerWidth,
document.documentElement.scrollHeight <= innerHeight]"""


@pytest.fixture
def frame(browser):
    """Opens the page of a figure's frame, and fails if it asks for anything or has an error."""
    opened = []

    def open_frame(figure, width=920, scheme="light"):
        size = {"width": width, "height": figure.height}
        page, noise = browser.new_page(viewport=size, color_scheme=scheme), []
        opened.append((page, noise))
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda request: noise.append(request.url))
        page.set_content(figure.frame)
        return page

    yield open_frame
    for page, noise in opened:
        page.close()
        assert noise == []


@pytest.fixture
def lab(frame):
    """The kernel lab's page, which has all functions."""
    return frame(pictures.kernel_lab())


def test_correlate_gives_tensorflows_numbers_for_20_kernels(lab):
    for _ in range(20):
        size = RANDOM.integers(1, 8, 2)
        image, kernel = RANDOM.normal(size=(9, 7)), RANDOM.normal(size=size)
        ours = lab.evaluate("([X, K]) => correlate(X, K)", [image.tolist(), kernel.tolist()])
        np.testing.assert_allclose(ours, operations.cross_correlate(image, kernel), atol=1e-12)


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_pool_gives_tensorflows_numbers(lab, mode):
    image = RANDOM.normal(size=(11, 8))
    for size in range(1, 5):
        for stride in range(1, 5):
            given = [image.tolist(), size, stride, mode]
            ours = lab.evaluate("given => pool(...given)", given)
            settings = {"stride": (stride, stride), "mode": mode}
            theirs = operations.pool(image, (size, size), **settings)
            np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_count_places_gives_tensorflows_sizes(lab):
    for n, k, zeros, stride in RANDOM.integers((1, 1, 0, 1), (12, 8, 4, 5), size=(20, 4)).tolist():
        ours = lab.evaluate("given => countPlaces(...given)", [n, k, zeros, stride])
        padding = ((0, 0), (0, zeros))
        row, kernel = np.ones((1, n)), np.ones((1, k))
        if k > n + zeros:
            assert ours == 0
        else:
            output = operations.cross_correlate_strided(row, kernel, padding, (1, stride))
            assert ours == output.shape[1]


def test_descend_takes_the_steps_of_tensorflow(lab):
    import tensorflow as tf

    curvatures, lowest, start = [10.0, 1.0], [2.0, 1.0], [0.5, -0.8]
    x, optimizer = tf.Variable(start, dtype=tf.float64), tf.keras.optimizers.SGD(0.15)
    theirs = [x.numpy().copy()]
    for _ in range(6):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.constant(curvatures, tf.float64) / 2 * (x - lowest) ** 2)
        optimizer.apply_gradients([(tape.gradient(loss, x), x)])
        theirs.append(x.numpy().copy())
    ours = lab.evaluate("given => descend(...given)", [curvatures, lowest, start, 0.15, 6])
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_the_networks_of_the_digit_lab_give_the_logits_of_keras(frame):
    batch = digits.place(digits.load()[1][0][:3], (1, -2))
    page = frame(pictures.digit_lab())
    for name, read in (("dense", "readDense"), ("convolutional", "readConvolutional")):
        theirs = digits.trained_network(name)(batch)
        for image, logits in zip(batch[..., 0].tolist(), theirs, strict=True):
            ours = page.evaluate(f"image => {read}(image, weights.{name})", image)
            np.testing.assert_allclose(ours, logits, atol=0.02)  # weights have 16 bits


def test_a_drawn_digit_is_read_and_can_be_moved(frame):
    page = frame(pictures.digit_lab())
    box = page.locator("#canvas").bounding_box()
    pixel = box["width"] / 14
    corners = [(5, 4), (9, 4), (9.3, 5.5), (7, 7), (9.5, 8.5), (9, 10.3), (5, 10.5)]
    points = [(box["x"] + x * pixel, box["y"] + y * pixel) for x, y in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points:
        page.mouse.move(*point)
    page.mouse.up()
    assert "The convolutional network reads 3" in page.locator("#text").inner_text()
    page.get_by_label("right").click()
    page.get_by_label("up").click()
    page.get_by_text("moved 1 up, 1 right").wait_for()
    page.locator("#clear").click()
    page.get_by_text("Draw a digit with the mouse").wait_for()


@EVERY
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_frame_meets_level_aa(frame, name, scheme):
    page = frame(FIGURES[name](), scheme=scheme)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVEL_AA}})
    assert found.violations_count == 0, found.generate_report()


@EVERY
def test_a_frame_fits_into_its_size_wide_and_narrow(browser, name):
    content = f'<body style="margin:0">{FIGURES[name]()._repr_html_()}</body>'
    for width in (920, 800, 680, NARROW_PX, 480):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.set_content(content)
        [_, inside] = page.frames
        # A figure of steps draws, and fits itself, after the page has loaded.
        inside.wait_for_function(f"() => ({FITS})().every(Boolean)", timeout=FIT_LIMIT_MS)
        page.close()


@pytest.mark.parametrize("puzzle", ["", "Find a kernel that answers along diagonals."])
def test_the_kernel_lab_leaves_little_room_empty(browser, puzzle):
    page = browser.new_page()
    page.set_content(f'<body style="margin:0">{pictures.kernel_lab(puzzle)._repr_html_()}</body>')
    for width in (920, 680, NARROW_PX):
        page.set_viewport_size({"width": width, "height": 900})
        lowest = page.frame_locator("iframe").locator("#copy").bounding_box()
        frame = page.locator("iframe").bounding_box()
        left = frame["y"] + frame["height"] - lowest["y"] - lowest["height"]
        assert 0 < left < 40, width
    page.close()


@pytest.mark.parametrize("size", [(1, 2), (7, 1), (2, 7), (7, 7)], ids=str)
def test_a_kernel_of_any_size_fits_into_the_kernel_lab(browser, size):
    page = browser.new_page()
    page.set_content(f'<body style="margin:0">{pictures.kernel_lab()._repr_html_()}</body>')
    [_, inside] = page.frames
    for name, length in zip(("height", "width"), size, strict=True):
        inside.get_by_label(f"{name} of the kernel").select_option(str(length))
    for image in ("photograph", "digit"):
        inside.locator("#image").select_option(image)
        for width in (920, 800, 680, NARROW_PX, 480):
            page.set_viewport_size({"width": width, "height": 900})
            inside.wait_for_function(f"() => ({FITS})().every(Boolean)", timeout=FIT_LIMIT_MS)
    page.close()


@pytest.mark.parametrize("name", STEPS)
def test_every_step_fits_into_its_frame_at_every_width(frame, name):
    page = frame(FIGURES[name]())
    last = int(page.locator("#step").get_attribute("max"))
    for width in (*range(480, 700, 7), 920):
        page.set_viewport_size({"width": width, "height": 600})
        page.evaluate("fit()")
        for step in {0, last // 2, last - 1}:
            page.evaluate("step => showStep(step)", step)
            assert page.evaluate(FITS)[0], (width, step)


def test_a_drawing_is_as_small_as_its_widest_step_needs(frame):
    image = [[1.0, 1.0, 1e5, 1e5], [1.0, 1.0, 1e5, 1e5]]
    page = frame(pictures.step_through(image, [[1.0, -0.001]]), 480)
    for step in range(6):
        page.evaluate("step => showStep(step)", step)
        assert page.evaluate(FITS)[0], step


@pytest.mark.parametrize(
    ("system", "of_page", "seen"),
    [("light", "dark", "dark"), ("dark", "light", "light"), ("dark", "normal", "light")],
)
def test_a_frame_is_light_or_dark_like_the_page_around_it(browser, system, of_page, seen):
    page = browser.new_page(color_scheme=system)
    figure = pictures.stride_lab()._repr_html_()
    page.set_content(f'<body style="color-scheme:{of_page}">{figure}</body>')
    [_, inside] = page.frames
    inside.wait_for_function(IS_SHOWN_IN, arg=seen)
    page.evaluate("document.body.style.colorScheme = 'dark'")
    inside.wait_for_function(IS_SHOWN_IN, arg="dark")
    page.close()


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_arrays_stays_a_row_at_800_pixels(browser, name):
    page = browser.new_page(viewport={"width": 606, "height": 900})
    look = "<style>* { box-sizing: border-box } body { margin: 0; font: 13px sans-serif }</style>"
    page.set_content(f"{look}<main>{ROWS[name]()._repr_html_()}</main>")
    rows = page.locator("div[style*='display:flex']").all()
    assert rows
    assert not any(row.evaluate(IS_WRAPPED) for row in rows)
    assert page.evaluate(FITS)[0]
    page.close()


@pytest.mark.parametrize("name", STEPS)
def test_arrow_keys_lead_through_all_steps(frame, name):
    page = frame(FIGURES[name]())
    last, texts = int(page.locator("#step").get_attribute("max")), set()
    page.locator("#step").focus()
    for number in range(1, last + 1):
        assert page.locator("#count").inner_text() == f"{number} of {last}"
        texts.add(page.locator("#text").inner_text())
        page.keyboard.press("ArrowRight")
    assert len(texts) == last
    page.locator("#back").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#count").inner_text() == f"{last - 1} of {last}"


def test_play_goes_on_by_itself_until_paused_and_is_missing_with_reduced_motion(frame):
    page = frame(pictures.step_through(X, np.eye(3)))
    page.locator("#play").click()
    page.get_by_text("2 of 4").wait_for()
    assert page.locator("#text").get_attribute("aria-live") == "off"
    page.locator("#play").click()
    assert page.locator("#play").inner_text() == "Play"
    page.emulate_media(reduced_motion="reduce")
    assert not page.locator("#play").is_visible()


def test_the_kernel_lab_gives_its_kernel_as_python(lab):
    lab.get_by_label("row 0, column 2").fill("-2.5")
    text = lab.locator("#python").input_value()
    given = ast.literal_eval(text.partition("np.array(")[2].partition(", dtype")[0])
    assert given == [[1, 0, -2.5], [1, 0, -1], [1, 0, -1]]
    assert lab.locator("#preset").input_value() == "your own"
    assert "(118, 94)" in lab.locator("#map").inner_text()
    lab.locator("#image").select_option("digit")
    assert "(12, 12)" in lab.locator("#map").inner_text()


def test_the_kernel_lab_takes_kernels_of_another_size_by_the_keyboard(lab):
    lab.get_by_label("height of the kernel").focus()
    for key in ("ArrowUp", "Tab", "ArrowDown", "ArrowDown", "Tab", *["Tab"] * 4):
        lab.keyboard.press(key)
    lab.keyboard.type("3")
    kernel = [[1, 0, -1, 0, 3], [1, 0, -1, 0, 0]]
    text = lab.locator("#python").input_value()
    assert text == f"K = np.array({kernel}, dtype=float)"
    assert "(119, 92)" in lab.locator("#map").inner_text()
    [image, ours] = lab.evaluate("[images.photograph, correlate(images.photograph, readKernel())]")
    np.testing.assert_allclose(ours, operations.cross_correlate(image, kernel), atol=1e-5)
    lab.locator("#preset").select_option("copy")
    assert lab.get_by_label("width of the kernel").input_value() == "3"


@pytest.mark.parametrize(
    ("preset", "white"),
    [("copy", "1"), ("blur", "0.99"), ("sharpen", "1"), ("outline", ""), ("move by one", "1")],
)
def test_the_kernel_lab_draws_a_map_in_grey_if_its_kernel_keeps_the_light(lab, preset, white):
    lab.locator("#preset").select_option(preset)
    said = lab.locator("#text").inner_text()
    assert ("Red is positive" in said) == (not white)
    assert (f"white is {white}, the kernel's sum." in said) == bool(white)
    colours = lab.evaluate(
        "Array.from(find('output').getContext('2d').getImageData(0, 0, 94, 118).data)"
    )
    red, green = np.reshape(colours, (-1, 4)).T[:2]
    assert (red == green).all() == bool(white)


@pytest.mark.parametrize(
    ("rate", "said"),
    [("0.05", "smaller than at"), ("0.2", "as large as at"), ("0.22", "larger than at")],
)
def test_the_rate_lab_compares_the_loss_with_that_at_the_start(frame, rate, said):
    page = frame(pictures.rate_lab())
    page.locator("#rate").fill(rate)
    assert said in page.locator("#text").inner_text()
