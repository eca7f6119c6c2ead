/**
 * The lines that may be offered again, in memory: each once a folder, newest first. Pure bookkeeping; who keeps them on the disk is
 * another matter (TypedHistory.ts). Bounded by whoever fills it (core's `KEPT_LINES`), but for this shell's own lines, which are
 * bounded here.
 */
import { type KeptLine, TAKEN_OUT } from "@zenus/core"

/** Lines of this shell that the arrow keys know, and UTF-16 units of all of them: a paste may be as long as a book. */
const MAX_OWN = 1_000
const MAX_OWN_UNITS = 4_000_000

export interface Remembered extends KeptLine {
  /** For searching. */
  readonly low: string
}

export interface LineMemory {
  /** In any order; of the same text in the same folder the newest counts. */
  readonly add: (lines: ReadonlyArray<KeptLine>) => void
  /** A line of this shell, as it was typed: for the arrow keys, and for them alone. */
  readonly addOwn: (text: string) => void
  /** This shell's, then those of this folder; newest first, each once. Commands are those that begin with `!`. */
  readonly previous: (folder: string, kind: KeptLine["kind"]) => ReadonlyArray<string>
  /** All, newest first, each once a folder. */
  readonly newest: () => ReadonlyArray<Remembered>
  /** Those that begin with this character, newest first. */
  readonly beginning: (character: string) => ReadonlyArray<Remembered>
}

const isCommand = (text: string): boolean => text.startsWith("!")

/** Whether something was taken out of it, so that it does not ask for the same any more. */
export const isMutilated = (text: string): boolean => text.includes(TAKEN_OUT)

export const makeLineMemory = (): LineMemory => {
  const known = new Map<string, Remembered>()
  const own: Array<string> = []
  let ownUnits = 0
  let sorted: ReadonlyArray<Remembered> | null = null
  let byFirst: ReadonlyMap<string, ReadonlyArray<Remembered>> | null = null
  /** One folder and kind at a time: the arrow keys ask for the same again and again. */
  let lastPrevious: { readonly key: string; readonly lines: ReadonlyArray<string> } | null = null

  const newest = (): ReadonlyArray<Remembered> =>
    (sorted ??= [...known.values()].toReversed().toSorted((a, b) => b.at - a.at))
  const changed = (): void => {
    sorted = null
    byFirst = null
    lastPrevious = null
  }
  return {
    add: (lines) => {
      for (const line of lines) {
        const key = `${line.folder}\0${line.text}`
        const before = known.get(key)
        if (before !== undefined && before.at > line.at) continue
        // Put in anew, so that lines that come in their order need no sorting.
        known.delete(key)
        known.set(key, { ...line, low: before?.low ?? line.text.toLowerCase() })
      }
      if (lines.length > 0) changed()
    },
    addOwn: (text) => {
      own.push(text)
      ownUnits += text.length
      while (own.length > 1 && (own.length > MAX_OWN || ownUnits > MAX_OWN_UNITS)) ownUnits -= own.shift()?.length ?? 0
      lastPrevious = null
    },
    previous: (folder, kind) => {
      const key = `${kind}\0${folder}`
      if (lastPrevious?.key === key) return lastPrevious.lines
      const lines = new Set<string>()
      for (const text of own.toReversed()) if (isCommand(text) === (kind === "command")) lines.add(text)
      for (const line of newest())
        if (line.folder === folder && line.kind === kind && !isMutilated(line.text)) lines.add(line.text)
      lastPrevious = { key, lines: [...lines] }
      return lastPrevious.lines
    },
    newest,
    beginning: (character) => {
      if (byFirst === null) {
        const groups = new Map<string, Array<Remembered>>()
        for (const line of newest()) {
          const group = groups.get(line.text.charAt(0))
          if (group === undefined) groups.set(line.text.charAt(0), [line])
          else group.push(line)
        }
        byFirst = groups
      }
      return byFirst.get(character) ?? []
    }
  }
}
