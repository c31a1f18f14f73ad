"""Reads what MirrorFlow writes: weights of a run as NumPy arrays, and the store of a sweep.

    python3 examples/scripts/read_results.py runs/sparse/weights.npz [sweep/runs.duckdb]

Needs numpy, and for the store the package duckdb.
"""
import sys

import numpy as np


def strengths(weights):
    """Neuron strengths of a network with one hidden layer: |incoming| |outgoing|."""
    first, second = weights["W1"], weights["W2"]
    return np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=0)


def main(arguments):
    with np.load(arguments[0]) as weights:
        for name in weights.files:
            print(name, weights[name].shape)
        c = np.sort(strengths(weights))[::-1]
    print("active neurons:", int(np.sum(c > 0.05 * c[0])), "of", c.size)
    if len(arguments) > 1:
        import duckdb

        with duckdb.connect(arguments[1], read_only=True) as store:
            print(store.sql("SELECT map, count(*), avg(active_neurons) FROM runs GROUP BY map ORDER BY map"))


if __name__ == "__main__":
    main(sys.argv[1:])
