import TuneReport

/// A trial's story, as the terminal shows it.
enum StoryText {
  static func lines(_ story: TrialStory, width: Int) -> [StyledLine] {
    story.chapters.flatMap { chapter in
      [StyledLine(chapter.title, .bold)]
        + Paragraph.lines(chapter.plain, width: width, indent: 2).map { StyledLine($0) } + [StyledLine()]
    }.dropLast()
  }
}
