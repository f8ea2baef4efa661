#!/bin/sh
# Fits the line y = slope * x + intercept to eight points by gradient descent, and prints the mean squared error after
# each step. It stands for your own program: parameters come as arguments, and the metric goes to standard output.
#
# usage: train.sh LEARNING_RATE MOMENTUM STEPS
set -eu

if [ $# -ne 3 ]; then
  echo "usage: $0 LEARNING_RATE MOMENTUM STEPS" >&2
  exit 2
fi

# Numbers have a decimal point, whatever the language of the machine.
LC_ALL=C
export LC_ALL
exec awk -v rate="$1" -v momentum="$2" -v steps="$3" '
  { x[NR] = $1; y[NR] = $2 }

  END {
    for (step = 1; step <= steps; step++) {
      slope_gradient = intercept_gradient = 0
      for (point = 1; point <= NR; point++) {
        error = slope * x[point] + intercept - y[point]
        slope_gradient += 2 * error * x[point] / NR
        intercept_gradient += 2 * error / NR
      }
      slope_speed = momentum * slope_speed - rate * slope_gradient
      intercept_speed = momentum * intercept_speed - rate * intercept_gradient
      slope += slope_speed
      intercept += intercept_speed

      loss = 0
      for (point = 1; point <= NR; point++) {
        error = slope * x[point] + intercept - y[point]
        loss += error * error / NR
      }
      printf "step: %d loss: %.6g\n", step, loss
    }
  }
' <<POINTS
0 0.9
1 3.2
2 4.8
3 7.1
4 9.0
5 10.9
6 13.2
7 14.8
POINTS
