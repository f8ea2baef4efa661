/// The templates in this folder, as they were when the tool was built: it finds them wherever it is run.
package enum BuiltInReports {
  /// `report.md.mustache`
  package static var report: String { String(decoding: PackageResources.report_md_mustache, as: UTF8.self) }
  /// `_failures.mustache`
  package static var failures: String { String(decoding: PackageResources._failures_mustache, as: UTF8.self) }
}
