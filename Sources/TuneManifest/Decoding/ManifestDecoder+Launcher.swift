import TuneModel
import YAML

extension ManifestDecoder {
  /// Where trials run, and how many at a time.
  mutating func launcher(_ fields: Fields, _ train: Experiment.Train?) -> (LauncherChoice, parallel: Int) {
    let parallel = fields[ManifestKeys.parallel] ?? 1
    guard fields.isValid(ManifestKeys.launcher) else { return (.local, parallel) }
    let launcher = fields.section(ManifestKeys.launcher)
    guard launcher.isValid(LauncherKeys.slurm) else { return (.local, parallel) }
    let own = launcher.section(LauncherKeys.slurm)
    let mode = own[SlurmKeys.mode].flatMap(SlurmSettings.Mode.init(rawValue:)) ?? .job
    let workers = own[SlurmKeys.workers]
    if mode == .job, let workers, fields.isValid(ManifestKeys.parallel), workers != parallel {
      findings.error(
        "a job runs one trial, so that 'workers' and 'parallel' are the same number",
        at: own.range(SlurmKeys.workers),
        advice: "remove one of them"
      )
    }
    if fields.has(ManifestKeys.resources) {
      findings.error(
        "'resources' shares the GPUs of this machine; those of a cluster are Slurm's to hand out",
        at: fields.keyRange(ManifestKeys.resources),
        advice: "remove it, and write launcher: {slurm: {options: [--gres=gpu:1]}}"
      )
    }
    if train?.mode == .worker {
      findings.error(
        "'train.mode: worker' does not go with 'launcher' yet",
        at: fields.keyRange(ManifestKeys.launcher),
        advice: "remove one of them"
      )
    }
    let requeue = own[SlurmKeys.requeue] ?? false
    if requeue, mode == .workers {
      findings.error(
        "'requeue' goes with 'mode: job': a worker that is lost is replaced by another one",
        at: own.keyRange(SlurmKeys.requeue),
        advice: "remove it"
      )
    }
    for node in own.node(SlurmKeys.options)?.sequence ?? [] { checkOption(node) }
    let settings = SlurmSettings(
      mode: mode,
      workers: workers ?? parallel,
      partition: own[SlurmKeys.partition],
      time: own[SlurmKeys.time],
      options: own[SlurmKeys.options] ?? [],
      setup: own[SlurmKeys.setup] ?? [],
      poll: own[SlurmKeys.poll] ?? .seconds(10),
      lostAfter: own[SlurmKeys.lostAfter] ?? .seconds(120),
      requeue: requeue
    )
    return (.slurm(settings), fields.has(ManifestKeys.parallel) ? parallel : settings.workers)
  }

  /// Refuses options that would take a job out of our hands.
  private mutating func checkOption(_ node: YAMLNode) {
    guard !findings.invalid.contains(node.range.start), let text = node.scalar?.text else { return }
    guard text.hasPrefix("-") else {
      findings.error(
        "\(quoted(text)) is no option of sbatch",
        at: node.range,
        advice: "write an option and its value as one word, as in --account=lab"
      )
      return
    }
    let name = text.hasPrefix("--") ? String(text.prefix { $0 != "=" }) : String(text.prefix(2))
    let keys = [
      "--partition": "partition", "-p": "partition", "--time": "time", "-t": "time", "--requeue": "requeue: true",
    ]
    if let key = keys[name] {
      findings.error("\(name) has a key of its own", at: node.range, advice: "write \(key) in its place")
      return
    }
    let reasons = [
      "names, files and folders of jobs are swift-tune's": [
        "--job-name", "-J", "--output", "-o", "--error", "-e", "--input", "-i", "--chdir", "-D", "--open-mode",
        "--parsable", "--export", "--export-file",
      ],
      "a job runs one trial at a time, as one process": ["--array", "-a", "--wrap", "--wait", "-W", "--test-only"],
      "a job that is lost is submitted again by swift-tune, as another one": ["--no-requeue"],
      "the signal before the time limit is swift-tune's": ["--signal"],
      "jobs are looked for on the cluster that this machine belongs to": ["--clusters", "-M"],
    ]
    for (reason, names) in reasons where names.contains(name) {
      findings.error("\(name) cannot be set: \(reason)", at: node.range, advice: "remove it")
    }
  }
}
