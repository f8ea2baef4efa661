import BuiltInReports

/// The templates in `templates/reports/`.
package enum BuiltInTemplates {
  package static let report = ReportTemplate(name: "report.md.mustache", text: BuiltInReports.report)
  static let all = [report, ReportTemplate(name: "_failures.mustache", text: BuiltInReports.failures)]
}
