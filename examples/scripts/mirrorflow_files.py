"""Reads and writes the files of MirrorFlow. Copy this file into your project; it needs NumPy alone.

    python3 mirrorflow_files.py FOLDER_OF_A_RUN [FOLDER_OF_A_SWEEP]

prints what a run (and the store of a sweep, with the package duckdb) holds.
"""
import csv
import json
import pathlib
import struct
import sys

import numpy as np

_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "|u1", "BOOL": "|b1"}


def read_weights(path):
    """The arrays of an npz or safetensors file, by name."""
    path = pathlib.Path(path)
    if path.suffix != ".safetensors":
        with np.load(path) as file:
            return {name: file[name] for name in file.files}
    data = path.read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + size])
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            arrays[name] = np.frombuffer(data[begin:end], _TYPES[entry["dtype"]]).reshape(entry["shape"])
    return arrays


def write_weights(path, arrays):
    """Writes arrays by name, for example {"fc1.weight": ...}, as npz or safetensors."""
    path = pathlib.Path(path)
    arrays = {name: np.asarray(array) for name, array in arrays.items()}
    if path.suffix != ".safetensors":
        np.savez(path, **arrays)
        return
    names = {np.dtype(code): name for name, code in _TYPES.items()}
    header, chunks, offset = {}, [], 0
    for name, array in arrays.items():
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        header[name] = {
            "dtype": names[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + array.nbytes],
        }
        chunks.append(array.tobytes())
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def state_dict(weights, names):
    """Weights W1, W2, ... under the names of another model, first layer first.

    For PyTorch: model.load_state_dict({n: torch.from_numpy(w) for n, w in state_dict(...).items()})
    """
    layers = sorted(weights, key=lambda name: int(name[1:]))
    if len(layers) != len(names):
        raise ValueError(f"{len(names)} names for {len(layers)} layers {layers}")
    return {name: weights[layer] for name, layer in zip(names, layers)}


def read_trajectory(folder):
    """The columns of trajectory.csv as float64 arrays; NaN where a number does not exist.

    With pandas: pandas.read_csv(folder + "/trajectory.csv") or pandas.DataFrame(read_trajectory(folder)).
    """
    with open(pathlib.Path(folder) / "trajectory.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    numbers = np.array([[float(cell or "nan") for cell in row] for row in rows]).reshape(-1, len(header))
    return dict(zip(header, numbers.T))


def read_json(folder, name="result.json"):
    """result.json, run.json or train.json of a run, or summary.json of a study."""
    return json.loads((pathlib.Path(folder) / name).read_text(encoding="utf-8"))


def read_store(folder, sql="FROM runs"):
    """The rows of a query on the store of a sweep, as a list of dictionaries. Needs the package duckdb."""
    import duckdb

    with duckdb.connect(str(pathlib.Path(folder) / "runs.duckdb"), read_only=True) as store:
        rows = store.execute(sql)
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row)) for row in rows.fetchall()]


def strengths(first, second):
    """Strength of every hidden neuron of a network x -> second @ relu(first @ x): |incoming| |outgoing|."""
    return np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=0)


def main(arguments):
    run = pathlib.Path(arguments[0])
    weights = read_weights(run / "weights.npz")
    for name, array in weights.items():
        print(name, array.shape)
    layers = list(weights.values())
    if len(layers) == 2:
        c = strengths(*layers)
        print("active neurons:", int(np.sum(c > 0.05 * c.max())), "of", c.size)
    trajectory = read_trajectory(run)
    print("marks:", trajectory["logLoss"].size, "down to log loss", trajectory["logLoss"][-1])
    print("KKT gap:", read_json(run)["kktGap"])
    if len(arguments) > 1:
        print(*read_store(arguments[1], "SELECT map, count(*) AS runs FROM runs GROUP BY map ORDER BY map"), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
