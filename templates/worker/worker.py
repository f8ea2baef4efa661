#!/usr/bin/env python3
"""A train command that stays alive: it reads a line of JSON for each trial and answers with lines of JSON.

Replace `train` with your own; the loop at the end needs no change, and no package. What it saves is what a training
pays only once: importing libraries, reading data, warming up a device.
"""

import json
import os
import sys


def train(request, report):
    """Trains once and returns the last values of the metrics.

    request["parameters"] has a value for each active parameter; "trial", "attempt", "seed" and "directory" are there
    as well, and where the manifest asks for them "fold", "budget" (steps to train) and "checkpoint".
    """
    rate = request["parameters"]["learning_rate"]
    x, steps = 1.0, request.get("budget", 10)
    for step in range(1, steps + 1):
        x -= rate * 2 * x
        report(step, loss=x * x)
        # A trial that is to end early finds this file, where the manifest gives notice.
        if os.path.exists(os.path.join(request["directory"], "stop")):
            break
    return {"loss": x * x}


def main():
    # Answers go to the real standard output; what libraries print goes to standard error and the log.
    answers, sys.stdout = sys.stdout, sys.stderr

    def answer(**members):
        answers.write(json.dumps(members) + "\n")
        answers.flush()

    for line in sys.stdin:
        request = json.loads(line)
        number = request["trial"]

        def report(step, **metrics):
            answer(trial=number, step=step, metrics=metrics)

        try:
            answer(trial=number, result=train(request, report))
        except Exception as error:
            answer(trial=number, failed=f"{type(error).__name__}: {error}")


main()
