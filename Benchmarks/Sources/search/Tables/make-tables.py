"""Makes the tables of this folder: every configuration of a grid, trained for real by 3-fold cross-validation.

    pip install scikit-learn==1.9.1
    python3 make-tables.py [NAME ...]

Data sets are those bundled with scikit-learn, folds and models have fixed seeds. A few minutes on one core.
"""

import csv
import itertools
import pathlib
import sys
import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.decomposition import PCA
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

warnings.filterwarnings("ignore")


def grid(**axes):
    """Every combination of the axes' values, as dictionaries."""
    return [dict(zip(axes, combination)) for combination in itertools.product(*axes.values())]


def rows_of(loader, count=None):
    """Features and labels, the first `count` after shuffling."""
    features, labels = loader(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(labels))[:count]
    return features[order], labels[order]


def folds(features, labels):
    for train, test in StratifiedKFold(3, shuffle=True, random_state=0).split(features, labels):
        yield features[train], labels[train], features[test], labels[test]


def error(model, data):
    """The mean share of wrong labels."""
    return np.mean([1 - model.fit(x, y).score(u, v) for x, y, u, v in folds(*data)])


def root_mean_squared_error(model, data):
    """Of the mean over folds; labels have unit variance. Kept from the absurd, where a kernel diverges."""
    features, labels = data
    errors = []
    for train, test in KFold(3).split(features):
        predictions = model.fit(features[train], labels[train]).predict(features[test])
        errors.append(np.mean((predictions - labels[test]) ** 2))
    return min(np.sqrt(np.mean(errors)), 10)


def log_loss(model, data):
    """The mean negative log probability of the right label; probabilities are kept from 0."""
    losses = []
    for x, y, u, v in folds(*data):
        probabilities = model.fit(x, y).predict_proba(u)
        right = probabilities[np.arange(len(v)), np.searchsorted(model.classes_, v)]
        losses.append(-np.mean(np.log(np.maximum(right, 1e-4))))
    return np.mean(losses)


def forest_breast():
    data = rows_of(load_breast_cancer)
    axes = grid(
        trees=[4, 8, 16, 32],
        depth=[1, 2, 3, 5, 8],
        features=[0.05, 0.1, 0.2, 0.4, 0.7, 1.0],
        leaf=[1, 2, 4, 8],
    )
    for c in axes:
        model = RandomForestClassifier(
            c["trees"], max_depth=c["depth"], max_features=c["features"], min_samples_leaf=c["leaf"], random_state=0
        )
        yield c, log_loss(model, data)


def boosting_wine():
    data = rows_of(load_wine)
    axes = grid(
        rate=[0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8],
        trees=[4, 8, 16, 32],
        depth=[1, 2, 3, 5],
        subsample=[0.3, 0.5, 0.75, 1.0],
    )
    for c in axes:
        model = GradientBoostingClassifier(
            learning_rate=c["rate"],
            n_estimators=c["trees"],
            max_depth=c["depth"],
            subsample=c["subsample"],
            random_state=0,
        )
        yield c, log_loss(model, data)


def svm_diabetes():
    """Conditional: `linear` has no gamma, and only `poly` has a degree."""
    features, labels = rows_of(load_diabetes)
    data = features, (labels - labels.mean()) / labels.std()
    cost = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]
    gamma = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1]
    margin = [0.01, 0.1, 0.3, 0.6]
    axes = grid(kernel=["linear"], cost=cost, margin=margin)
    axes += grid(kernel=["rbf", "sigmoid"], cost=cost, margin=margin, gamma=gamma)
    axes += grid(kernel=["poly"], cost=cost, margin=margin, gamma=gamma, degree=[2, 3])
    for c in axes:
        model = SVR(
            C=c["cost"],
            kernel=c["kernel"],
            epsilon=c["margin"],
            gamma=c.get("gamma", 1),
            degree=c.get("degree", 3),
            coef0=1,
            max_iter=20_000,
        )
        yield c, root_mean_squared_error(make_pipeline(StandardScaler(), model), data)


def neighbors_digits():
    data = rows_of(load_digits, 800)
    axes = grid(
        components=[4, 6, 8, 12, 16, 24, 32, 48],
        neighbors=list(range(1, 16)),
        metric=["euclidean", "manhattan", "chebyshev", "cosine"],
        weights=["uniform", "distance"],
    )
    for c in axes:
        model = KNeighborsClassifier(c["neighbors"], metric=c["metric"], weights=c["weights"])
        yield c, error(make_pipeline(PCA(c["components"], random_state=0), model), data)


TABLES = {f.__name__.replace("_", "-"): f for f in (forest_breast, boosting_wine, svm_diabetes, neighbors_digits)}

for name in sys.argv[1:] or TABLES:
    rows = [{**configuration, "loss": f"{loss:.5g}"} for configuration, loss in TABLES[name]()]
    columns = sorted({key for row in rows for key in row} - {"loss"}) + ["loss"]
    path = pathlib.Path(__file__).with_name(f"{name}.csv")
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    losses = [float(row["loss"]) for row in rows]
    print(f"{name}: {len(rows)} rows, {min(losses)} to {max(losses)}", flush=True)
