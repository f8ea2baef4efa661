"""Trains one member of a population: some epochs more, from the state that an earlier trial has left.

    TUNE_CHECKPOINT=state python3 adaptive_cnn.py --until 4     trains up to the end of epoch 4
    TUNE_CHECKPOINT=state python3 adaptive_cnn.py --until 8     and on to the end of epoch 8
"""

import argparse
import os
import sys
from pathlib import Path

try:
    import torch
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split
    from torch import nn
    from torch.nn import functional
except ImportError as error:
    sys.exit(f"{error}. Install what this needs: python3 -m pip install -r {Path(__file__).parent}/requirements.txt")


def make_model():
    """From 8×8 pixels to a score for each digit."""
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 16, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(256, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def load_data():
    """60 % of the images to learn from, 20 % to choose by, 20 % for the end; the same in every trial."""
    images, digits = load_digits(return_X_y=True)
    images = torch.tensor(images, dtype=torch.float32).reshape(-1, 1, 8, 8) / 16
    digits = torch.tensor(digits)
    learning, test = train_test_split(range(len(digits)), test_size=0.2, stratify=digits, random_state=0)
    training, validation = train_test_split(learning, test_size=0.25, stratify=digits[learning], random_state=0)
    return [(images[rows], digits[rows]) for rows in (training, validation, test)]


def augment(images, strength):
    """Shifts a share of the images by a pixel in any direction, and adds noise to all."""
    shifted = images.clone()
    for index in torch.nonzero(torch.rand(len(images)) < strength).flatten():
        across, down = torch.randint(-1, 2, (2,)).tolist()
        shifted[index] = images[index].roll((down, across), dims=(1, 2))
    return shifted + strength * 0.1 * torch.randn_like(images)


def train_epoch(model, optimizer, images, digits, strength):
    model.train()
    images = augment(images, strength)
    for batch in torch.randperm(len(digits)).split(64):
        optimizer.zero_grad()
        functional.cross_entropy(model(images[batch]), digits[batch]).backward()
        optimizer.step()


@torch.no_grad()
def evaluate(model, images, digits):
    model.eval()
    scores = model(images)
    accuracy = (scores.argmax(dim=1) == digits).float().mean()
    return functional.cross_entropy(scores, digits).item(), accuracy.item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--until", type=int, required=True, help="the epoch to train up to")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--weight-decay", type=float, default=1e-2)
    parser.add_argument("--augmentation", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("TUNE_SEED", 0)) % 2**31)
    options = parser.parse_args()

    training, validation, test = load_data()
    torch.manual_seed(options.seed)
    model = make_model()
    optimizer = torch.optim.AdamW(model.parameters())

    # In the first generation there is nothing; later, a copy of what another trial has saved.
    checkpoint = Path(os.environ["TUNE_CHECKPOINT"], "member.pt")
    epochs_done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epochs_done = state["epoch"]

    # The weights and the optimizer's memory go on; what is adapted is this trial's own.
    for group in optimizer.param_groups:
        group["lr"] = options.learning_rate
        group["weight_decay"] = options.weight_decay

    for epoch in range(epochs_done + 1, options.until + 1):
        torch.manual_seed(options.seed + epoch)
        train_epoch(model, optimizer, *training, options.augmentation)
        loss, accuracy = evaluate(model, *validation)
        print(f"epoch: {epoch} val_loss: {loss:.4f} accuracy: {accuracy:.4f}", flush=True)

    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    state = {"epoch": options.until, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    # In one step, so that there is never half a checkpoint.
    torch.save(state, checkpoint.with_suffix(".new"))
    os.replace(checkpoint.with_suffix(".new"), checkpoint)

    # Only reported: the search never sees the test images.
    print(f"test_accuracy: {evaluate(model, *test)[1]:.4f}")


main()
