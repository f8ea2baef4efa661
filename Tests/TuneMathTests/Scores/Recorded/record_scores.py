"""Records scores.json: random predictions and what scikit-learn makes of them.

    python3 -m pip install scikit-learn==1.9.1
    python3 record_scores.py > scores.json

Small cases on purpose: few rows make labels that are missing from the truth or from the predictions, ties of
probabilities and constant columns common.
"""

import json
import warnings

import numpy as np
from sklearn import metrics

warnings.simplefilter("ignore")
random = np.random.default_rng(20)


def finite(value):
    return float(value) if np.isfinite(value) else None


def attempt(score):
    try:
        return finite(score())
    except ValueError:
        return None


def classification():
    kinds = int(random.integers(2, 6))
    rows = int(random.integers(1, 25))
    names = [["0", "1", "2", "3", "4"], ["ant", "bee", "cat", "dog", "eel"]][random.integers(2)][:kinds]
    truth = random.integers(kinds, size=rows)
    guess = random.integers(kinds, size=rows)
    prediction = np.where(random.random(rows) < random.random(), truth, guess)
    # Few digits: ties, and now and then a probability of 0 or 1.
    probabilities = random.dirichlet(np.full(kinds, 0.4), size=rows).round(int(random.choice([1, 2, 6])))
    # Rows that do not sum to one are refused.
    for row in probabilities:
        row[row.argmax()] += 1 - row.sum()
    probabilities = probabilities.round(6)
    labels = np.arange(kinds)
    expected = {
        "accuracy": finite(metrics.accuracy_score(truth, prediction)),
        "balanced_accuracy": finite(metrics.balanced_accuracy_score(truth, prediction)),
    }
    for average in ("macro", "micro", "weighted"):
        keys = {"average": average, "zero_division": 0}
        expected[f"precision_{average}"] = finite(metrics.precision_score(truth, prediction, **keys))
        expected[f"recall_{average}"] = finite(metrics.recall_score(truth, prediction, **keys))
        expected[f"f1_{average}"] = finite(metrics.f1_score(truth, prediction, **keys))
    # One label against the rest.
    positive = int(random.integers(kinds))
    keys = {"labels": [1], "pos_label": 1, "average": "binary", "zero_division": 0}
    is_truth, is_predicted = (truth == positive).astype(int), (prediction == positive).astype(int)
    expected["precision"] = finite(metrics.precision_score(is_truth, is_predicted, **keys))
    expected["recall"] = finite(metrics.recall_score(is_truth, is_predicted, **keys))
    expected["f1"] = finite(metrics.f1_score(is_truth, is_predicted, **keys))
    expected["log_loss"] = attempt(lambda: metrics.log_loss(truth, probabilities, labels=labels))
    expected["roc_auc_positive"] = attempt(lambda: metrics.roc_auc_score(is_truth, probabilities[:, positive]))
    if kinds > 2:
        score = lambda: metrics.roc_auc_score(truth, probabilities, multi_class="ovr", average="macro", labels=labels)
        expected["roc_auc"] = attempt(score)
    else:
        expected["roc_auc"] = attempt(lambda: metrics.roc_auc_score(truth, probabilities[:, 1]))
    used = np.unique(np.concatenate([truth, prediction]))
    matrix = metrics.confusion_matrix(truth, prediction, labels=used)
    return {
        "labels": names,
        "truth": truth.tolist(),
        "prediction": prediction.tolist(),
        "probabilities": probabilities.round(6).tolist(),
        "positive": positive,
        "matrix": matrix.tolist(),
        "expected": expected,
    }


def regression():
    rows = int(random.integers(1, 25))
    scale = 10.0 ** random.integers(-3, 4)
    truth = (scale * random.normal(size=rows) + scale * random.integers(-5, 6)).round(6)
    if random.random() < 0.1:
        truth[:] = truth[0]
    prediction = (truth + scale * random.choice([0, 0.1, 1]) * random.normal(size=rows)).round(6)
    return {
        "truth": truth.tolist(),
        "prediction": prediction.tolist(),
        "expected": {
            "mse": finite(metrics.mean_squared_error(truth, prediction)),
            "rmse": finite(metrics.root_mean_squared_error(truth, prediction)),
            "mae": finite(metrics.mean_absolute_error(truth, prediction)),
            "r2": attempt(lambda: metrics.r2_score(truth, prediction)),
        },
    }


def lines(cases):
    return ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)


print('{"classification":[')
print(lines(classification() for _ in range(200)))
print('],"regression":[')
print(lines(regression() for _ in range(100)))
print("]}")
