"""Boosted trees that read handwritten digits.

    python3 boosting.py --rounds 200 --learning-rate 0.1 --max-depth 4
"""

import argparse
import os
import sys
from pathlib import Path

try:
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split
    from xgboost import DMatrix, train
except ImportError as error:
    sys.exit(f"{error}. Install what this needs: python3 -m pip install -r {Path(__file__).parent}/requirements.txt")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100, help="rounds of boosting, at most")
    parser.add_argument("--learning-rate", type=float, default=0.3)
    parser.add_argument("--max-depth", type=int, default=6)
    parser.add_argument("--min-child-weight", type=float, default=1.0)
    parser.add_argument("--subsample", type=float, default=1.0, help="share of the images for each round")
    parser.add_argument("--colsample", type=float, default=1.0, help="share of the pixels for each tree")
    parser.add_argument("--lambda", dest="weight_decay", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("TUNE_SEED", 0)) % 2**31)
    options = parser.parse_args()

    # 60 % of the images to learn from, 20 % to choose by, 20 % to say in the end how good the choice is.
    images, digits = load_digits(return_X_y=True)
    images, test_images, digits, test_digits = train_test_split(
        images, digits, test_size=0.2, stratify=digits, random_state=0
    )
    training, validation, training_digits, validation_digits = train_test_split(
        images, digits, test_size=0.25, stratify=digits, random_state=0
    )

    # XGBoost's own lines are the metrics: `[12]  validation-mlogloss:0.31`, one for each round.
    model = train(
        {
            "objective": "multi:softmax",
            "num_class": 10,
            "eval_metric": "mlogloss",
            "learning_rate": options.learning_rate,
            "max_depth": options.max_depth,
            "min_child_weight": options.min_child_weight,
            "subsample": options.subsample,
            "colsample_bytree": options.colsample,
            "lambda": options.weight_decay,
            "seed": options.seed,
            "nthread": int(os.environ.get("OMP_NUM_THREADS", 1)),
        },
        DMatrix(training, training_digits),
        num_boost_round=options.rounds,
        evals=[(DMatrix(validation, validation_digits), "validation")],
        early_stopping_rounds=10,
    )

    # Only reported: the search never sees the test images.
    predicted = model.predict(DMatrix(test_images))
    print(f"test_accuracy: {(predicted == test_digits).mean():.4f}")

    # Files in the trial's directory; those of the best trial end up in `best/`.
    model.save_model(Path(os.environ.get("TUNE_TRIAL_DIR", ".")) / "model.json")


main()
