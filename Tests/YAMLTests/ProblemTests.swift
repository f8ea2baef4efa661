import Testing
import YAML

/// Bad texts with everything that is said about them: place, message, notes with their places, and between carets the
/// part of the line that is marked.
@Suite struct Problems {
  static let several: [(String, [String])] = [
    (
      "{a: 1, b: {c: 1, c: 2}, a: 3}",
      [
        "1:18: the key 'c' is already in this mapping | the first one is in line 1 [1:12] ^c^",
        "1:25: the key 'a' is already in this mapping | the first one is in line 1 [1:2] ^a^",
      ]
    ),
    (
      "a: b: c\nd:\n  e: 1\n   f: 2\ng: 'x\nh: 1\n",
      [
        "1:5: a second ':' in one value; put the value in quotes if the ':' belongs to it ^:^",
        "4:4: this line is indented more than the one above, which has a value already; indent both alike | the line above [3:3] ^f^",
        "5:4: this quote is never closed ^'^",
      ]
    ),
    (
      "a: [1\nb: 2\nc: @x\nd: {e: 1, e: 2}\n",
      [
        "1:4: this '[' is never closed ^[^",
        "3:4: text that starts with '@' needs quotes ^@x^",
      ]
    ),
    (
      "---\n---\na\n",
      [
        "1:1: there is nothing in this file but space and comments ^-^",
        "2:1: a second document starts here; a file holds only one ^---^",
      ]
    ),
    (
      "a: [1, 2\n- x\n",
      [
        "1:4: this '[' is never closed ^[^",
        "2:1: this line continues the text above; give the '-' the indentation of the one above, or put the text in quotes | the text starts here [1:8] ^-^",
      ]
    ),
    (
      "x: !t {a: *n, a: 1}\ny: *x\n",
      [
        "1:4: the tag '!t' is unknown; remove it, or put text that starts with '!' in quotes ^!t {^",
        "1:11: there is no anchor '&n' above this alias | an anchor is set by '&n' before a value; text that starts with '*' needs quotes ^*n^",
        "1:15: the key 'a' is already in this mapping | the first one is in line 1 [1:8] ^a^",
        "2:4: there is no anchor '&x' above this alias | an anchor is set by '&x' before a value; text that starts with '*' needs quotes ^*x^",
      ]
    ),
  ]

  @Test(arguments: several)
  func `mistakes of several kinds are named all at once`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let colons: [(String, [String])] = [
    ("a: b: c\n", ["1:5: a second ':' in one value; put the value in quotes if the ':' belongs to it ^:^"]),
    ("a: 1\nb\nc: 2\n", ["2:1: a ':' is missing after this key ^b^"]),
    ("a:1\nb: 2\n", ["1:1: a space is missing after the ':'; write 'a: 1' ^a:1^"]),
    ("a: 1\nb:2\nc: 3\n", ["2:1: a space is missing after the ':'; write 'b: 2' ^b:2^"]),
    ("a: 1\nb:2", ["2:1: a space is missing after the ':'; write 'b: 2' ^b:2^"]),
    ("a=1\nb: 2\n", ["1:1: write 'a: 1' with a ':' instead of '=' ^a=1^"]),
    ("a\nb: c\n", ["1:1: a ':' is missing after this key ^a^"]),
    ("a b\nc: d\n", ["1:1: a ':' is missing after this key ^a b^"]),
    ("key with: colon: 1\n", ["1:16: a second ':' in one value; put the value in quotes if the ':' belongs to it ^:^"]),
    ("a:\n- b\nc\n", ["3:1: a ':' is missing after this key ^c^"]),
    (
      "a: {x:1, y:2}\n",
      [
        "1:5: a space is missing after the ':'; write 'x: 1' ^x:1^",
        "1:10: a space is missing after the ':'; write 'y: 2' ^y:2^",
      ]
    ),
    ("a: {b:c, http://x: 1, http://y}\n", ["1:5: a space is missing after the ':'; write 'b: c' ^b:c^"]),
    (
      "a: kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk: x\n",
      [
        "1:74: a second ':' in one value; put the value in quotes if the ':' belongs to it ^:^"
      ]
    ),
  ]

