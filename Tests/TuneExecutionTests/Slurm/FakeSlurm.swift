import Foundation
import SystemPackage
import TuneModel

@testable import TuneExecution

/// Commands that stand for Slurm's: small scripts over a folder. They do what the real ones cannot be made to do.
///
/// Each reads what it is to do from a line of its plan, the first call from the first line; without one it works.
final class FakeSlurm: Sendable {
  let folder: TemporaryDirectory

  /// - Parameter sacct: nil: there is no such command.
  init(
    sbatch: [String] = [],
    squeue: [String] = [],
    sacct: [String]? = nil,
    tool: String = FakeSlurm.quickTool
  ) throws {
    folder = try TemporaryDirectory()
    for name in ["bin", "jobs", "work", "trial"] {
      try FileManager.default.createDirectory(
        atPath: folder.path.appending(name).string,
        withIntermediateDirectories: true
      )
    }
    try folder.write(sbatch.map { $0 + "\n" }.joined(), to: "sbatch.plan")
    try folder.write(squeue.map { $0 + "\n" }.joined(), to: "squeue.plan")
    try program("sbatch", FakeSlurm.sbatch)
    try program("squeue", FakeSlurm.squeue)
    if let sacct {
      try folder.write(sacct.map { $0 + "\n" }.joined(), to: "sacct.plan")
      try program("sacct", FakeSlurm.sacct)
    }
    try program("scancel", "echo \"$@\" >> $FAKE/cancelled; touch $FAKE/cancelled.whole")
    try program("tool", tool)
  }

