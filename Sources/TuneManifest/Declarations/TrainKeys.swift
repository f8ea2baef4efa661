import YAML

/// The keys under `train`.
enum TrainKeys {
  static let product = Key<String>(
    "product",
    .text(
      TextRule(
        pattern: #"^[A-Za-z0-9_][A-Za-z0-9_. +-]*$"#,
        words: "a product is the name of an executable in Package.swift; any other program is a 'command'"
      )
    ),
    "An executable product of the package that holds the manifest; built once, in release.",
    examples: ["DigitsTrainer"],
    otherNames: ["target", "executable"]
  )
  static let command = Key<[String]>(
    "command",
    .list(of: .word, counts: 1...10_000),
    "Any program: its name or path, then its first arguments. A list, never a shell's command line.",
    examples: ["[python3, train.py]"],
    otherNames: ["cmd", "run", "program", "script"]
  )
  static let arguments = Key<[String]>(
    "arguments",
    .list(of: .word, counts: 0...10_000),
    "Arguments of the product, or further ones of the command. May hold placeholders.",
    examples: [#"["--lr", "{learning_rate}"]"#],
    otherNames: ["args", "argv"]
  )
  static let environment = Key<YAMLNode>(
    "environment",
    .mapping(
      keys: FreeKeys(
        noun: "environment variable",
        rule: TextRule(
          pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
          words: "a variable is a letter or '_', then letters, digits and '_'"
        ),
        counts: 0...1_000
      ),
      values: .word
    ),
    "Variables set for the train command, besides those of the tool itself. Values may hold placeholders.",
    examples: ["{OMP_NUM_THREADS: 1}"],
    otherNames: ["env"]
  )
  static let directory = Key<String>(
    "directory",
    .text(),
    default: ".",
    "Where the train command runs, relative to the manifest's folder.",
    examples: ["training"],
    otherNames: ["cwd", "dir", "workdir", "working_directory"]
  )
  static let timeout = Key<Duration>(
    "timeout",
    .duration(allowsZero: false),
    defaultWords: "none",
    "The longest that one attempt may run.",
    examples: ["10m"],
    otherNames: ["time", "time_limit", "max_time"]
  )
  static let idleTimeout = Key<Duration>(
    "idle_timeout",
    .duration(allowsZero: false),
    defaultWords: "none",
    "The longest that one attempt may print nothing.",
    examples: ["2m"]
  )
  static let grace = Key<Duration>(
    "grace",
    .duration(allowsZero: true),
    default: .seconds(5),
    "How long a train command may clean up between SIGTERM and SIGKILL.",
    examples: ["5s"],
    otherNames: ["grace_period"]
  )
  static let retries = Key<Int>(
    "retries",
    .integer(0...100),
    default: 0,
    "How often a failed attempt is tried again.",
    examples: ["1"],
    otherNames: ["retry", "max_retries"]
  )
  static let logLimit = Key<ByteCount>(
    "log_limit",
    .byteCount(1_024...1_000_000_000_000),
    default: ByteCount(bytes: 16 << 20),
    "How much of each log of an attempt is kept: half from its head, half from its tail.",
    examples: ["16MB"],
    otherNames: ["max_log", "log_size"]
  )
  static let mode = Key<String>(
    "mode",
    .choice([
      Choice("process", "a process for each attempt"),
      Choice(
        "worker",
        "a process that stays alive for many trials",
        otherNames: ["persistent", "server", "warm"]
      ),
    ]),
    default: "process",
    """
    How the train command is run: as a process for each attempt, or as a `worker`, which is started once for each of \
    the `parallel` trials, reads a line of JSON for each trial and answers with lines of JSON (`init --template worker` \
    has one in Python and one in Swift).
    """
  )

  static let section = Section(
    "'train'",
    "What is run for each trial: a `product` of this package, or any `command`.",
    keys: [
      product.declaration, command.declaration, arguments.declaration, environment.declaration,
      directory.declaration, timeout.declaration, idleTimeout.declaration, grace.declaration, retries.declaration,
      logLimit.declaration, mode.declaration,
    ],
    forms: [Section.Form(required: ["product"]), Section.Form(required: ["command"])]
  )
}

/// The keys under `prepare`.
enum PrepareKeys {
  static let command = Key<[String]>(
    "command",
    .list(of: .word, counts: 1...10_000),
    "A program that runs in the manifest's folder: its name or path, then its arguments.",
    examples: ["[python3, prepare.py]"],
    otherNames: ["cmd", "run", "script"]
  )
  static let inputs = Key<[String]>(
    "inputs",
    .list(of: .text(), counts: 0...10_000),
    """
    Files that results depend on, relative to the manifest's folder. Their fingerprints go into every record; when one \
    changes, the report says so.
    """,
    examples: ["[data/digits.csv]"],
    otherNames: ["input", "files", "data"]
  )
  static let section = Section(
    "'prepare'",
    "What happens once, before the first trial.",
    keys: [command.declaration, inputs.declaration]
  )
}
