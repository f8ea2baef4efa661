"""A small convolutional network that learns to read handwritten digits.

    python3 digits_cnn.py --epochs 10 --learning-rate 0.003
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


def make_model(filters, hidden, dropout):
    """From 8×8 pixels to a score for each digit."""
    return nn.Sequential(
        nn.Conv2d(1, filters, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(filters, filters, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(16 * filters, hidden),
        nn.ReLU(),
        nn.Linear(hidden, 10),
    )


def load_data():
    """60 % of the images to learn from, 20 % to choose by, 20 % for the end; the same in every trial."""
    images, digits = load_digits(return_X_y=True)
    images = torch.tensor(images, dtype=torch.float32).reshape(-1, 1, 8, 8) / 16
    digits = torch.tensor(digits)
    learning, test = train_test_split(range(len(digits)), test_size=0.2, stratify=digits, random_state=0)
    training, validation = train_test_split(learning, test_size=0.25, stratify=digits[learning], random_state=0)
    return [(images[rows], digits[rows]) for rows in (training, validation, test)]


def train_epoch(model, optimizer, images, digits, batch_size):
    model.train()
    for batch in torch.randperm(len(digits)).split(batch_size):
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
    parser.add_argument("--epochs", type=int, default=27)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--weight-decay", type=float, default=1e-2)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--filters", type=int, default=16)
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("TUNE_SEED", 0)) % 2**31)
    options = parser.parse_args()

    training, validation, test = load_data()
    torch.manual_seed(options.seed)
    model = make_model(options.filters, options.hidden, options.dropout)
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.learning_rate, weight_decay=options.weight_decay)

    # What an earlier attempt at this trial has saved, before the machine was switched off, say.
    checkpoint = Path(os.environ["TUNE_CHECKPOINT"], "training.pt") if "TUNE_CHECKPOINT" in os.environ else None
    epochs_done = 0
    if checkpoint and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epochs_done = state["epoch"]

    for epoch in range(epochs_done + 1, options.epochs + 1):
        # Each epoch has a seed of its own, so that training that goes on ends as if it had never stopped.
        torch.manual_seed(options.seed + epoch)
        train_epoch(model, optimizer, *training, options.batch_size)
        loss, accuracy = evaluate(model, *validation)
        print(f"epoch: {epoch} val_loss: {loss:.4f} accuracy: {accuracy:.4f}", flush=True)

        if checkpoint:
            checkpoint.parent.mkdir(parents=True, exist_ok=True)
            state = {"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
            # In one step, so that there is never half a checkpoint.
            torch.save(state, checkpoint.with_suffix(".new"))
            os.replace(checkpoint.with_suffix(".new"), checkpoint)

    # Only reported: the search never sees the test images.
    print(f"test_accuracy: {evaluate(model, *test)[1]:.4f}")
    # A file in the trial's directory; that of the best trial ends up in `best/`.
    torch.save(model.state_dict(), Path(os.environ.get("TUNE_TRIAL_DIR", "."), "weights.pt"))


main()