  private func program(_ name: String, _ script: String) throws {
    let path = "bin/\(name)"
    try folder.write("#!/bin/bash\n\(script)\n", to: path)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: folder.path.pushing(FilePath(path)).string
    )
  }

  /// - Parameter lostAfter: in seconds; short only where a job is to be lost, for a busy machine runs scripts late.
  func launcher(
    mode: SlurmSettings.Mode = .job,
    workers: Int = 2,
    poll: Double = 0.1,
    lostAfter: Double = 60,
    detaches: Bool = false,
    change: (inout SlurmRules) -> Void = { _ in }
  ) -> SlurmLauncher {
    let settings = SlurmSettings(mode: mode, workers: workers, poll: .seconds(poll), lostAfter: .seconds(lostAfter))
    var rules = SlurmRules(settings)
    change(&rules)
    return SlurmLauncher(
      settings,
      SlurmLauncher.Place(
        experiment: "digits",
        folder: folder.path.appending("work"),
        tool: folder.path.appending("bin").appending("tool"),
        environment: ["PATH": "\(folder.path)/bin:/usr/bin:/bin", "FAKE": folder.path.string]
      ),
      detaches: detaches,
      rules: rules
    )
  }

  func request(_ trial: Int = 1) throws -> AttemptRequest {
    let path = folder.path.appending("trial").appending(String(trial))
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    return AttemptRequest(
      arguments: ["true"],
      environment: ["FAKE": folder.path.string],
      directory: "/",
      trialDirectory: path,
      wanted: ["loss"],
      marker: AttemptMarker(trialDirectory: path, attempt: 1)
    )
  }

  /// How many jobs there ever were.
  var jobs: Int {
    let text = folder.exists("submitted") ? folder.text("submitted") : ""
    return text.split(separator: "\n").count
  }

  /// Waits until a file is there.
  func appears(_ name: String) async {
    let alarm = Alarm()
    while true {
      var place = folder.path.pushing(FilePath(name)).removingLastComponent()
      while FileIdentity(place) == nil { place.removeLastComponent() }
      let bell = FolderBell(place, alarm)
      if folder.exists(name) { return }
      // Without notices of the system, and for folders on the way that come before their own bell.
      await alarm.wait(0.5)
      withExtendedLifetime(bell) {}
    }
  }

  func calls(of command: String) -> Int {
    let text = folder.exists("\(command).calls") ? folder.text("\(command).calls") : ""
    return text.split(separator: "\n").count
  }

  /// A tool that claims the attempt as the real one does, and reports one metric.
  static let quickTool = "cd \"$2\"\n\(FakeSlurm.attempt)"

  /// A tool that stays, as a worker, until nothing is offered.
  static let worker = """
    cd "$2"
    ln -s "$$" .claim 2>/dev/null || exit 0
    echo '{"name":"x","id":"'$SLURM_JOB_ID'","node":"n1"}' > .s && mv .s started.json
    pool=${2%/workers/*}
    for offer in $pool/queue/*; do
      taken=$pool/taken/${offer##*/}
      mv $offer $taken 2>/dev/null || continue
      cd "$(cat $taken)"
      \(FakeSlurm.attempt)
    done
    cd "$2"
    echo '{"left":"idle"}' > .r && mv .r result.json
    """

  private static let attempt = """
    ln -s "$$" .claim 2>/dev/null || exit 0
    echo '{"name":"x","id":"'$SLURM_JOB_ID'","node":"n1"}' > .s && mv .s started.json
    echo '["loss",1,0.5]' > events
    \(FakeSlurm.result)
    """

  /// The end of such a tool.
  static let result = """
    echo '{"exit":0,"series":{"tracks":[{"name":"loss","count":1,"first":1,"sums":[0,0.5,0.5,1,0.5]}],\
    "points":[[0,1,1,0.5]]},"seconds":0.1}' > .r && mv .r result.json
    """

  private static let sbatch = """
    echo call >> $FAKE/sbatch.calls
    n=$(wc -l < $FAKE/sbatch.calls)
    for word; do case $word in --job-name=*) name=${word#*=} ;; --output=*) log=${word#*=} ;; esac; done
    script=${@: -3:1} folder=${@: -2:1} tool=${@: -1}
    submit() {
      id=$((100 + n))
      echo $id >> $FAKE/submitted
      state() { echo "$id|$1|None|n1|$name" > $FAKE/.$id && mv $FAKE/.$id $FAKE/jobs/$id; }
      state RUNNING
      (
        SLURM_JOB_ID=$id SLURM_JOB_NAME=$name SLURMD_NODENAME=n1 bash "$script" "$folder" "$tool" > "$log" 2>&1
        if [ $id != 101 ] || [ ! -e $FAKE/forgotten ]; then state COMPLETED; fi
      ) < /dev/null > /dev/null 2>&1 &
    }
    case $(sed -n ${n}p $FAKE/sbatch.plan) in
    banner) echo "Welcome to 12 nodes"; submit; echo "$id;east" ;;
    unheard) submit; echo "sbatch: error: Batch job submission failed: Socket timed out" >&2; exit 1 ;;
    busy) echo "sbatch: error: Batch job submission failed: Unable to contact slurm controller" >&2; exit 1 ;;
    limit) echo "sbatch: error: AssocMaxSubmitJobLimit" >&2; exit 1 ;;
    strange) echo "sbatch: error: it rains" >&2; exit 1 ;;
    hang) submit; exec sleep 600 ;;
    deaf) exec sleep 600 ;;
    gone) echo $((100 + n)) ;;
    late)
      echo "$((100 + n))|PENDING|Resources||$name" > $FAKE/jobs/$((100 + n))
      (sleep 3; submit) < /dev/null > /dev/null 2>&1 &
      echo $((100 + n)) ;;
    invalid) echo "sbatch: error: invalid partition specified: nowhere" >&2; exit 1 ;;
    *) submit; echo $id ;;
    esac
    """

  /// Prints the file `records`, as a tool of a test has written it.
  private static let sacct = """
    echo call >> $FAKE/sacct.calls
    n=$(wc -l < $FAKE/sacct.calls)
    case $(sed -n ${n}p $FAKE/sacct.plan) in
    disabled) echo "Slurm accounting storage is disabled" >&2; exit 1 ;;
    down) echo "sacct: error: slurm_persist_conn_open_without_init: failed to open persistent connection" >&2; exit 1 ;;
    *) cat $FAKE/records 2>/dev/null ;;
    esac
    exit 0
    """

  private static let squeue = """
    echo call >> $FAKE/squeue.calls
    n=$(wc -l < $FAKE/squeue.calls)
    for word; do case $word in --name=*) name=${word#*=} ;; esac; done
    # The first job there was.
    [ ! -e $FAKE/forgotten ] || rm -f $FAKE/jobs/101
    case $(sed -n ${n}p $FAKE/squeue.plan) in
    empty) ;;
    down) echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1 ;;
    hang) sleep 600 ;;
    half) cat $FAKE/jobs/* 2>/dev/null | head -c 9 ;;
    odd) cat $FAKE/jobs/* 2>/dev/null | sed 's/RUNNING/SOMETHING_NEW/' ;;
    many) seq -f '%g|RUNNING|None|n1|other-%g' 5000; cat $FAKE/jobs/* ;;
    *) cat $FAKE/jobs/* 2>/dev/null | grep -e "|$name" ;;
    esac
    exit 0
    """
}
