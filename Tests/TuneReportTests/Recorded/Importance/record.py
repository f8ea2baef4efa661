"""Records experiments with the importance that Optuna's evaluators give their parameters.

    pip install optuna scikit-learn
    python record.py

Optuna's fANOVA takes logarithmic parameters as they are, so that nearly all of the range is in the last decade. To
compare the same thing, it is given their logarithms here.
"""
import json
import math
import pathlib
import random
import warnings

import numpy
import optuna
import sklearn
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator, PedAnovaImportanceEvaluator, get_param_importances
from sklearn.datasets import load_diabetes, load_digits
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

digits = load_digits()
order = numpy.random.RandomState(1).permutation(len(digits.target))[:450]
digit_images, digit_labels = digits.data[order] / 16, digits.target[order]
diabetes = load_diabetes()


def ridge(trial):
    """Six numbers, one of which does nothing, and a product."""
    x = [trial.suggest_float(f"x{i}", -1, 1) for i in range(6)]
    return 3 * x[0] ** 2 + 1.5 * x[1] + x[2] * x[3] + 0.3 * x[4]


def support_vectors(trial):
    """Few numbers, on logarithmic scales."""
    model = SVC(
        C=trial.suggest_float("C", 1e-3, 1e3, log=True),
        gamma=trial.suggest_float("gamma", 1e-5, 10, log=True),
        kernel=trial.suggest_categorical("kernel", ["rbf", "poly", "sigmoid"]),
        shrinking=trial.suggest_categorical("shrinking", [True, False]),
    )
    return 1 - cross_val_score(model, digit_images, digit_labels, cv=3).mean()


def boosting(trial):
    """Integers, steps and numbers, searched by TPE."""
    model = GradientBoostingRegressor(
        learning_rate=trial.suggest_float("learning_rate", 1e-3, 1, log=True),
        n_estimators=trial.suggest_int("n_estimators", 5, 120, step=5),
        max_depth=trial.suggest_int("max_depth", 1, 8),
        min_samples_leaf=trial.suggest_int("min_samples_leaf", 1, 64, log=True),
        subsample=trial.suggest_float("subsample", 0.3, 1, step=0.05),
        max_features=trial.suggest_float("max_features", 0.1, 1),
        loss=trial.suggest_categorical("loss", ["squared_error", "huber"]),
        random_state=0,
    )
    return -cross_val_score(model, diabetes.data, diabetes.target, cv=3, scoring="neg_root_mean_squared_error").mean()


def network(trial):
    """Parameters that exist only with some solvers."""
    solver = trial.suggest_categorical("solver", ["sgd", "adam", "lbfgs"])
    options = {}
    if solver != "lbfgs":
        options["learning_rate_init"] = trial.suggest_float("learning_rate", 1e-4, 1, log=True)
    if solver == "sgd":
        options["momentum"] = trial.suggest_float("momentum", 0, 0.99)
    model = MLPClassifier(
        (trial.suggest_int("hidden", 4, 64, log=True),),
        activation=trial.suggest_categorical("activation", ["relu", "tanh", "logistic"]),
        alpha=trial.suggest_float("alpha", 1e-6, 10, log=True),
        solver=solver,
        max_iter=30,
        random_state=0,
        **options,
    )
    return 1 - cross_val_score(model, digit_images, digit_labels, cv=3).mean()


noise = random.Random(5)


def planted(trial):
    """One parameter of twenty matters."""
    x = [trial.suggest_float(f"p{i:02}", 0, 1) for i in range(1, 21)]
    return (x[12] - 0.3) ** 2 + 0.02 * noise.gauss(0, 1)


def without_logarithms(study):
    """The study with logarithms in the place of parameters on logarithmic scales."""
    copy = optuna.create_study(direction=study.direction)
    for trial in study.trials:
        parameters, distributions = {}, {}
        for name, distribution in trial.distributions.items():
            value = trial.params[name]
            if getattr(distribution, "log", False):
                value = math.log(value)
                distribution = FloatDistribution(math.log(distribution.low), math.log(distribution.high))
            parameters[name], distributions[name] = value, distribution
        copy.add_trial(optuna.trial.create_trial(params=parameters, distributions=distributions, value=trial.value))
    return copy


def domain(distribution):
    if isinstance(distribution, CategoricalDistribution):
        return {"type": "choice", "values": list(distribution.choices)}
    kind = "int" if isinstance(distribution, IntDistribution) else "float"
    return {"type": kind, "min": distribution.low, "max": distribution.high, "log": distribution.log, "step": distribution.step}


def record(objective, sampler, trials, conditions={}):
    study = optuna.create_study(sampler=sampler)
    study.optimize(objective, n_trials=trials)
    distributions = {}
    for trial in study.trials:
        distributions.update(trial.distributions)
    ped = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
    linear = without_logarithms(study)
    # Its trees are walked in Python: sixteen take minutes.
    fanova = get_param_importances(linear, evaluator=FanovaImportanceEvaluator(n_trees=16, seed=0), normalize=False)
    name = objective.__name__
    content = {
        "name": name,
        "made_with": f"optuna {optuna.__version__}, scikit-learn {sklearn.__version__}",
        "parameters": [{"name": n, **domain(d), **({"when": conditions[n]} if n in conditions else {})} for n, d in distributions.items()],
        "ped_anova": ped,
        "fanova": fanova,
        "trials": [{"parameters": trial.params, "value": trial.value} for trial in study.trials],
    }
    lines = [f'  "{key}": {json.dumps(value)}' for key, value in content.items() if key != "trials"]
    rows = ",\n".join("    " + json.dumps(row) for row in content["trials"])
    text = "{\n" + ",\n".join(lines) + ',\n  "trials": [\n' + rows + "\n  ]\n}\n"
    pathlib.Path(__file__).with_name(f"{name}.json").write_text(text)
    print(name, {k: round(v, 3) for k, v in ped.items()}, {k: round(v, 3) for k, v in fanova.items()}, flush=True)


samplers = optuna.samplers
record(ridge, samplers.RandomSampler(seed=1), 120)
record(support_vectors, samplers.TPESampler(seed=2), 100)
record(boosting, samplers.TPESampler(seed=3), 100)
when = {"learning_rate": {"solver": ["sgd", "adam"]}, "momentum": {"solver": ["sgd"]}}
record(network, samplers.TPESampler(seed=4), 120, when)
record(planted, samplers.RandomSampler(seed=5), 100)
