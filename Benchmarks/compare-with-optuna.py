"""Compares swift-tune with Optuna on the same tasks, in the same run: scores, and the time of one proposal.

    swift build -c release --product swift-tune
    swift build -c release --package-path Benchmarks --product search
    python3 -m venv .venv && .venv/bin/pip install optuna cmaes scipy torch
    .venv/bin/python Benchmarks/compare-with-optuna.py .build/release/swift-tune Benchmarks/.build/release/search

(`torch` is what Optuna's GP needs; leave it out with `--theirs tpe,cmaes`.) The tasks are those of `search`, which also
evaluates them, so that both see the very same functions. Searches are made one after another, on one thread each.

Scores: random search's median at the same number of trials is 0, the best known value 100. Three seeds on twelve tasks
tell apart what differs by ten points or more, not less: take more seeds for more.
"""

import argparse
import collections
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

# One thread for both sides; the libraries read this when they are imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

BUDGETS = (25, 50, 100)
TASKS = (
    "bbob-ellipsoid-5,bbob-rastrigin-5,bbob-gallagher-peaks-2,classic-branin,classic-hartmann-6,mixed-rastrigin-10,"
    "mixed-kernels,conditional-branches,conditional-layers,noisy-hartmann-6,failing-branin,table-svm-diabetes"
)


class Lines:
    """A program that answers JSON lines."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def send(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def receive(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{' '.join(self.process.args)}: ended before it answered")
        answer = json.loads(line)
        if "error" in answer:
            sys.exit(f"{' '.join(self.process.args)}: {answer['error']}")
        return answer

    def computing_time(self):
        """Seconds that the program has computed; on systems without such a clock, the clock on the wall."""
        if not sys.platform.startswith("linux"):
            return time.perf_counter()
        # As clock_getcpuclockid(3) makes it.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class SwiftTune:
    def __init__(self, arguments, task, strategy, seed):
        manifest = {
            "tune": 1,
            "train": {"command": ["true"]},
            "parameters": {p["name"]: p["parameter"] for p in task["parameters"]},
            "objective": {"metric": "value", "direction": "minimize"},
            "budget": {"trials": max(BUDGETS)},
        }
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as file:
            json.dump(manifest, file)  # JSON is YAML.
        self.manifest = file.name
        self.lines = Lines(arguments.swift_tune, "serve", self.manifest, "--strategy", strategy, "--seed", str(seed))

    def ask(self):
        self.lines.send({"ask": 1})
        trials = self.lines.receive()["trials"]
        if not trials:
            return None
        self.id = trials[0]["id"]
        return trials[0]["parameters"]

    def tell(self, value):
        self.lines.send({"tell": [{"id": self.id, "failed": True} if value is None else {"id": self.id, "value": value}]})

    def observe(self, parameters, value):
        self.lines.send({"tell": [{"parameters": parameters, "value": value}]})

    def computing_time(self):
        return self.lines.computing_time()

    def end(self):
        self.lines.end()
        os.unlink(self.manifest)


class Optuna:
    """Optuna's samplers with their default settings; what CMA-ES cannot sample, Optuna draws at random."""

    def __init__(self, arguments, task, sampler, seed):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        samplers = {
            "tpe": lambda: optuna.samplers.TPESampler(seed=seed),
            "gp": lambda: optuna.samplers.GPSampler(seed=seed),
            "cmaes": lambda: optuna.samplers.CmaEsSampler(seed=seed, warn_independent_sampling=False),
        }
        if sampler not in samplers:
            sys.exit(f"--theirs: there is no '{sampler}', but {', '.join(samplers)}")
        if sampler == "gp":
            import torch

            torch.set_num_threads(1)
        self.optuna = optuna
        self.task = task
        self.study = optuna.create_study(sampler=samplers[sampler]())

    @staticmethod
    def is_ordered(parameter):
        return "values" in parameter and parameter["type"] != "categorical"

    def ask(self):
        self.trial = self.study.ask()
        drawn = {}
        for item in self.task["parameters"]:
            name, parameter = item["name"], item["parameter"]
            if any(drawn.get(parent) not in values for parent, values in parameter.get("when", {}).items()):
                continue
            log = parameter.get("scale") == "log"
            if self.is_ordered(parameter):
                # Listed numbers have an order, which an index keeps.
                values = parameter["values"]
                drawn[name] = values[self.trial.suggest_int(name, 0, len(values) - 1)]
            elif parameter["type"] == "categorical":
                drawn[name] = self.trial.suggest_categorical(name, parameter["values"])
            elif parameter["type"] == "int":
                drawn[name] = self.trial.suggest_int(name, int(parameter["min"]), int(parameter["max"]), log=log)
            else:
                drawn[name] = self.trial.suggest_float(name, parameter["min"], parameter["max"], log=log)
        return drawn

    def tell(self, value):
        if value is None:
            self.study.tell(self.trial, state=self.optuna.trial.TrialState.FAIL)
        else:
            self.study.tell(self.trial, value)

    def observe(self, parameters, value):
        """For spaces of floats only."""
        distributions = {
            p["name"]: self.optuna.distributions.FloatDistribution(p["parameter"]["min"], p["parameter"]["max"])
            for p in self.task["parameters"]
        }
        self.study.add_trial(
            self.optuna.trial.create_trial(params=parameters, distributions=distributions, value=value)
        )

    def computing_time(self):
        return time.process_time()

    def end(self):
        pass


