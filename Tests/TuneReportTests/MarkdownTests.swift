import Testing

@testable import TuneReport

@Suite struct MarkdownTexts {
  @Test(arguments: [
    ("plain", "plain"), ("learning_rate", "learning_rate"), ("_x_", #"\_x\_"#), ("a|b", "a&#124;b"),
    ("<b>&", "&lt;b&gt;&amp;"), ("*a* `b` [c](d)", #"\*a\* \`b\` \[c\](d)"#), ("$x$", "&#36;x&#36;"),
    ("~~a~~", #"\~\~a\~\~"#),
    ("# title", "\\# title"), ("- item", #"\- item"#), ("two\nlines", "two lines"), (#"a\b"#, #"a\\b"#),
    ("![x](y)", #"!\[x\](y)"#), ("x - y # z", "x - y # z"),
  ])
  func `prose cannot change the page`(text: String, markdown: String) {
    #expect(MarkdownText.prose(text) == markdown)
  }

  @Test(arguments: [
    ("adam", "`adam`"), ("", "`\"\"`"), ("a`b", "<code>a&#96;b</code>"), ("a|b", "<code>a&#124;b</code>"),
    (" x", "<code>&#32;x</code>"), ("a\nb", #"`a\nb`"#), ("<i>", "`<i>`"),
    ("`<i>*_$\\", "<code>&#96;&#60;i&#62;&#42;&#95;&#36;&#92;</code>"),
  ])
  func `code shows every character as it is`(text: String, markdown: String) {
    #expect(MarkdownText.code(text) == markdown)
  }

  @Test func `a fence is longer than any inside it`() {
    #expect(MarkdownText.block("a\n```\nb", language: "sh") == "````sh\na\n```\nb\n````")
    #expect(MarkdownText.block("x", language: "json") == "```json\nx\n```")
  }

  @Test func `the target of a link is percent-encoded`() {
    #expect(MarkdownText.link("x", to: "a b/(ü).md") == "[x](a%20b/%28%C3%BC%29.md)")
    #expect(MarkdownText.image("a]b", at: "plots/x.svg") == #"![a\]b](plots/x.svg)"#)
  }
}
