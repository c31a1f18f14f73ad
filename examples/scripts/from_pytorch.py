"""From PyTorch to MirrorFlow and back: train, save, certify, flow on, load again.

    python3 examples/scripts/from_pytorch.py [FOLDER]

Needs NumPy. Parts that need PyTorch, pandas or image data are skipped by name where these are missing; NumPy trains
the network then. The variable MIRRORFLOW is the command line, by default ./mirrorflow.
"""
import json
import os
import pathlib
import shlex
import subprocess
import sys

import numpy as np

import mirrorflow_files as mf

try:
    import torch
except ImportError:
    torch = None

NAMES = ["fc1.weight", "fc2.weight"]
HIDDEN = 20


def mirrorflow(*words):
    """The answer of a command with --json."""
    command = shlex.split(os.environ.get("MIRRORFLOW", "./mirrorflow"))
    done = subprocess.run([*command, *words, "--json", "--quiet"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"mirrorflow {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def make_data(samples=40, features=5):
    """XOR of the signs of two features: no linear model separates it."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((samples, features))
    return x, (x[:, 0] * x[:, 1] > 0).astype(np.int64)


def train_in_pytorch(x, y):
    """A network without biases, as certificates need it. Returns its state dictionary as arrays."""
    torch.manual_seed(0)
    model = torch.nn.Sequential()
    model.add_module("fc1", torch.nn.Linear(x.shape[1], HIDDEN, bias=False))
    model.add_module("relu", torch.nn.ReLU())
    model.add_module("fc2", torch.nn.Linear(HIDDEN, 1, bias=False))
    inputs = torch.tensor(x, dtype=torch.float32)
    signs = torch.tensor(2.0 * y - 1, dtype=torch.float32)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(5000):
        optimizer.zero_grad()
        torch.nn.functional.softplus(-signs * model(inputs)[:, 0]).mean().backward()
        optimizer.step()
    return {name: value.detach().numpy() for name, value in model.state_dict().items()}


def train_in_numpy(x, y):
    """The same training without PyTorch."""
    rng = np.random.default_rng(0)
    first = rng.standard_normal((HIDDEN, x.shape[1])) / np.sqrt(x.shape[1])
    second = rng.standard_normal((1, HIDDEN)) / np.sqrt(HIDDEN)
    signs = 2.0 * y - 1
    for _ in range(5000):
        hidden = np.maximum(x @ first.T, 0)
        margins = signs * (hidden @ second.T)[:, 0]
        force = signs / (1 + np.exp(margins)) / len(y)
        back = force[:, None] * second * (hidden > 0)
        second = second + 0.5 * force @ hidden
        first = first + 0.5 * back.T @ x
    return dict(zip(NAMES, (first.astype(np.float32), second.astype(np.float32))))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    x, y = make_data()
    np.savez(folder / "data.npz", X=x, y=y)

    # 1. Train, and save the state dictionary.
    if torch is None:
        print("skipped, no torch: training in PyTorch; NumPy trains instead")
    state = train_in_numpy(x, y) if torch is None else train_in_pytorch(x, y)
    mf.write_weights(folder / "net.npz", state)
    mf.write_weights(folder / "net.safetensors", state)

    # 2. Certify. Both files hold the same weights, so the answers are equal.
    data = ["--data", str(folder / "data.npz")]
    answers = [
        mirrorflow("certify", "--weights", str(folder / name), *data, "--gauge", "l2")
        for name in ("net.npz", "net.safetensors")
    ]
    assert answers[0]["kktGap"] == answers[1]["kktGap"], answers
    print(f"trained network: KKT gap {answers[0]['kktGap']:.4f}, margin {answers[0]['qMargin']:.4f}")

    # 3. Flow on from these weights, which goes much farther than training can.
    run = folder / "run"
    arguments = [*data, "--model", f"dense:{HIDDEN}", "--map", "euclidean", "--init", str(folder / "net.safetensors")]
    if not run.exists():
        mirrorflow("flow", *arguments, "--until-log-loss", "-1000", "--out", str(run))

    # 4. Read the run.
    trajectory, result = mf.read_trajectory(run), mf.read_json(run)
    assert np.all(np.diff(trajectory["logLoss"]) < 0)
    print(f"after the flow: KKT gap {result['kktGap']:.6f}, log loss {result['logLoss']:.0f}, {len(trajectory['steps'])} marks")
    assert result["kktGap"] < answers[0]["kktGap"]
    try:
        import pandas

        print(pandas.read_csv(run / "trajectory.csv")[["logLoss", "qMargin", "kktGap"]].tail(3))
    except ImportError:
        print("skipped, no pandas: the trajectory as a data frame")

    # 5. Load the weights into the network that they came from: same names, same shapes.
    back = mf.state_dict(mf.read_weights(run / "weights.npz"), NAMES)
    assert {n: w.shape for n, w in back.items()} == {n: w.shape for n, w in state.items()}
    margins = (2.0 * y - 1) * (np.maximum(x @ back["fc1.weight"].T, 0) @ back["fc2.weight"].T)[:, 0]
    assert margins.min() > 0
    print(f"weights in NumPy: smallest margin {margins.min():.1f}, {np.mean(margins > 0):.0%} classified")
    if torch is None:
        print("skipped, no torch: load_state_dict")
    else:
        model = torch.nn.Sequential()
        model.add_module("fc1", torch.nn.Linear(x.shape[1], HIDDEN, bias=False))
        model.add_module("relu", torch.nn.ReLU())
        model.add_module("fc2", torch.nn.Linear(HIDDEN, 1, bias=False))
        model.load_state_dict({name: torch.from_numpy(w) for name, w in back.items()})

    # 6. Prune: keep the neurons above 5 % of the strongest, in arrays of the smaller shapes.
    keep = np.flatnonzero((c := mf.strengths(*back.values())) > 0.05 * c.max())
    small = {"fc1.weight": back["fc1.weight"][keep], "fc2.weight": back["fc2.weight"][:, keep]}
    mf.write_weights(folder / "small.npz", small)
    answer = mirrorflow("certify", "--weights", str(folder / "small.npz"), *data, "--gauge", "l2")
    print(f"pruned to {keep.size} of {HIDDEN} neurons: KKT gap {answer['kktGap']:.4f}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "runs/from-pytorch"))
