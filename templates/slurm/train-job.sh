#!/bin/sh
# Stands for a training: prints the loss after each step, as any program would. SLURM_JOB_ID and the like are there.
echo "job ${SLURM_JOB_ID:-none} on $(hostname)"
for step in 1 2 3 4 5; do
  awk -v lr="$1" -v layers="$2" -v step="$step" 'BEGIN {
    d = log(lr / 0.03) / log(10)
    printf "step: %d loss: %.6f\n", step, d * d + (layers - 3) ^ 2 / 10 + 1 / step
  }'
  sleep 1
done
