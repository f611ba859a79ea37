"""PyTorch or NumPy, in a process that answers as peer-process.mjs does and times itself."""

import base64
import gc
import json
import os
import sys
import time

import numpy as np


def uniform(seed, count):
    """workloads.mjs says what these are."""
    for start in range(0, count, 1 << 20):
        offset = np.uint32((seed * 0x9E3779B9) & 0xFFFFFFFF)
        x = np.arange(start, min(start + (1 << 20), count), dtype=np.uint32) + offset
        x = (x ^ (x >> 16)) * np.uint32(0x7FEB352D)
        x = (x ^ (x >> 15)) * np.uint32(0x846CA68B)
        yield start, ((x ^ (x >> 16)) >> 8) / 2.0**24


def made(recipe):
    shape = recipe["shape"]
    count = int(np.prod(shape))
    below = recipe.get("below")
    whole = np.uint8 if recipe.get("isBytes") else np.int64
    array = np.empty(count, np.float32 if below is None else whole)
    for start, part in uniform(recipe["seed"], count):
        array[start : start + len(part)] = (2 * part - 1) * recipe["scale"] if below is None else np.floor(part * below)
    return array.reshape(shape)


class Torch:
    name = "PyTorch"

    def __init__(self):
        import torch

        self.torch = torch
        torch.set_num_threads(int(os.environ["PEER_NUM_THREADS"]))

    def step(self, task, images, labels, W):
        F = self.torch.nn.functional
        hinge = lambda scores, right: F.multi_margin_loss(scores, right) * W.shape[1]
        lossOf = {"softmax": F.cross_entropy, "hinge": hinge}[task["loss"]]
        W = W.clone().requires_grad_()
        optimizer = self.torch.optim.SGD([W], task["learningRate"])
        return self.training(lambda: lossOf(images @ W, labels), [W], optimizer)

    def network(self, task, images, labels, **start):
        F = self.torch.nn.functional
        W1, b1, W2, b2 = learned = [value.clone().requires_grad_() for value in start.values()]
        optimizer = self.torch.optim.Adam(learned, task["learningRate"], eps=task["epsilon"])
        loss = lambda: F.cross_entropy(F.relu(images @ W1 + b1) @ W2 + b2, labels)
        return self.training(loss, learned, optimizer)

    def gradient(self, task, images, labels, W):
        W = W.clone().requires_grad_()

        def run():
            loss = self.torch.nn.functional.cross_entropy(images @ W, labels)
            (slope,) = self.torch.autograd.grad(loss, [W])
            return [loss.item(), slope]

        return run

    def pixels(self, task, images, labels, W):
        W = W.clone().requires_grad_()

        def run():
            loss = self.torch.nn.functional.cross_entropy(images.float() @ W, labels)
            (slope,) = self.torch.autograd.grad(loss, [W])
            return [loss.item(), slope]

        return run

    sample = gradient

    def function(self, task, x):
        logSumExp = lambda x: self.torch.logsumexp(x, 0)
        f = {"exp": self.torch.exp, "tanh": self.torch.tanh, "sum": self.torch.sum, "logSumExp": logSumExp}
        return lambda: [f[task["operation"]](x)]

    def products(self, task, thin, square):
        return lambda: [repeated(task, thin, square)]

    def convolution(self, task, pictures, kernel):
        """In the layout that PyTorch likes best, made beforehand; the result is not put back."""
        x, k = self.firsts(pictures, kernel)
        return lambda: [self.torch.conv2d(x, k, padding="same").permute(0, 2, 3, 1)]

    def convolutionSlopes(self, task, pictures, kernel, cotangent):
        x, k = [leaf.requires_grad_() for leaf in self.firsts(pictures, kernel)]
        g = cotangent.permute(0, 3, 1, 2).contiguous()

        def run():
            loss = (self.torch.conv2d(x, k, padding="same") * g).sum()
            slopes = self.torch.autograd.grad(loss, [x, k][: len(task["wrt"])])
            orders = [(0, 2, 3, 1), (2, 3, 1, 0)]
            return [loss.item(), *(slope.permute(order) for slope, order in zip(slopes, orders))]

        return run

    def firsts(self, pictures, kernel):
        return pictures.permute(0, 3, 1, 2).contiguous(), kernel.permute(3, 2, 0, 1).contiguous()

    def training(self, lossAt, learned, optimizer):
        def run():
            optimizer.zero_grad(set_to_none=True)
            loss = lossAt()
            loss.backward()
            optimizer.step()
            return [loss.item(), *learned]

        return run

    def of(self, array):
        return self.torch.from_numpy(array)

    def back(self, part):
        return part.detach().numpy() if isinstance(part, self.torch.Tensor) else part


