"""Writes the handwritten digits as PNG images, one folder per class in train/ and in test/: a small folder of images.

    python3 examples/scripts/pictures.py FOLDER

Needs Python alone.
"""
import gzip
import pathlib
import struct
import sys
import zlib

DIGITS = pathlib.Path(__file__).parents[2] / "core/src/main/resources/org/mirrorflow/data/digits.csv.gz"
WIDTH = 8


def png(pixels):
    """A grey image of bytes, row by row."""
    rows = [b"\0" + bytes(pixels[i:i + WIDTH]) for i in range(0, len(pixels), WIDTH)]  # 0: a row without a filter
    header = struct.pack(">IIBBBBB", WIDTH, len(rows), 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)


def main(folder):
    lines = gzip.decompress(DIGITS.read_bytes()).decode().splitlines()
    for number, line in enumerate(lines):
        *values, label = map(int, line.split(","))
        part = "test" if number % 5 == 0 else "train"
        name = folder / part / str(label) / f"{number}.png"
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_bytes(png([min(255, 16 * value) for value in values]))  # pixels are 0 to 16


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
