import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Exchanges two files in one step, where the system can: renameat2(2) of Linux, renamex_np(2) of macOS.
struct FileExchange: Sendable {
  /// Nil where the system cannot.
  static let shared = FileExchange()

  #if canImport(Darwin)
    private init?() {}

    func callAsFunction(_ a: FilePath, _ b: FilePath) -> Bool {
      a.withPlatformString { a in b.withPlatformString { renamex_np(a, $0, UInt32(RENAME_SWAP)) } } == 0
    }
  #else
    private typealias Rename =
      @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

    private let rename: Rename
    /// RENAME_EXCHANGE.
    private static let flag: UInt32 = 2

    /// The function is declared for GNU programs only, which Swift's are not; so it is looked up by name.
    private init?() {
      guard let address = dlsym(nil, "renameat2") else { return nil }
      // The type is the one that the manual gives.
      rename = unsafeBitCast(address, to: Rename.self)
    }

    func callAsFunction(_ a: FilePath, _ b: FilePath) -> Bool {
      a.withPlatformString { a in b.withPlatformString { rename(AT_FDCWD, a, AT_FDCWD, $0, Self.flag) } } == 0
    }
  #endif
}
