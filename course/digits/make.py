"""Train both networks and write `weights.npz` and `positions.json`: run by `make digits`.

The weights differ a little between machines and numbers of threads. So the files change whenever
they are made again, and so do the chapter's outputs.
"""

import json

import numpy as np

import course


def make() -> None:
    """Write the weights, and the percent right by position that they give."""
    course.get_ready()
    import tensorflow as tf

    from course.digits.data import FILES, load, place
    from course.digits.networks import (
        NETWORKS,
        SEED,
        Weights,
        accuracy_by_position,
        from_keras,
        make_network,
        train,
        trained_network,
    )

    (images, labels), _ = load()
    weights: Weights = {}
    for name in NETWORKS:
        tf.keras.utils.set_random_seed(SEED)
        network = make_network(name)
        train(network, place(images), labels)
        weights |= {f"{name}.{key}": array for key, array in from_keras(name, network).items()}
    np.savez(FILES / "weights.npz", allow_pickle=False, **weights)

    lines = []
    for name in NETWORKS:
        percent = accuracy_by_position(trained_network(name)).tolist()
        rows = ",\n".join(f"    {json.dumps(row)}" for row in percent)
        lines.append(f'  "{name}": [\n{rows}\n  ]')
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (FILES / "positions.json").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    make()
