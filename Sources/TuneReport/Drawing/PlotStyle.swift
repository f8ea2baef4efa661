/// How the plots look.
///
/// The page is opaque: a picture's colour scheme follows the reader's system, which need not be that of the site it is
/// shown on. The colours of series keep apart for people who see fewer colours, and stand out from both pages.
enum PlotStyle {
  /// How many series have a colour of their own, `s0` and so on; the others share `s7`.
  static let seriesCount = 7

  static func series(_ index: Int) -> String { "s\(min(index, seriesCount))" }

  static let sheet = """
    text{font:12px system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,sans-serif;fill:#1f2328}
    .page{fill:#ffffff}
    .muted{fill:#59636e}
    .small{font-size:11px}
    .strong{font-weight:600}
    .halo{paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}
    .grid{stroke:#e4e8ec}
    .axis{stroke:#8c959f}
    .guide{stroke:#8c959f;stroke-dasharray:4 3;fill:none}
    .dots,.lines{fill:none;stroke-linecap:round;stroke-linejoin:round}
    .size0{stroke-width:8}.size1{stroke-width:6.5}.size2{stroke-width:5}.size3{stroke-width:3.5}.core{stroke-width:3}.tiny{stroke-width:2}.ring{stroke-width:11}
    .thin{stroke-width:1.2}.medium{stroke-width:2}.thick{stroke-width:2.5}
    .faint{stroke-opacity:.35}.soft{stroke-opacity:.7}
    .s0{stroke:#1f6feb}.s1{stroke:#c4570a}.s2{stroke:#168557}.s3{stroke:#8250df}
    .s4{stroke:#c2378a}.s5{stroke:#0c8599}.s6{stroke:#8a6d00}.s7,.quiet{stroke:#8c959f}
    .best{stroke:#1f2328}
    .mark{stroke:#ffffff}
    .failed{stroke:#cf222e;stroke-width:1.5;fill:none}
    .beyond{fill:#59636e}
    .bar{fill:none;stroke-width:11}.slim{stroke-width:6}.failedBar{stroke:#cf222e}
    .good{fill:none;stroke:#168557;stroke-width:5}
    .crisp{shape-rendering:crispEdges}
    .band{fill:#c4570a;fill-opacity:.17}
    .h0{fill:#f1f4f8}.h1{fill:#dfe9f7}.h2{fill:#c9dcf5}.h3{fill:#adcbf2}.h4{fill:#8ab5ed}.h5{fill:#639ae5}.h6{fill:#3f7dd8}.h7{fill:#205fbd}
    @media (prefers-color-scheme:dark){
    text{fill:#e6edf3}.page{fill:#0d1117}.muted{fill:#9198a1}.halo{stroke:#0d1117}
    .grid{stroke:#262c36}.axis,.guide{stroke:#656c76}
    .s0{stroke:#4c9aff}.s1{stroke:#f0883e}.s2{stroke:#3fb97f}.s3{stroke:#ab7df8}
    .s4{stroke:#f778ba}.s5{stroke:#39c5d8}.s6{stroke:#d3ab2b}.s7,.quiet{stroke:#767e88}
    .best{stroke:#f0f6fc}.mark{stroke:#0d1117}.failed{stroke:#ff6b64}.beyond{fill:#9198a1}
    .failedBar{stroke:#ff6b64}.good{stroke:#3fb97f}.band{fill:#f0883e;fill-opacity:.22}
    .h0{fill:#161c24}.h1{fill:#182a45}.h2{fill:#1b3963}.h3{fill:#1f4a86}.h4{fill:#285fab}.h5{fill:#3c7cd2}.h6{fill:#66a2ef}.h7{fill:#a8cfff}
    }
    """
}
