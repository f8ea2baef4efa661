import TuneModel
import YAML

/// The keys under `launcher`.
enum LauncherKeys {
  static let slurm = Key<YAMLNode>(
    "slurm",
    .section(SlurmKeys.section),
    isRequired: true,
    SlurmKeys.section.summary,
    examples: ["{workers: 16, partition: gpu, time: 4h, options: [--gres=gpu:1]}"]
  )
  static let section = Section(
    "'launcher'",
    "Where trials run, when not on this machine.",
    keys: [slurm.declaration]
  )
}

/// The keys under `launcher.slurm`.
enum SlurmKeys {
  static let mode = Key<String>(
    "mode",
    .choice([
      Choice("job", "a job for each trial, for trials of minutes and more", otherNames: ["jobs", "trial"]),
      Choice(
        "workers",
        "jobs that stay and take one trial after the other, for short trials",
        otherNames: ["worker", "pilot"]
      ),
    ]),
    default: "job",
    "How trials become jobs."
  )
  static let workers = Key<Int>(
    "workers",
    .integer(1...10_000),
    defaultWords: "`parallel`",
    "How many jobs there are at most at a time, waiting ones too. Sets `parallel`, where that is absent.",
    examples: ["16"],
    otherNames: ["jobs", "max_jobs", "nodes", "array_parallelism"]
  )
  static let partition = Key<String>(
    "partition",
    .text(),
    defaultWords: "the cluster's",
    "The partition that jobs are for.",
    examples: ["gpu"],
    otherNames: ["queue"]
  )
  static let time = Key<Duration>(
    "time",
    .duration(allowsZero: false),
    defaultWords: "the partition's",
    """
    The time limit of a job, in whole minutes. A minute before, Slurm sends SIGUSR1, which is passed on to a train \
    command that expects it.
    """,
    examples: ["4h"],
    otherNames: ["time_limit", "timeout", "walltime"]
  )
  static let options = Key<[String]>(
    "options",
    .list(of: .word, counts: 0...100),
    "Further options of `sbatch`, one word each.",
    examples: ["[--gres=gpu:1, --account=lab]"],
    otherNames: ["args", "arguments", "sbatch", "extra"]
  )
  static let setup = Key<[String]>(
    "setup",
    .list(of: .text(), counts: 0...100),
    "Lines of shell that each job runs on its node first, such as `module load cuda`. One that fails ends the job.",
    examples: ["[module load cuda]"],
    otherNames: ["prologue", "modules", "before"]
  )
  static let poll = Key<Duration>(
    "poll",
    .duration(allowsZero: false),
    default: .seconds(10),
    """
    How often Slurm is asked, at most, about all jobs of the experiment together. While nothing changes it is asked \
    less and less, down to a sixth as often.
    """,
    examples: ["10s"],
    otherNames: ["poll_interval", "interval"]
  )
  static let lostAfter = Key<Duration>(
    "lost_after",
    .duration(allowsZero: false),
    default: .seconds(120),
    "How long a job that Slurm does not know any more may show no sign of life before its trial is submitted again.",
    examples: ["2m"],
    otherNames: ["lost", "heartbeat"]
  )
  static let requeue = Key<Bool>(
    "requeue",
    .boolean,
    default: false,
    """
    Whether Slurm may start a job again that was preempted or whose node failed, instead of swift-tune submitting another \
    one: it keeps its number and its place in the queue. For trials that save checkpoints, with `mode: job`.
    """,
    otherNames: ["restart"]
  )

  static let section = Section(
    "'slurm'",
    "Trials are jobs of a Slurm cluster, on a file system that its nodes share with this machine.",
    keys: [
      mode.declaration, workers.declaration, partition.declaration, time.declaration, options.declaration,
      setup.declaration, poll.declaration, lostAfter.declaration, requeue.declaration,
    ]
  )
}
