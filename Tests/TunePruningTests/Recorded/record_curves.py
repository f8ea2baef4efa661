"""Records curves.json: validation accuracy over the epochs of 100 real trainings, to be replayed.

    python3 -m pip install scikit-learn==1.9.1
    python3 record_curves.py > curves.json

A small network on scikit-learn's handwritten digits, half of them for validation, with random hyperparameters.
"""

import json
import warnings

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

warnings.simplefilter("ignore")
EPOCHS = 27
random = np.random.default_rng(4)
images, digits = load_digits(return_X_y=True)
images = images / 16
train_x, test_x, train_y, test_y = train_test_split(images, digits, test_size=0.5, random_state=0, stratify=digits)


def curve(number):
    network = MLPClassifier(
        hidden_layer_sizes=(int(2 ** random.uniform(2, 6)),),
        activation=str(random.choice(["relu", "tanh", "logistic"])),
        solver=str(random.choice(["sgd", "adam"])),
        learning_rate_init=float(10 ** random.uniform(-4, -0.5)),
        momentum=float(random.uniform(0, 0.98)),
        alpha=float(10 ** random.uniform(-6, 0)),
        batch_size=int(2 ** random.integers(4, 8)),
        random_state=number,
    )
    values = []
    for _ in range(EPOCHS):
        try:
            network.partial_fit(train_x, train_y, classes=np.arange(10))
            values.append(round(float(network.score(test_x, test_y)), 4))
        except ValueError:
            # Diverged: the weights are no numbers any more.
            values.append(0.1)
    return values


print('{"epochs":%d,"curves":[' % EPOCHS)
for number in range(100):
    print(json.dumps(curve(number), separators=(",", ":")) + ("," if number < 99 else ""), flush=True)
print("]}")