  @Test(arguments: colons)
  func `mistakes with colons are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let indentation: [(String, [String])] = [
    (
      "a: 1\n  b: 2\n",
      [
        "2:3: this line is indented more than the one above, which has a value already; indent both alike | the line above [1:1] ^b^"
      ]
    ),
    (
      "a:\n    b: 1\n  c: 2\n",
      [
        "3:3: this line is indented by 2 spaces, which fits no line above; indent it by 4 or 0 spaces ^c: 2^"
      ]
    ),
    (
      "a:\n  b: 1\n   c: 2\n",
      [
        "3:4: this line is indented more than the one above, which has a value already; indent both alike | the line above [2:3] ^c^"
      ]
    ),
    (
      "- a\nb: 1\n",
      [
        "2:1: a list item, starting with '-', was expected here, or another indentation | the list starts here [1:1] ^b: 1^"
      ]
    ),
    (
      "a:\n  - b\n  c: 1\n",
      [
        "3:3: a list item, starting with '-', was expected here, or another indentation | the list starts here [2:3] ^c: 1^"
      ]
    ),
    ("\ta: 1\n", ["1:1: there is a tab in the indentation; use spaces only ^\t^"]),
    ("a:\n\tb: 1\n", ["2:1: there is a tab in the indentation; use spaces only ^\t^"]),
    ("a:\n  b: 1\n\tc: 1\n", ["3:1: there is a tab in the indentation; use spaces only ^\t^"]),
    ("a: - b\n", ["1:4: a list cannot start here; put each '-' on a line of its own, or write [one, two] ^-^"]),
    (
      "- a\n - b\n",
      [
        "2:2: this line continues the text above; give the '-' the indentation of the one above, or put the text in quotes | the text starts here [1:3] ^-^"
      ]
    ),
    (
      " a: 1\nb: 2\n",
      [
        "2:1: this line starts further left than the first one; indent both alike | the first line [1:2] ^b: 2^"
      ]
    ),
    ("a: |x\n  b\n", ["1:5: the text of a '|' or '>' block starts on the next line ^x^"]),
    (
      "a: |0\n  b\n",
      [
        "1:5: this is not YAML: found an indentation indicator equal to 0 while scanning a block scalar ^0^"
      ]
    ),
    ("a: |\n\tb\n", ["2:1: there is a tab in the indentation; use spaces only ^\t^"]),
    (
      "a: |\n    b\n  c\nd: 1\n",
      [
        "3:3: this line is indented by 2 spaces, which fits no line above; indent it by 4 or 0 spaces ^c^"
      ]
    ),
    (
      "a: >\n  b\n c: 1\n",
      [
        "3:2: this line is indented by 1 space, which fits no line above; indent it by 2 or 0 spaces ^c: 1^"
      ]
    ),
    ("- - a\n  -b\n", ["2:3: a space is missing after the '-' ^-^"]),
    ("-a\nb: 1\n", ["1:1: a space is missing after the '-' ^-^"]),
    (
      "a: >\n\n    x\n   y\n",
      [
        "4:4: this line is indented by 3 spaces, which fits no line above; indent it by 4 or 0 spaces ^y^"
      ]
    ),
    (
      "a: # c\n  b: 1\n c: 1\n",
      [
        "3:2: this line is indented by 1 space, which fits no line above; indent it by 2 or 0 spaces ^c: 1^"
      ]
    ),
    ("a: b\n\tc: d\n", ["2:1: there is a tab in the indentation; use spaces only ^\t^"]),
    ("a:\n  - x\n\t- y\n", ["3:1: there is a tab in the indentation; use spaces only ^\t^"]),
    ("a: x\n\ty\n", ["2:1: there is a tab in the indentation; use spaces only ^\t^"]),
    (
      "a:\n  - x\n   - y\n",
      [
        "3:4: this line continues the text above; give the '-' the indentation of the one above, or put the text in quotes | the text starts here [2:5] ^-^"
      ]
    ),
    ("a:\n  \tb: 1\n", ["2:3: there is a tab in the indentation; use spaces only ^\t^"]),
    (
      "a:\n  b:\n    c: 1\n   d: 1\n",
      [
        "4:4: this line is indented by 3 spaces, which fits no line above; indent it by 4, 2 or 0 spaces ^d: 1^"
      ]
    ),
    (
      "a: 1\n b: 2\nc\n",
      [
        "2:2: this line is indented more than the one above, which has a value already; indent both alike | the line above [1:1] ^b^"
      ]
    ),
    (
      "a:\n- b\n  c: 1\n",
      [
        "3:3: this line is indented more than the one above, which has a value already; indent both alike | the line above [2:1] ^c^"
      ]
    ),
  ]

  @Test(arguments: indentation)
  func `mistakes with indentation and lists are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let brackets: [(String, [String])] = [
    ("a: [1] x\n", ["1:8: nothing can follow the closing ']'; put the whole text in quotes ^x^"]),
    ("a: [1, 2\nb: 3\n", ["1:4: this '[' is never closed ^[^"]),
    ("a: {x: 1\nb: 3\n", ["1:4: this '{' is never closed ^{^"]),
    ("a: [1, 2\n", ["1:4: this '[' is never closed ^[^"]),
    (
      "a: [1 : 2 : 3]\n",
      [
        "1:11: a ',' or the closing ']' is missing before this; text with a ':' needs quotes | the '[' is here [1:4] ^:^"
      ]
    ),
    ("a: {x: 1, y: 2]\n", ["1:15: this ']' should be '}' | the '{' is here [1:4] ^]^"]),
    ("a: ]\n", ["1:4: this ']' closes nothing ^]^"]),
    ("a: }\n", ["1:4: this '}' closes nothing ^}^"]),
    ("a: {b}-{c}\n", ["1:7: nothing can follow the closing '}'; put the whole text in quotes ^-{c}^"]),
    ("a: [x]y\n", ["1:7: nothing can follow the closing ']'; put the whole text in quotes ^y^"]),
    ("a: [,]\n", ["1:5: a value is missing before the ',' ^,^"]),
    ("a: [1,,2]\n", ["1:7: a value is missing before the ',' ^,^"]),
    ("a: {,}\n", ["1:5: a value is missing before the ',' ^,^"]),
    ("a: [\n1,\n2\nb: 1\n", ["1:4: this '[' is never closed ^[^"]),
    (
      "a: {x: 1 y: 2}\n",
      [
        "1:11: a ',' or the closing '}' is missing before this; text with a ':' needs quotes | the '{' is here [1:4] ^:^"
      ]
    ),
    ("a: [1, 2}\n", ["1:9: this '}' should be ']' | the '[' is here [1:4] ^}^"]),
    ("a:\n  b: [1,\n  c: 2\nd: 1\n", ["2:6: this '[' is never closed ^[^"]),
    ("a: {\n b: 1\n", ["1:4: this '{' is never closed ^{^"]),
    ("{a: 1\n}}\n", ["2:2: nothing can follow the closing '}'; put the whole text in quotes ^}^"]),
    ("a: 1\n}\n", ["2:1: this '}' closes nothing ^}^"]),
    (
      "{\n\"a\": b: c,\n\"d\": 1\n}\n",
      [
        "2:7: a ',' or the closing '}' is missing before this; text with a ':' needs quotes | the '{' is here [1:1] ^:^"
      ]
    ),
  ]

