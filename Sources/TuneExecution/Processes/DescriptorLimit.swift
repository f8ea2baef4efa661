#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many files and pipes this process may have open at once.
package enum DescriptorLimit {
  /// Makes sure of enough for so many trials at a time; raises this process's own limit as far as that takes and the
  /// system allows, and no further: some programs, which inherit it, go through all numbers below it.
  ///
  /// With fewer, the system's libraries end the process instead of reporting an error.
  ///
  /// - Returns: whether there are enough.
  package static func reserve(trials: Int) -> Bool {
    // A trial has two pipes, two logs, a metrics file and its process.
    let needed = rlim_t(48 + 8 * trials)
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < needed else { return true }
    limit.rlim_cur = min(needed, limit.rlim_max)
    return setrlimit(resource, &limit) == 0 && limit.rlim_cur >= needed
  }
}
