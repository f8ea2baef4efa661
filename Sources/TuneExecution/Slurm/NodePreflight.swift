import JSON
import SystemPackage

/// The node's side of a preflight: says what a job finds where it runs.
struct NodePreflight: Sendable {
  var folder: JobFolder
  var environment: [String: String]
  var job: NodeJob

  func run(_ spec: JSONValue) throws(Errno) {
    var object: JSONObject = [
      "node": .string(job.node), "nonce": .string(folder.text(folder.path.appending("nonce")) ?? ""),
    ]
    let directory = FilePath(spec["directory"]?.string ?? "/")
    if FileIdentity(directory)?.isDirectory != true {
      object["problem"] = .string("the folder \(directory) (train.directory) is not there")
    } else if let program = spec["program"]?.string {
      do throws(StartProblem) {
        let path = environment["PATH"]
        _ = try ProgramLookup(directory: directory, searchPath: path).find(program)
      } catch {
        object["problem"] = .string(error.words)
      }
    }
    try folder.write(.object(object), to: folder.result)
  }
}