class NumPy:
    name = "NumPy"

    def step(self, task, images, labels, W):
        row = {"softmax": self.softmax, "hinge": self.hinge}[task["loss"]]
        W = W.copy()

        def run():
            loss, slope = row(images @ W, labels)
            W[...] -= np.float32(task["learningRate"]) * (images.T @ slope)
            return [loss, W]

        return run

    def gradient(self, task, images, labels, W):
        def run():
            loss, slope = self.softmax(images @ W, labels)
            return [loss, images.T @ slope]

        return run

    def pixels(self, task, images, labels, W):
        def run():
            samples = images.astype(np.float32)
            loss, slope = self.softmax(samples @ W, labels)
            return [loss, samples.T @ slope]

        return run

    sample = gradient

    def function(self, task, x):
        def logSumExp(x):
            most = x.max()
            return np.log(np.exp(x - most).sum()) + most

        f = {"exp": np.exp, "tanh": np.tanh, "sum": np.sum, "logSumExp": logSumExp}[task["operation"]]
        return lambda: [f(x)]

    def products(self, task, thin, square):
        return lambda: [repeated(task, thin, square)]

    def softmax(self, scores, labels):
        samples = np.arange(len(labels))
        shifted = scores - scores.max(1, keepdims=True)
        powers = np.exp(shifted)
        sums = powers.sum(1, keepdims=True)
        loss = (np.log(sums[:, 0]) - shifted[samples, labels]).mean()
        slope = powers / sums
        slope[samples, labels] -= 1
        return loss, slope / np.float32(len(labels))

    def hinge(self, scores, labels):
        samples = np.arange(len(labels))
        margins = np.maximum(0, scores - scores[samples, labels][:, None] + 1)
        margins[samples, labels] = 0
        slope = (margins > 0).astype(np.float32)
        slope[samples, labels] = -slope.sum(1)
        return margins.sum(1).mean(), slope / np.float32(len(labels))

    def of(self, array):
        return array

    def back(self, part):
        return part


def repeated(task, thin, square):
    product = thin
    for _ in range(task["times"]):
        product = product @ square if task["side"] == "left" else square @ product
    return product


def status(line):
    """A line of what Linux says of this process, in bytes."""
    with open("/proc/self/status") as file:
        return next(int(each.split()[1]) * 1024 for each in file if each.startswith(line + ":"))


peer = {"torch": Torch, "numpy": NumPy}[sys.argv[1]]()
runs, last, before = {}, {}, {}


def prepare(id, task):
    method = getattr(peer, task["kind"], None)
    if method is None:
        return {"isSupported": False}
    gc.collect()
    start = status("VmRSS")
    arrays = {name: made(recipe) for name, recipe in task["data"].items()}
    before[id] = start + sum(array.nbytes for array in arrays.values())
    runs[id] = method(task, **{name: peer.of(array) for name, array in arrays.items()})
    return {"isSupported": True}


def run(id, count):
    start = time.perf_counter()
    for _ in range(count):
        last[id] = runs[id]()
    return {"seconds": time.perf_counter() - start}


def result(id):
    arrays = [np.ravel(np.asarray(peer.back(part), np.float64)) for part in last[id]]
    return {"arrays": [base64.b64encode(array.tobytes()).decode() for array in arrays]}


def memory(id):
    """The most that is resident while it runs once more, beyond what was before and one copy of the data."""
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # the peak starts anew
    run(id, 1)
    return {"bytes": status("VmHWM") - before[id]}


print(json.dumps({"name": peer.name}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    answer = {"prepare": prepare, "run": run, "result": result, "memory": memory}[request.pop("ask")]
    print(json.dumps(answer(**request)), flush=True)
