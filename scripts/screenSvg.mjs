/**
 * Screens of a terminal as one SVG: every character is text, so that it can be searched and copied. The screens follow each other like
 * pages; where motion is not wanted only the last one is shown. Colours are names in a style sheet, one set for light and one for dark.
 * Pure.
 */

const CELL = { width: 8.4, height: 18 }
const MARGIN = 16

/** The sixteen colours, on white and on black; each is readable as text. */
const PALETTE = {
  light: ["#24292f", "#cf222e", "#116329", "#7d4e00", "#0550ae", "#8250df", "#1b7c83", "#57606a"],
  dark: ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"]
}
const GROUND = {
  light: { back: "#ffffff", text: "#24292f", dim: "#57606a", edge: "#d0d7de" },
  dark: { back: "#0d1117", text: "#e6edf3", dim: "#8b949e", edge: "#30363d" }
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const rules = (name) => {
  const { back, dim, edge, text } = GROUND[name]
  return [
    `.back{fill:${back};stroke:${edge}}`,
    `text,.cursor{fill:${text}}`,
    `.dim{fill:${dim}}`,
    ...PALETTE[name].map((colour, at) => `.p${at}{fill:${colour}}`)
  ].join("")
}

/** One after the other, each for its seconds, for ever. */
const turns = (seconds) => {
  const total = seconds.reduce((sum, one) => sum + one, 0)
  let from = 0
  return seconds.map((length, at) => {
    const begin = (from / total) * 100
    from += length
    const end = (from / total) * 100
    const frames = `0%,${Math.max(0, begin - 0.001).toFixed(3)}%{visibility:hidden}${begin.toFixed(3)}%,${(end - 0.001).toFixed(3)}%{visibility:visible}${end.toFixed(3)}%,100%{visibility:hidden}`
    return `@keyframes t${at}{${at === 0 ? frames.replace(/^0%,0\.000%\{visibility:hidden\}/, "") : frames}}.s${at}{animation:t${at} ${total.toFixed(1)}s step-end infinite}`
  })
}

const classOf = ({ bold, dim, fg }) => {
  const palette = /^palette (\d+)$/.exec(fg)?.[1]
  const colour = palette === undefined ? [] : [`p${Number(palette) % 8}`]
  return [...(dim && colour.length === 0 ? ["dim"] : colour), ...(bold ? ["b"] : [])].join(" ")
}

/** Cells of a row that look alike, together. */
const runsOf = (cells) => {
  const runs = []
  for (const [at, cell] of cells.entries()) {
    const look = classOf(cell)
    const last = runs.at(-1)
    // A cell without text is the second half of a wide one, or was never written.
    if (cell.text === "" && (last === undefined || at > 0)) {
      if (cells[at - 1]?.wide !== true && last !== undefined) last.text += " "
      continue
    }
    if (last !== undefined && last.look === look && last.next === at) last.text += cell.text
    else runs.push({ at, look, text: cell.text, next: at })
    runs.at(-1).next = at + (cell.wide ? 2 : 1)
  }
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() })).filter((run) => run.text !== "")
}

const screen = ({ cells, cursor }, at) => {
  const rows = cells.map((row, y) => {
    const parts = runsOf(row).map(({ at: x, look, text }) => {
      const place = `x="${(MARGIN + x * CELL.width).toFixed(1)}"`
      return `<tspan ${place}${look === "" ? "" : ` class="${look}"`}>${escaped(text)}</tspan>`
    })
    return parts.length === 0 ? "" : `<text y="${MARGIN + 13 + y * CELL.height}">${parts.join("")}</text>`
  })
  const block = `<rect class="cursor" x="${(MARGIN + cursor.x * CELL.width).toFixed(1)}" y="${MARGIN + cursor.y * CELL.height}" width="2" height="${CELL.height - 2}"/>`
  return `<g class="s s${at}">${rows.filter(Boolean).join("\n")}${block}</g>`
}

/**
 * @param screens `{ cells: rows of { text, fg, bold, dim, wide }, cursor: { x, y }, seconds }`, all of the same size.
 * @param title what a reader hears of it.
 */
export const screenSvg = (screens, { columns, rows, title }) => {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN)
  const height = rows * CELL.height + 2 * MARGIN
  const last = screens.length - 1
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    "<style>",
    `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;white-space:pre}.b{font-weight:600}.s{visibility:hidden}`,
    rules("light"),
    `@media (prefers-color-scheme:dark){${rules("dark")}}`,
    ...turns(screens.map(({ seconds }) => seconds)),
    `@media (prefers-reduced-motion:reduce){.s{animation:none}.s${last}{visibility:visible}}`,
    "</style>",
    `<rect class="back" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...screens.map(screen),
    "</svg>",
    ""
  ].join("\n")
}
