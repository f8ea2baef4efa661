/// Which devices an attempt may see.
enum VisibleDevices {
  /// The value of `CUDA_VISIBLE_DEVICES` for the devices of these numbers, counted among those that we may see
  /// ourselves: a scheduler may have given us only some.
  static func text(_ devices: [Int], inherited: String?) -> String {
    let names = (inherited ?? "").split(separator: ",").map { $0.drop { $0 == " " } }
    return devices.map { names.indices.contains($0) ? String(names[$0]) : String($0) }.joined(separator: ",")
  }
}