  @Test(arguments: brackets)
  func `mistakes with brackets are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let quotes: [(String, [String])] = [
    ("a: \"x\" y\n", ["1:8: nothing can follow the closing quote; a quote inside of the text is written \\\" ^y^"]),
    ("a: \"unclosed\nb: 1\nc: 2\n", ["1:4: this quote is never closed ^\"^"]),
    ("a: 'unclosed\nb: 1\n", ["1:4: this quote is never closed ^'^"]),
    (
      "a: \"\\d+\"\n",
      [
        "1:5: '\\d' is not a complete escape; write '\\\\d' for a backslash, or put the text in single quotes ^\\d^"
      ]
    ),
    (
      "a: \"\\xZZ\"\n",
      [
        "1:5: '\\x' is not a complete escape; write '\\\\x' for a backslash, or put the text in single quotes ^\\x^"
      ]
    ),
    ("a: 'it's'\n", ["1:8: nothing can follow the closing quote; a quote inside of the text is written '' ^s'^"]),
    ("a: 'x'y'\n", ["1:7: nothing can follow the closing quote; a quote inside of the text is written '' ^y'^"]),
    (
      "a: \"C:\\path\"\n",
      [
        "1:7: '\\p' is not a complete escape; write '\\\\p' for a backslash, or put the text in single quotes ^\\p^"
      ]
    ),
    (
      "a: \"say \"hi\"\"\n",
      [
        "1:10: nothing can follow the closing quote; a quote inside of the text is written \\\" ^hi\"\"^"
      ]
    ),
    (
      "a: \"unclosed\nb: \"x\"\nc: 1\n",
      [
        "1:4: this quote is closed only in line 2; is the closing quote missing here? | what follows cannot be understood [2:5] ^\"^"
      ]
    ),
    ("a: \"x\\", ["1:4: this quote is never closed ^\"^"]),
  ]

  @Test(arguments: quotes)
  func `mistakes with quotes and escapes are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let characters: [(String, [String])] = [
    ("a: @x\n", ["1:4: text that starts with '@' needs quotes ^@x^"]),
    ("a: `x`\n", ["1:4: text that starts with '`' needs quotes ^`x`^"]),
    ("a: %x\n", ["1:4: text that starts with '%' needs quotes ^%x^"]),
    ("a: *\n", ["1:4: text that starts with '*' needs quotes ^*^"]),
    ("a: *.csv\n", ["1:4: text that starts with '*' needs quotes ^*.csv^"]),
    ("a: &\n", ["1:4: text that starts with '&' needs quotes ^&^"]),
    ("a: !e!x y\n", ["1:4: text that starts with '!' needs quotes ^!e!x^"]),
    ("a: ? b\n", ["1:4: text that starts with '?' needs quotes ^?^"]),
    ("a: ,\n", ["1:4: text that starts with ',' needs quotes ^,^"]),
  ]

