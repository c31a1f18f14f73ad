"""Time of one gradient step in PyTorch eager mode, on the shapes of the Java table (float64 and float32)."""

import sys
import time

import torch

SHAPES = {
    "tiny": (20, [2, 48, 1]),
    "small": (256, [20, 256, 1]),
    "deep": (256, [20, 64, 64, 1]),
    "deeper": (256, [20, 64, 64, 64, 1]),
    "classes": (1000, [20, 16, 10]),
    "digits": (1797, [64, 128, 128, 10]),
    "large": (4000, [784, 1024, 1]),
}
SECONDS = 5


def microseconds(samples, widths, dtype):
    torch.manual_seed(1)
    inputs = torch.randn(samples, widths[0], dtype=dtype)
    outputs = widths[-1]
    labels = torch.randint(0, max(2, outputs), (samples,))
    signs = (2 * labels - 1).to(dtype)
    weights = [
        (torch.randn(m, d, dtype=dtype) / d**0.5).requires_grad_()
        for d, m in zip(widths, widths[1:])
    ]

    def step():
        for weight in weights:
            weight.grad = None
        values = inputs
        for weight in weights[:-1]:
            values = torch.relu(values @ weight.T)
        values = values @ weights[-1].T
        if outputs == 1:
            loss = torch.exp(-values[:, 0] * signs).sum()
        else:
            loss = torch.nn.functional.cross_entropy(values, labels, reduction="sum")
        loss.backward()

    best = float("inf")
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        begin = time.perf_counter()
        count = 0
        while time.perf_counter() - begin < 0.004:
            step()
            count += 1
        best = min(best, (time.perf_counter() - begin) / count)
    return 1e6 * best


for name in sys.argv[1:] or SHAPES:
    samples, widths = SHAPES[name]
    for dtype in (torch.float64, torch.float32):
        print(f"{name} PyTorch eager {dtype}: {microseconds(samples, widths, dtype):.2f} us")
