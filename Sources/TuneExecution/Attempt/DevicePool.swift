package import TuneModel

/// The devices that concurrent attempts share, by index.
package struct DevicePool: Hashable, Sendable {
  /// How many each attempt gets.
  private let perAttempt: Int
  /// Free ones in ascending order.
  private var free: [Int]

  package init(_ resources: Experiment.Resources) {
    perAttempt = max(0, resources.gpus)
    free = Array(0..<max(0, resources.gpuCount))
  }

  /// The devices for one more attempt, the lowest that are free; nil when too few are. Attempts that need none get an
  /// empty list.
  package mutating func take() -> [Int]? {
    guard free.count >= perAttempt else { return nil }
    defer { free.removeFirst(perAttempt) }
    return Array(free.prefix(perAttempt))
  }

  /// Takes back what an attempt had.
  package mutating func giveBack(_ devices: [Int]) {
    free = (free + devices).sorted()
  }

  /// How many attempts can run at a time; nil when devices do not limit them.
  package static func mostAttempts(_ resources: Experiment.Resources) -> Int? {
    resources.gpus > 0 ? resources.gpuCount / resources.gpus : nil
  }

  /// The value of `CUDA_VISIBLE_DEVICES` that shows an attempt its devices.
  ///
  /// - Parameter inherited: the tuner's own value: where a batch system gave it some of a machine's devices, perhaps by
  ///   their identifiers, indices count within those.
  package static func visibleDevices(_ devices: [Int], inherited: String?) -> String {
    let names = (inherited ?? "").split(separator: ",").map { $0.drop { $0 == " " } }
    return devices.map { names.indices.contains($0) ? String(names[$0]) : String($0) }.joined(separator: ",")
  }
}
