/**
 * Goodput over time, one panel a policy, as a plain SVG that reads on light and dark pages: what arrived as a grey line, what
 * succeeded as an area, the trigger shaded. Pure: runs in, text out.
 */
import { CAPACITY, type Run, TRIGGER_FROM_S, TRIGGER_TO_S } from "./simulate.ts"

export interface Panel {
  readonly title: string
  readonly note: string
  readonly run: Run
}

const WIDTH = 720
const PANEL = { height: 96, gap: 44, left: 56, right: 16 }
const TOP = 76
const SHOWN_S = 60
/** The highest load shown; a burst of three times capacity is cut here and said so by its line leaving the panel. */
const MOST = 1.2 * CAPACITY

const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
const round = (value: number): string => value.toFixed(1)

const x = (second: number): number => PANEL.left + (second / SHOWN_S) * (WIDTH - PANEL.left - PANEL.right)
const y = (top: number, perSecond: number): number =>
  top + PANEL.height - (Math.min(perSecond, MOST) / MOST) * PANEL.height

const panel = ({ note, run, title }: Panel, index: number): string => {
  const top = TOP + index * (PANEL.height + PANEL.gap)
  const bottom = top + PANEL.height
  const seconds = run.seconds.slice(0, SHOWN_S)
  const line = (of: "requests" | "succeeded"): string =>
    seconds.map((second, at) => `${round(x(at + 0.5))},${round(y(top, second[of]))}`).join(" ")
  const area = `${round(x(0.5))},${bottom} ${line("succeeded")} ${round(x(seconds.length - 0.5))},${bottom}`
  const marks = [0, 10, 20, 30, 40, 50, 60]
    .map((at) => `<text class="mark" x="${round(x(at))}" y="${bottom + 14}" text-anchor="middle">${at}</text>`)
    .join("")
  const shaded = `<rect class="trigger" x="${round(x(TRIGGER_FROM_S))}" y="${top}" width="${round(x(TRIGGER_TO_S) - x(TRIGGER_FROM_S))}" height="${PANEL.height}"/>`
  return [
    `<text class="title" x="${PANEL.left}" y="${top - 8}">${escapeText(title)}</text>`,
    `<text class="note" x="${WIDTH - PANEL.right}" y="${top - 8}" text-anchor="end">${escapeText(note)}</text>`,
    shaded,
    `<polygon class="goodput" points="${area}"/>`,
    `<polyline class="offered" points="${line("requests")}"/>`,
    `<line class="axis" x1="${PANEL.left}" y1="${bottom}" x2="${WIDTH - PANEL.right}" y2="${bottom}"/>`,
    `<text class="mark" x="${PANEL.left - 8}" y="${round(y(top, CAPACITY) + 4)}" text-anchor="end">${CAPACITY}/s</text>`,
    `<text class="mark" x="${PANEL.left - 8}" y="${bottom}" text-anchor="end">0</text>`,
    marks
  ].join("\n")
}

const STYLE = `
  text { font-family: system-ui, sans-serif; fill: #24292f }
  .head { font-size: 15px; font-weight: 600 } .title { font-size: 13px; font-weight: 600 }
  .note, .mark { font-size: 11px; fill: #57606a }
  .trigger { fill: #cf222e; opacity: 0.12 } .goodput { fill: #1a7f6b; opacity: 0.75 }
  .offered { fill: none; stroke: #6e7781; stroke-width: 1.2 } .axis { stroke: #6e7781; stroke-width: 1 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .note, .mark { fill: #9198a1 } .goodput { fill: #3fb99b }
  }`

/** A whole picture. Seconds run from left to right; the trigger lasts from 10 s to 20 s. */
export const picture = (heading: string, legend: string, panels: ReadonlyArray<Panel>): string => {
  const height = TOP + panels.length * (PANEL.height + PANEL.gap)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escapeText(heading)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text class="head" x="${PANEL.left}" y="26">${escapeText(heading)}</text>`,
    `<text class="note" x="${PANEL.left}" y="44">${escapeText(legend)}</text>`,
    ...panels.map(panel),
    "</svg>",
    ""
  ].join("\n")
}