  @Test(arguments: characters)
  func `mistakes with characters that need quotes are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let tags: [(String, [String])] = [
    ("a: !<x\n", ["1:7: this is not YAML: did not find the expected '>' while scanning a tag ^^"]),
    ("a: !foo 1\n", ["1:4: the tag '!foo' is unknown; remove it, or put text that starts with '!' in quotes ^!foo 1^"]),
    ("a: !!int x\n", ["1:4: 'x' is not a whole number, as its tag '!!int' says ^!!int x^"]),
    ("a: !!float x", ["1:4: 'x' is not a number, as its tag '!!float' says ^!!float x^"]),
    ("a: !!bool 1", ["1:4: '1' is neither true nor false, as its tag '!!bool' says ^!!bool 1^"]),
    ("a: !!null 1", ["1:4: '1' is not null, as its tag '!!null' says ^!!null 1^"]),
    ("a: !!map x", ["1:4: the tag '!!map' is for mappings ^!!map x^"]),
    ("a: !!seq x", ["1:4: the tag '!!seq' is for lists ^!!seq x^"]),
    ("a: !!str [x]", ["1:4: the tag '!!str' is for single values ^!!str [^"]),
    ("a: !!seq {}", ["1:4: the tag '!!seq' is for lists ^!!seq {^"]),
    (
      "a: !!set {x}",
      [
        "1:4: the tag '!!set' is unknown; remove it, or put text that starts with '!' in quotes ^!!set {^"
      ]
    ),
    ("a: !e [1]", ["1:4: the tag '!e' is unknown; remove it, or put text that starts with '!' in quotes ^!e [^"]),
  ]

  @Test(arguments: tags)
  func `mistakes with tags are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let anchors: [(String, [String])] = [
    (
      "a: *x\n",
      [
        "1:4: there is no anchor '&x' above this alias | an anchor is set by '&x' before a value; text that starts with '*' needs quotes ^*x^"
      ]
    ),
    ("a: &x [*x]\n", ["1:8: the alias '*x' stands inside of what it refers to ^*x^"]),
    (
      "<<: {a: 1}\n<<: {b: 1}\n",
      [
        "2:1: the key '<<' is already in this mapping | the first one is in line 1 [1:1] | to merge several mappings, list them: '<<: [*one, *two]' ^<<^"
      ]
    ),
    ("<<: 5\n", ["1:5: '<<' merges a mapping or a list of mappings, not the number 5 ^5^"]),
    ("<<: [{a: 1}, [b]]\n", ["1:14: '<<' merges a mapping or a list of mappings, not a list ^[b]^"]),
  ]

