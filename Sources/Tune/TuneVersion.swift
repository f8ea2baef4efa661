/// The version of swift-tune, as records name it.
public enum TuneVersion {
  /// Semantic version.
  public static let current = "0.1.0"
}
