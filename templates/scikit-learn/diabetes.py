"""Predicts how far diabetes will have progressed in a year, from ten measurements of a patient.

    python3 diabetes.py --model svr --C 10 --gamma 0.01 --fold 1     trains on four fifths, prints how good it is
    python3 diabetes.py --model svr --C 10 --gamma 0.01              trains on all patients, saves the model
"""

import argparse
import os
import sys
from pathlib import Path

try:
    import joblib
    from sklearn.datasets import load_diabetes
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import Ridge
    from sklearn.metrics import r2_score, root_mean_squared_error
    from sklearn.model_selection import KFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVR
except ImportError as error:
    sys.exit(f"{error}. Install what this needs: python3 -m pip install -r {Path(__file__).parent}/requirements.txt")

FOLDS = 5


def make_model(options):
    if options.model == "ridge":
        model = Ridge(alpha=options.alpha)
    elif options.model == "svr":
        model = SVR(C=options.C, gamma=options.gamma, epsilon=options.epsilon)
    else:
        model = RandomForestRegressor(
            n_estimators=100,
            max_features=options.max_features,
            min_samples_leaf=options.min_samples_leaf,
            random_state=options.seed,
        )
    return make_pipeline(StandardScaler(), model)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=["ridge", "svr", "forest"], default="forest")
    parser.add_argument("--alpha", type=float, default=1.0, help="ridge: how strongly weights are held back")
    parser.add_argument("--C", type=float, default=1.0, help="svr: the cost of an error")
    parser.add_argument("--gamma", type=float, default=0.1, help="svr: how local the model is")
    parser.add_argument("--epsilon", type=float, default=0.1, help="svr: errors up to this cost nothing")
    parser.add_argument("--max-features", type=float, default=1.0, help="forest: share of features tried for a split")
    parser.add_argument("--min-samples-leaf", type=int, default=1, help="forest: patients in a leaf, at least")
    parser.add_argument("--fold", type=int, help=f"validate on this one of {FOLDS} folds, from 1")
    # With folds each run has a seed of its own, the same in every trial: trials differ by their parameters alone.
    parser.add_argument("--seed", type=int, default=int(os.environ.get("TUNE_SEED", 0)) % 2**32)
    options = parser.parse_args()

    features, progression = load_diabetes(return_X_y=True)
    model = make_model(options)

    if options.fold is None:
        model.fit(features, progression)
        joblib.dump(model, "diabetes.joblib")
        print("saved the model, trained on all patients, as diabetes.joblib")
        return

    # The folds never change, so that all trials are judged on the same patients.
    folds = list(KFold(FOLDS, shuffle=True, random_state=0).split(features))
    training, validation = folds[options.fold - 1]
    model.fit(features[training], progression[training])
    predicted = model.predict(features[validation])
    print(f"rmse: {root_mean_squared_error(progression[validation], predicted):.4f}")
    print(f"r2: {r2_score(progression[validation], predicted):.4f}")


main()