  @Test(arguments: anchors)
  func `mistakes with anchors, aliases and merge keys are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let keys: [(String, [String])] = [
    ("a: {{ b }}\n", ["1:5: a key is a single word or text, not a mapping; put text with braces in quotes ^{ b }^"]),
    ("a: b\n- c\n", ["2:1: a list item cannot stand between the keys of a mapping ^-^"]),
    (": x\n", ["1:1: a key is missing before the ':' ^:^"]),
    ("a: 1\na: 2\n", ["2:1: the key 'a' is already in this mapping | the first one is in line 1 [1:1] ^a^"]),
    (
      "a: 1\n'a': 2\n\"a\": 3\n",
      [
        "2:1: the key 'a' is already in this mapping | the first one is in line 1 [1:1] ^'a'^",
        "3:1: the key 'a' is already in this mapping | the first one is in line 1 [1:1] ^\"a\"^",
      ]
    ),
    (
      "{{a}}: 1\n",
      [
        "1:1: a key is a single word or text, not a mapping; put text with braces in quotes ^{{a}}^",
        "1:2: a key is a single word or text, not a mapping; put text with braces in quotes ^{a}^",
      ]
    ),
    ("[a]: 1\n", ["1:1: a key is a single word or text, not a list; put text with brackets in quotes ^[a]^"]),
    ("? - a\n: b\n", ["1:3: a key is a single word or text, not a list; put text with brackets in quotes ^- a^"]),
    (
      "? {a: 1}\n: b\n",
      [
        "1:3: a key is a single word or text, not a mapping; put text with braces in quotes ^{a: 1}^"
      ]
    ),
  ]

  @Test(arguments: keys)
  func `mistakes with keys are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  static let documents: [(String, [String])] = [
    ("%x\n", ["1:3: this is not YAML: found unknown directive name while scanning a directive ^^"]),
    ("[1]\na: b\n", ["2:1: the value above is complete; this cannot follow it ^a: b^"]),
    ("--- a\n--- b\n", ["2:1: a second document starts here; a file holds only one ^---^"]),
    ("%YAML 3.0\n---\na\n", ["1:1: this is not YAML: found incompatible YAML document ^%^"]),
    ("%TAG ! x\n---\n", ["1:1: there is nothing in this file but space and comments ^%^"]),
    ("%FOO bar\n---\na: 1\n", ["1:5: this is not YAML: found unknown directive name while scanning a directive ^ ^"]),
    (
      "a: \"x\n---\ny\"\n",
      [
        "2:1: this is not YAML: found unexpected document indicator while scanning a quoted scalar ^-^"
      ]
    ),
    ("", ["1:1: there is nothing in this file but space and comments ^^"]),
    ("# x\n", ["1:1: there is nothing in this file but space and comments ^#^"]),
    ("---\n", ["1:1: there is nothing in this file but space and comments ^-^"]),
    ("a: 1\n---\nb: 2\n", ["2:1: a second document starts here; a file holds only one ^---^"]),
    ("a: 1\n...\nb: 2\n", ["3:1: the value above is complete; this cannot follow it ^b: 2^"]),
  ]

  @Test(arguments: documents)
  func `mistakes with documents and directives are named`(text: String, problems: [String]) {
    expect(problems, in: text)
  }

  @Test func `messages stay short whatever they quote`() {
    let long = String(repeating: "x", count: 1_000)
    for text in [
      "\(long): 1\n\(long): 2", "a: !\(long) 1", "a: *\(long)", "a: {\(long):1}", "a: !!int \(long)", "\(long)=1\na: b",
    ] {
      let problems = YAMLDocument(parsing: text).problems
      #expect(problems.count == 1)
      #expect(problems.allSatisfy { $0.description.count < 300 })
    }
  }

  @Test func `what is right beside a mistake is understood`() {
    let document = YAMLDocument(parsing: "a: !x 1\nb: *n\nc: {d: 1, d: 2, [e]: 3}\nf: !!int g\n")
    #expect(document.problems.count == 5)
    #expect(summary(document.root) == #"{a: 1, b: null, c: {d: 1}, f: "g"}"#)
  }

  private func expect(_ problems: [String], in text: String) {
    let document = YAMLDocument(parsing: text)
    let found = document.problems.map { "\($0) ^\(document.source.excerpt(of: $0.range).marked)^" }
    #expect(found == problems)
  }
}
