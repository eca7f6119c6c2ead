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

/** Red, green and blue of one of the 240 colours above the sixteen, each 0 to 255. */
const channelsOf = (number) => {
  if (number >= 232) return Array(3).fill(8 + (number - 232) * 10)
  const levels = [0, 95, 135, 175, 215, 255]
  return [36, 6, 1].map((step) => levels[Math.floor((number - 16) / step) % 6])
}

/** Which of the eight colours it is: bits for red, green and blue, as terminals number them. Greys are the eighth. */
const hueOf = (channels) => {
  const most = Math.max(...channels)
  const least = Math.min(...channels)
  if (most - least < 32) return 7
  return channels.reduce((bits, value, at) => bits + (value > (most + least) / 2 ? 1 << at : 0), 0)
}

const paletteOf = (fg) => {
  const number = /^palette (\d+)$/.exec(fg)?.[1]
  if (number !== undefined) return Number(number) < 16 ? Number(number) % 8 : hueOf(channelsOf(Number(number)))
  return fg.startsWith("#") ? hueOf([1, 3, 5].map((at) => Number.parseInt(fg.slice(at, at + 2), 16))) : undefined
}

const classOf = ({ bold, dim, fg }) => {
  const palette = paletteOf(fg)
  const colour = palette === undefined ? [] : [`p${palette}`]
  return [...(dim && colour.length === 0 ? ["dim"] : colour), ...(bold ? ["b"] : [])].join(" ")
}

/** Words of a row that look alike, with the cell in which they begin; more than one blank ends them, so that columns stay columns. */
const runsOf = (cells) => {
  const runs = []
  let blanks = Infinity
  for (const [at, cell] of cells.entries()) {
    if (cell.text === " " || (cell.text === "" && cells[at - 1]?.wide !== true)) {
      blanks++
      continue
    }
    if (cell.text === "") continue
    const look = classOf(cell)
    const last = runs.at(-1)
    if (last === undefined || blanks > 1 || last.look !== look) runs.push({ at, look, text: "", cells: 0 })
    const run = runs.at(-1)
    if (run.text !== "" && blanks === 1) run.text += " "
    run.text += cell.text
    run.cells = at + (cell.wide ? 2 : 1) - run.at
    blanks = 0
  }
  return runs
}

const screen = ({ cells, cursor }, at) => {
  const left = (x) => (MARGIN + x * CELL.width).toFixed(1)
  // Of the width that it has on a terminal, whichever font there is.
  const rows = cells.flatMap((row, y) =>
    runsOf(row).map((run) => {
      const colour = run.look === "" ? "" : ` class="${run.look}"`
      const length = (run.cells * CELL.width).toFixed(1)
      const place = `x="${left(run.at)}" y="${MARGIN + 13 + y * CELL.height}" textLength="${length}"`
      return `<text ${place} lengthAdjust="spacingAndGlyphs"${colour}>${escaped(run.text)}</text>`
    })
  )
  const block = `<rect class="cursor" x="${left(cursor.x)}" y="${MARGIN + cursor.y * CELL.height}" width="2" height="${CELL.height - 2}"/>`
  return `<g class="s s${at}">${rows.join("\n")}${block}</g>`
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
    `text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:14px}.b{font-weight:600}.s{visibility:hidden}`,
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
