"""Writes arrays for the readers to read (make), or reads what the writers wrote (check).

Every array comes with its numbers as raw little-endian float64 in C order, which needs no format.
"""

import io
import json
import struct
import sys

import numpy as np

FOLDER = sys.argv[2]
DTYPES = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1"]
SHAPES = [(), (0,), (1,), (5,), (3, 4), (2, 3, 4), (2, 0, 3), (1, 1, 7, 2)]


def values(dtype, shape, rng):
    if dtype == "b1":
        return rng.integers(0, 2, shape) == 1
    if dtype[0] == "f":
        array = np.asarray(rng.normal(size=shape) * 10.0 ** rng.integers(-5, 5, shape), dtype)
        flat = array.reshape(-1)
        special = [np.inf, -np.inf, np.nan, -0.0, np.finfo(dtype).tiny / 2, np.finfo(dtype).max]
        flat[: len(special)] = special[: flat.size]
        return array
    info = np.iinfo(dtype)
    low, high = max(info.min, -(2**53)), min(info.max, 2**53)
    array = np.asarray(rng.integers(low, high, shape, endpoint=True), dtype)
    flat = array.reshape(-1)
    flat[: min(flat.size, 2)] = [low, high][: flat.size]
    return array


def raw(name, array):
    with open(f"{FOLDER}/{name}.raw", "wb") as file:
        file.write(np.ascontiguousarray(array, "<f8").tobytes())


def make_npy():
    rng = np.random.default_rng(1)
    names = []
    arrays = {}
    for dtype in DTYPES:
        for order in "<>":
            for number, shape in enumerate(SHAPES):
                for layout in "CF":
                    array = np.array(values(dtype, shape, rng).astype(order + dtype), order=layout)
                    name = f"{dtype}{'l' if order == '<' else 'b'}{number}{layout}"
                    np.save(f"{FOLDER}/{name}.npy", array)
                    raw(name, array)
                    arrays[name] = array
                    names.append(name + " " + ",".join(map(str, shape)))
    for version in [(1, 0), (2, 0), (3, 0)]:
        array = values("f8", (3, 4), rng)
        name = f"version{version[0]}"
        with open(f"{FOLDER}/{name}.npy", "wb") as file:
            np.lib.format.write_array(file, array, version)
        raw(name, array)
        names.append(name + " 3,4")
    np.savez(f"{FOLDER}/stored.npz", **arrays)
    np.savez_compressed(f"{FOLDER}/deflated.npz", **arrays)
    with open(f"{FOLDER}/names.txt", "w") as file:
        file.write("\n".join(names))
    np.savez_compressed(f"{FOLDER}/zeros.npz", z=np.zeros((1000, 1000)))
    np.savez(f"{FOLDER}/objects.npz", o=np.array([{}, None], object))
    np.savez(f"{FOLDER}/text.npz", s=np.array(["a", "b"]))
    np.savez(f"{FOLDER}/complex.npz", c=np.array([1j]))
    np.savez(f"{FOLDER}/fields.npz", f=np.zeros(2, [("a", "<f8"), ("b", "<i4")]))


def bfloat(array):
    return (np.asarray(array, "<f4").view("<u4") >> 16).astype("<u2")


def make_safetensors():
    rng = np.random.default_rng(2)
    header = {"__metadata__": {"format": "pt", "a \"quoted\" key": "\u00e9"}}
    data = b""
    names = []
    for number, shape in enumerate(SHAPES):
        for dtype in DTYPES:
            tag = "BOOL" if dtype == "b1" else dtype[0].upper() + str(8 * int(dtype[1]))
            array = np.ascontiguousarray(values(dtype, shape, rng)).reshape(shape)
            name = f"layer.{tag}.{number}"
            raw(name, array)
            names.append(name + " " + ",".join(map(str, shape)))
            payload = array.astype("<" + dtype).tobytes()
            offsets = [len(data), len(data) + len(payload)]
            header[name] = {"dtype": tag, "shape": list(shape), "data_offsets": offsets}
            data += payload
    bits = bfloat([1.0, -2.5, 3.140625, np.inf, -0.0])
    raw("bf", (bits.astype("<u4") << 16).view("<f4"))
    names.append("bf 5")
    header["bf"] = {"dtype": "BF16", "shape": [5], "data_offsets": [len(data), len(data) + 10]}
    data += bits.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{FOLDER}/all.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    with open(f"{FOLDER}/safetensors.txt", "w") as file:
        file.write("\n".join(names))


def same(array, name):
    assert array.dtype == np.dtype("<f8"), (name, array.dtype)
    with open(f"{FOLDER}/{name}.raw", "rb") as file:
        assert file.read() == array.tobytes(), name


def check():
    with np.load(f"{FOLDER}/written.npz", allow_pickle=False) as arrays:
        for name in arrays.files:
            same(arrays[name], name)
            buffer = io.BytesIO()
            np.save(buffer, arrays[name])
            with open(f"{FOLDER}/{name}.npy", "rb") as file:
                assert file.read() == buffer.getvalue(), "bytes of numpy.save: " + name
        shapes = {name: list(arrays[name].shape) for name in arrays.files}
    for precision, dtype in ("F64", "<f8"), ("F32", "<f4"):
        with open(f"{FOLDER}/written.{precision}.safetensors", "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            data = file.read()
        assert length % 8 == 0
        assert {n: e["shape"] for n, e in header.items()} == shapes, header
        for name, entry in header.items():
            assert entry["dtype"] == precision
            begin, end = entry["data_offsets"]
            array = np.frombuffer(data[begin:end], dtype).reshape(entry["shape"])
            with open(f"{FOLDER}/{name}.raw", "rb") as file:
                expected = np.frombuffer(file.read(), "<f8").astype(dtype)
            assert expected.tobytes() == array.tobytes(), name
    print(len(shapes))


if sys.argv[1] == "make":
    make_npy()
    make_safetensors()
else:
    check()
