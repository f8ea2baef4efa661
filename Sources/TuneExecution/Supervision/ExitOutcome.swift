import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a child process ended; nil while it runs. The child stays to be reaped.
func exitOutcome(of processID: Int32) -> AttemptOutcome? {
  var info = siginfo_t()
  while waitid(P_PID, id_t(processID), &info, WEXITED | WNOHANG | WNOWAIT) != 0 {
    // Somebody else has reaped it, as the system does where SIGCHLD is ignored; who started it will learn that, too.
    if errno != EINTR { return .notStarted("the system does not say how the process ended") }
  }
  guard info.childProcessID != 0 else { return nil }
  let status = Int(info.childStatus)
  return switch Int(info.si_code) {
  case Int(CLD_EXITED): .exited(status)
  case Int(CLD_DUMPED): .signaled(status, coreDumped: true)
  default: .signaled(status, coreDumped: false)
  }
}

extension siginfo_t {
  #if canImport(Glibc)
    fileprivate var childProcessID: Int32 { _sifields._sigchld.si_pid }
    fileprivate var childStatus: Int32 { _sifields._sigchld.si_status }
  #elseif canImport(Musl)
    fileprivate var childProcessID: Int32 { __si_fields.__si_common.__first.__piduid.si_pid }
    fileprivate var childStatus: Int32 { __si_fields.__si_common.__second.__sigchld.si_status }
  #else
    fileprivate var childProcessID: Int32 { si_pid }
    fileprivate var childStatus: Int32 { si_status }
  #endif
}
