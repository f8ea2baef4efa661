import Foundation
import Testing

/// What holds for every template, whatever it is about.
@Suite struct StarterFilesTests {
  /// Files of a template, relative to its folder; without those that are hidden and those of its own experiment.
  private static func files(_ template: String) -> [String] {
    let folder = TemplateFiles.folder.appending(path: template)
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder.appending(path: path).path, isDirectory: &isFolder)
      return !isFolder.boolValue && !path.hasPrefix(".") && !path.hasPrefix("\(template)/")
        && !path.contains("__pycache__")
    }
  }

  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: TemplateFiles.folder.path)) ?? []).sorted()
    .filter { name in files(name).contains { $0 == "\(name).yaml" || $0.hasPrefix("Sources/") } }

  static let withManifest = names.filter { files($0).contains("\($0).yaml") }
  static let withRequirements = names.filter { files($0).contains("requirements.txt") }

  @Test func `there are templates`() {
    #expect(Self.names.count >= 5)
  }

  @Test func `the list of templates says what each is about`() async throws {
    let lines = try await Workplace().tune("init", "--list").output.split(separator: "\n")
    #expect(lines.map { $0.split(separator: " ").first.map(String.init) } == Self.names)
    for line in lines { #expect(line.split(separator: " ").count > 4, "\(line)") }
  }

  @Test(arguments: withManifest)
  func `the manifest is right as init writes it`(template: String) async throws {
    let place = try Workplace()
    let initialized = try await place.tune("init", "--template", template)
    #expect(initialized.code == 0, "\(initialized)")
    // There may be no cluster to ask.
    let checked = try await place.tune("check", template, "--plan", "--no-job")
    #expect(checked.code == 0, "\(checked)")
    #expect(!checked.output.contains("warning"), "\(checked)")
  }

  @Test(arguments: names)
  func `the README names every file that one would read`(template: String) throws {
    let readme = try String(
      contentsOf: TemplateFiles.folder.appending(path: "\(template)/README.md"),
      encoding: .utf8
    )
    for file in Self.files(template) where file != "README.md" && !file.hasPrefix("data/") {
      let name = file.split(separator: "/").last.map(String.init) ?? file
      // Of a program of many files, the README says where to begin.
      if file.hasPrefix("Sources/"), Self.files(template).count(where: { $0.hasPrefix("Sources/") }) > 4 { continue }
      #expect(readme.contains(name), "\(file)")
    }
  }

  @Test(arguments: withRequirements)
  func `requirements have a lower and an upper bound`(template: String) throws {
    let path = TemplateFiles.folder.appending(path: "\(template)/requirements.txt")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.wholeMatch(of: /[a-z-]+>=\d[\d.]*,<\d[\d.]*/) != nil, "\(line)") }
  }

  @Test func `programs of two templates can lie in one folder`() {
    let all = Self.names.flatMap { name in
      Self.files(name).filter { $0 != "README.md" && $0 != "requirements.txt" }
    }
    #expect(Set(all).count == all.count, "\(all.sorted())")
  }

  @Test func `init says which files it found and kept`() async throws {
    let place = try Workplace()
    let first = try await place.tune("init", "--template", "scikit-learn")
    #expect(first.output.contains("python3 -m pip install -r experiments/requirements.txt"))
    try place.write("experiments/digits_cnn.py", "print('mine')\n")
    let second = try await place.tune("init", "--template", "pytorch")
    #expect(second.code == 0)
    #expect(second.output.contains("kept experiments/digits_cnn.py, which is not the template's"))
    #expect(second.output.contains("wrote experiments/pytorch.yaml"))
    #expect(try place.read("experiments/digits_cnn.py") == "print('mine')\n")
  }

  @Test func `the requirements of several templates come together`() async throws {
    let place = try Workplace()
    try place.write("experiments/requirements.txt", "# ours\nScikit_Learn == 1.5.1")
    let first = try await place.tune("init", "--template", "xgboost")
    #expect(first.output.contains("added xgboost>=2,<4 to experiments/requirements.txt"))
    let both = "# ours\nScikit_Learn == 1.5.1\nxgboost>=2,<4\n"
    #expect(try place.read("experiments/requirements.txt") == both)
    _ = try await place.tune("init", "--template", "scikit-learn")
    #expect(try place.read("experiments/requirements.txt") == both)
  }

  /// Without the folder of installed packages, as on a machine where nobody has installed any.
  @Test(.enabled(if: Python.isThere, "there is no python3"), arguments: withRequirements)
  func `a missing package is named, and how to install it`(template: String) async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", template)
    let programs = Self.files(template).filter { $0.hasSuffix(".py") }
    #expect(!programs.isEmpty)
    for program in programs {
      let result = try await place.python(["-S", program])
      #expect(result.code == 1)
      #expect(result.errors.contains("No module named"))
      #expect(result.errors.contains("python3 -m pip install -r "))
      #expect(result.errors.contains("requirements.txt"))
      #expect(!result.errors.contains("Traceback"))
    }
  }

  @Test func `a program in Swift gets a package where there is none, and a target where there is one`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "swift-performance")
    let new = try place.read("Package.swift")
    #expect(new.hasPrefix("// swift-tools-version: "))
    #expect(new.contains(".executableTarget(name: \"MatrixProduct\")"))
    #expect(!new.contains("swift-tune"))
    #expect(try place.read(".gitignore") == ".build/\n")
    #expect(place.exists("Sources/MatrixProduct/Program.swift"))

    let second = try await place.tune("init", "--template", "swift-closure")
    #expect(second.output.hasSuffix("Next:\n  swift run -c release Forecast\n"))
    let both = try place.read("Package.swift")
    #expect(both.hasPrefix(new))
    #expect(both.contains("package.dependencies.append(.package(url: "))
    #expect(both.contains("dependencies: [.product(name: \"Tune\", package: \"swift-tune\")]"))
    // What both files declare can be read by SwiftPM.
    let described = try await place.run("swift", ["package", "dump-package"])
    #expect(described.code == 0, "\(described.errors)")
    #expect(described.output.contains("\"Forecast\""))
  }
}
