"""Answers to move_images: digits that are moved at random."""


# right: windows of images with a frame of zeros
def move_images(images, moves):
    h, w = images.shape[1:]
    m = np.max(np.abs(moves))
    framed = np.pad(images, ((0, 0), (m, m), (m, m)))
    moved = [
        frame[m - dy : m - dy + h, m - dx : m - dx + w]
        for frame, (dy, dx) in zip(framed, moves, strict=True)
    ]
    return np.stack(moved)


# right: rolled, and what came in again set to zero
def move_images(images, moves):
    result = []
    for image, (dy, dx) in zip(images, moves, strict=True):
        moved = np.roll(image, (dy, dx), axis=(0, 1))
        if dy >= 0:
            moved[:dy] = 0
        else:
            moved[dy:] = 0
        if dx >= 0:
            moved[:, :dx] = 0
        else:
            moved[:, dx:] = 0
        result.append(moved)
    return np.array(result)


# wrong: np.roll
# loses: what leaves an image is lost, and black comes in
# diagnosis: comes in again on the other side
def move_images(images, moves):
    return np.stack([np.roll(a, tuple(b), axis=(0, 1)) for a, b in zip(images, moves)])


# wrong: padded with the border
# loses: what leaves an image is lost, and black comes in
# diagnosis: border repeated
def move_images(images, moves):
    h, w = images.shape[1:]
    m = np.max(np.abs(moves))
    framed = np.pad(images, ((0, 0), (m, m), (m, m)), mode="edge")
    corners = zip(framed, m - moves)
    return np.stack([frame[top : top + h, left : left + w] for frame, (top, left) in corners])


# wrong: the window moves with the image
# loses: each image moves by its own move
# loses: what leaves an image is lost, and black comes in
# diagnosis: the other way
def move_images(images, moves):
    h, w = images.shape[1:]
    m = np.max(np.abs(moves))
    framed = np.pad(images, ((0, 0), (m, m), (m, m)))
    corners = zip(framed, m + moves)
    return np.stack([frame[top : top + h, left : left + w] for frame, (top, left) in corners])


# wrong: dx for the rows
# loses: each image moves by its own move
# loses: what leaves an image is lost, and black comes in
# diagnosis: rows and columns swapped
def move_images(images, moves):
    h, w = images.shape[1:]
    m = np.max(np.abs(moves))
    framed = np.pad(images, ((0, 0), (m, m), (m, m)))
    corners = zip(framed, m - moves)
    return np.stack([frame[top : top + h, left : left + w] for frame, (left, top) in corners])


# wrong: one move for all
# loses: each image moves by its own move
# loses: what leaves an image is lost, and black comes in
# diagnosis: the same move for all
def move_images(images, moves):
    h, w = images.shape[1:]
    m = np.max(np.abs(moves))
    framed = np.pad(images, ((0, 0), (m, m), (m, m)))
    top, left = m - moves[0]
    return framed[:, top : top + h, left : left + w]
