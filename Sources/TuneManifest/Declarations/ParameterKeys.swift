import TuneModel
import YAML

/// The keys of a parameter.
enum ParameterKeys {
  static let type = Key<String>(
    "type",
    .choice([
      translating(
        [
          "loguniform": "write type: float and scale: log", "log_uniform": "write type: float and scale: log",
          "log": "write type: float and scale: log", "quniform": "write type: float with a step",
          "ordinal": "write type: int or float, with the values in their order",
          "ordered": "write type: int or float, with the values in their order",
          "constant": "for a constant write the value alone", "fixed": "for a constant write the value alone",
        ],
        Choice("float", "a number", otherNames: ["double", "real", "number", "uniform"])
      ),
      Choice("int", "a whole number", otherNames: ["integer", "randint", "discrete"]),
      Choice(
        "categorical",
        "one of some values without an order",
        otherNames: ["choice", "category", "enum", "string"]
      ),
      Choice("bool", "`true` or `false`", otherNames: ["boolean", "flag"]),
    ]),
    isRequired: true,
    "What kind of values the parameter has.",
    otherNames: ["kind", "distribution"]
  )
  static let min = Key<Double>(
    "min",
    .number(),
    "The smallest value.",
    examples: ["1e-5"],
    otherNames: ["low", "lower", "from", "minimum"]
  )
  static let max = Key<Double>(
    "max",
    .number(),
    "The largest value.",
    examples: ["0.1"],
    otherNames: ["high", "upper", "to", "maximum"]
  )
  static let step = Key<Double>(
    "step",
    .number(),
    "Only `min`, `min + step`, … up to `max` are values.",
    examples: ["0.05"],
    otherNames: ["q", "stride"]
  )
  static let wholeMin = Key<Int>(
    "min",
    wholeNumbers,
    "The smallest value.",
    examples: ["16"],
    otherNames: min.declaration.otherNames
  )
  static let wholeMax = Key<Int>(
    "max",
    wholeNumbers,
    "The largest value.",
    examples: ["256"],
    otherNames: max.declaration.otherNames
  )
  static let wholeStep = Key<Int>(
    "step",
    .integer(1...wholeLimit),
    default: 1,
    "Only `min`, `min + step`, … up to `max` are values.",
    examples: ["16"],
    otherNames: step.declaration.otherNames
  )
  static let scale = scaleKey([
    Choice("linear", "equal differences matter equally"),
    Choice("log", "equal ratios matter equally; needs `min` above 0"),
    Choice("logit", "like `log` towards both 0 and 1; needs a range inside them"),
  ])
  static let wholeScale = scaleKey([
    Choice("linear", "equal differences matter equally"),
    Choice("log", "equal ratios matter equally; needs `min` above 0"),
  ])
  static let numbers = valuesKey(.number(), "Numbers in a meaningful order, in place of a range.", "[0.1, 0.5, 0.9]")
  static let wholes = valuesKey(
    wholeNumbers,
    "Whole numbers in a meaningful order, in place of a range.",
    "[16, 32, 64]"
  )
  static let choices = valuesKey(.scalar, "The values: texts, numbers, `true` or `false`.", "[sgd, adam]")

  static let number = constantKey(.number(), "0.1")
  static let whole = constantKey(wholeNumbers, "20")
  static let choice = constantKey(.scalar, "adam")
  static let flag = constantKey(.boolean, "true")

  static let numberDefault = defaultKey(.number(), "1e-3")
  static let wholeDefault = defaultKey(wholeNumbers, "32")
  static let choiceDefault = defaultKey(.scalar, "adam")
  static let flagDefault = defaultKey(.boolean, "false")

  static let condition = Key<YAMLNode>(
    "when",
    .mapping(keys: FreeKeys(noun: "parameter", rule: .any, counts: 1...1), values: .oneOrSeveral),
    """
    The parameter exists only while another one has this value, or one of these values: `{optimizer: sgd}`, \
    `{layers: [2, 3]}`. The other one may have a condition itself.
    """,
    examples: ["{optimizer: sgd}"],
    otherNames: ["if", "condition", "active_if", "parent", "depends_on"]
  )

  /// Numbers are computed with as doubles: between these limits, and across the range between them, every whole number
  /// is one.
  static let wholeLimit = 4_000_000_000_000_000
  private static let wholeNumbers = Shape.integer(-wholeLimit...wholeLimit)

  private static func translating(_ translations: [String: String], _ choice: Choice) -> Choice {
    var choice = choice
    choice.translations = translations
    return choice
  }

  private static func scaleKey(_ choices: [Choice]) -> Key<String> {
    var choices = choices
    choices[1].otherNames = ["logarithmic", "log10", "loguniform", "ln", "exp"]
    choices[0].otherNames = ["lin", "uniform", "none"]
    return Key(
      "scale",
      .choice(choices),
      default: Scale.linear.rawValue,
      "How the range is spread: \(choices.map { "`\($0.name)` (\($0.summary))" }.joined(separator: ", ")).",
      examples: ["log"]
    )
  }

  private static func valuesKey(_ element: Shape, _ summary: String, _ example: String) -> Key<[YAMLNode]> {
    Key(
      "values",
      .list(of: element, counts: 1...1_000),
      summary,
      examples: [example],
      otherNames: ["choices", "options", "list", "in", "categories"]
    )
  }

  private static func constantKey(_ shape: Shape, _ example: String) -> Key<YAMLNode> {
    Key("value", shape, "A constant: passed to the train command, never searched.", examples: [example])
  }

  private static func defaultKey(_ shape: Shape, _ example: String) -> Key<YAMLNode> {
    Key(
      "default",
      shape,
      "The value before tuning. When a parameter has one, the first trial is the defaults.",
      examples: [example],
      otherNames: ["initial", "init", "start"]
    )
  }

  static let variants = Variants(
    discriminator: "type",
    sections: [
      Section(
        "a float parameter",
        "A number.",
        variant: "float",
        keys: [
          type.declaration, min.declaration, max.declaration, scale.declaration, step.declaration,
          numbers.declaration, number.declaration, numberDefault.declaration, condition.declaration,
        ],
        forms: numericForms
      ),
      Section(
        "an int parameter",
        "A whole number.",
        variant: "int",
        keys: [
          type.declaration, wholeMin.declaration, wholeMax.declaration, wholeScale.declaration, wholeStep.declaration,
          wholes.declaration, whole.declaration, wholeDefault.declaration, condition.declaration,
        ],
        forms: numericForms
      ),
      Section(
        "a categorical parameter",
        "One of some values without an order.",
        variant: "categorical",
        keys: [
          type.declaration, choices.declaration, choice.declaration, choiceDefault.declaration, condition.declaration,
        ],
        forms: [
          Section.Form(required: ["values"], optional: ["default"]), Section.Form(required: ["value"]),
        ]
      ),
      Section(
        "a bool parameter",
        "`true` or `false`.",
        variant: "bool",
        keys: [type.declaration, flag.declaration, flagDefault.declaration, condition.declaration],
        forms: [Section.Form(required: [], optional: ["default"]), Section.Form(required: ["value"])]
      ),
    ]
  )

  private static let numericForms = [
    Section.Form(required: ["min", "max"], optional: ["scale", "step", "default"]),
    Section.Form(required: ["values"], optional: ["default"]),
    Section.Form(required: ["value"]),
  ]
}
