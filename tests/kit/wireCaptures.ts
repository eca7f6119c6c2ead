/**
 * Recorded answers of real providers, from the folder beside the repository (its README says where they are from). They are
 * read there and never copied here; where the folder is not there, tests over them are skipped and say so.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("../../../shared/fixtures/wire/", import.meta.url))

export const haveCaptures = existsSync(folder)

/** Appended to the name of what is skipped. */
export const capturesNote = haveCaptures ? "" : " (skipped: ../shared/fixtures/wire is not there)"

export interface Capture {
  readonly name: string
  /** One event's JSON each. */
  readonly events: ReadonlyArray<string>
}

const namesIn = (wire: string, end: string): ReadonlyArray<string> =>
  haveCaptures
    ? readdirSync(`${folder}${wire}`)
        .filter((name) => name.endsWith(end))
        .toSorted()
    : []

/** The streams of a folder, by name. */
export const streamsOf = (wire: string): ReadonlyArray<Capture> =>
  namesIn(wire, ".chunks.txt").map((name) => ({
    name: name.replace(".chunks.txt", ""),
    events: readFileSync(`${folder}${wire}/${name}`, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "")
  }))

/** The whole answers of a folder, as text by name. */
export const bodiesOf = (wire: string): ReadonlyMap<string, string> =>
  new Map(
    namesIn(wire, ".json").map((name) => [name.replace(".json", ""), readFileSync(`${folder}${wire}/${name}`, "utf8")])
  )

export interface Framing {
  /** Default LF. */
  readonly end?: string
  /** Put before each event. */
  readonly between?: string
  /** Whether the end mark of OpenAI's wire is sent. Default true. */
  readonly mark?: boolean
}

/** The events as the provider frames them: the recordings hold what was inside. */
export const framed = (wire: string, events: ReadonlyArray<string>, options: Framing = {}): string => {
  const { end = "\n", between = "", mark = true } = options
  const all = events.map((event) => {
    const type = wire === "anthropic" ? /"type":"(\w+)"/.exec(event)?.[1] : undefined
    return `${between}${type === undefined ? "" : `event: ${type}${end}`}data: ${event}${end}${end}`
  })
  return all.join("") + (wire === "openai" && mark ? `data: [DONE]${end}${end}` : "")
}

/** The long ones say the same thing hundreds of times: their beginning and their end are enough. */
export const shortened = (capture: Capture): Capture =>
  capture.events.length <= 100
    ? capture
    : { ...capture, events: [...capture.events.slice(0, 80), ...capture.events.slice(-8)] }