def score(task, truth, budget):
    """None where random's median is the best known value: at that budget the task tells nothing."""
    scale = task["random"][str(budget)] - task["best"]
    if scale <= 1e-9:
        return None
    if truth is None:
        return -100.0
    return min(max(100 * (1 - (truth - task["best"]) / scale), -100), 100)


def search(arguments, make, name, task, seed):
    """The scores of one search, one per budget."""
    optimizer = make(arguments, task, name, seed)
    evaluator = Lines(arguments.search, "evaluate", task["name"], "--seed", str(seed))
    seen, incumbent, scores = float("inf"), None, []
    parameters = {}
    for number in range(1, max(BUDGETS) + 1):
        if parameters is not None:
            parameters = optimizer.ask()
        # None: a finite space was searched through, and the incumbent stays.
        if parameters is not None:
            evaluator.send({"parameters": parameters})
            answer = evaluator.receive()
            value = answer.get("value")
            if value is not None and value < seen:
                seen, incumbent = value, answer["truth"]
            optimizer.tell(value)
        if number in BUDGETS:
            scores.append(score(task, incumbent, number))
    evaluator.end()
    optimizer.end()
    return scores


def interval(scores):
    """Mean over tasks of the mean over seeds, with the 95 % bootstrap interval over both; `scores` is by task, by seed."""
    generator = random.Random(0)
    means = sorted(
        statistics.fmean(
            statistics.fmean(generator.choices(task, k=len(task))) for task in generator.choices(scores, k=len(scores))
        )
        for _ in range(1000)
    )
    return f"{statistics.fmean(map(statistics.fmean, scores)):.0f} [{means[25]:.0f}, {means[974]:.0f}]"


def proposal_seconds(arguments, make, name, task, known):
    """The median computing time of five proposals after one more, when `known` random points are known."""
    generator = random.Random(known)
    optimizer = make(arguments, task, name, 1)
    evaluator = Lines(arguments.search, "evaluate", task["name"])

    def value(parameters):
        evaluator.send({"parameters": parameters})
        return evaluator.receive()["value"]

    for _ in range(known):
        point = {p["name"]: generator.uniform(p["parameter"]["min"], p["parameter"]["max"]) for p in task["parameters"]}
        optimizer.observe(point, value(point))
    seconds = []
    for _ in range(6):
        start = optimizer.computing_time()
        parameters = optimizer.ask()
        seconds.append(optimizer.computing_time() - start)
        optimizer.tell(value(parameters))
    evaluator.end()
    optimizer.end()
    return statistics.median(seconds[1:])


def tasks(arguments, names):
    output = subprocess.run(
        [arguments.search, "tasks", names, "--json"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    return [json.loads(line) for line in output.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("swift_tune", help="a release build of swift-tune")
    parser.add_argument("search", help="a release build of the program 'search' of Benchmarks/")
    parser.add_argument("--tasks", default=TASKS, help="names or groups of 'search tasks', with commas")
    parser.add_argument("--ours", default="auto,gp,tpe,cmaes", help="strategies of swift-tune")
    parser.add_argument("--theirs", default="tpe,gp,cmaes", help="samplers of Optuna: tpe, gp, cmaes")
    parser.add_argument("--seeds", type=int, default=3, help="searches per task; 0: only the times")
    parser.add_argument("--no-times", action="store_true", help="only the scores")
    arguments = parser.parse_args()
    ours, theirs = arguments.ours.split(","), arguments.theirs.split(",")
    contestants = [(SwiftTune, name, f"swift-tune `{name}`") for name in ours]
    contestants += [(Optuna, name, f"Optuna `{name}`") for name in theirs]

    if arguments.seeds > 0:
        selected = tasks(arguments, arguments.tasks)
        results = collections.defaultdict(lambda: [[] for _ in selected])
        for seed in range(1, arguments.seeds + 1):
            for index, task in enumerate(selected):
                for make, name, label in contestants:
                    results[label][index].append(search(arguments, make, name, task, seed))
                print(f"seed {seed}: {task['name']}", file=sys.stderr)
        print(f"Scores, {len(selected)} tasks, {arguments.seeds} seed(s) each:\n")
        print("| |" + "".join(f" {b} trials |" for b in BUDGETS) + "\n|---|" + "--:|" * len(BUDGETS))
        for _, _, label in contestants:
            columns = []
            for i in range(len(BUDGETS)):
                by_task = [[scores[i] for scores in seeds if scores[i] is not None] for seeds in results[label]]
                columns.append(interval([seeds for seeds in by_task if seeds]))
            print(f"| {label} | " + " | ".join(columns) + " |")
        print()

    if not arguments.no_times:
        (task,) = tasks(arguments, "bbob-rosenbrock-10")
        pairs = [("tpe", "tpe", 1000)]
        pairs += [(name, "gp", known) for name in ("gp", "auto") for known in (100, 300, 500)]
        print("Computing time of one proposal, ten floats, one thread:\n")
        print("| trials known | swift-tune | | Optuna | | Optuna / swift-tune |\n|--:|---|--:|---|--:|--:|")
        their_seconds = {}
        for our, their, known in pairs:
            if our not in ours or their not in theirs:
                continue
            mine = proposal_seconds(arguments, SwiftTune, our, task, known)
            if (their, known) not in their_seconds:
                their_seconds[their, known] = proposal_seconds(arguments, Optuna, their, task, known)
            other = their_seconds[their, known]
            print(
                f"| {known} | `{our}` | {1e3 * mine:.1f} ms | `{their}` | {1e3 * other:.0f} ms | {other / mine:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
