/**
 * The lines that may be offered again, in memory: each once a folder, newest first. Pure bookkeeping; who keeps them on the disk is
 * another matter (TypedHistory.ts). Bounded: the oldest are let go of.
 */
import { type KeptLine, TAKEN_OUT } from "@zenus/core"

/** All that the file keeps, all that `zenus run` was asked, and a long day of typing. */
const MAX_KNOWN = 15_000
/** Lines of this shell that the arrow keys know, and UTF-16 units of all of them: a paste may be as long as a book. */
const MAX_OWN = 1_000
const MAX_OWN_UNITS = 4_000_000

export interface LineMemory {
  /** In any order; of the same text in the same folder the newest counts. */
  readonly add: (lines: ReadonlyArray<KeptLine>) => void
  /** A line of this shell, as it was typed: for the arrow keys, and for them alone. */
  readonly addOwn: (text: string) => void
  /** This shell's, then those of this folder; newest first, each once. Commands are those that begin with `!`. */
  readonly previous: (folder: string, kind: KeptLine["kind"]) => ReadonlyArray<string>
  /** All, newest first, each once a folder. */
  readonly newest: () => ReadonlyArray<KeptLine>
  /** Those that begin so (at least one character), newest first. Asked at every key, so a longer beginning is looked for in the last answer. */
  readonly beginning: (start: string) => ReadonlyArray<KeptLine>
}

const isCommand = (text: string): boolean => text.startsWith("!")

/** Whether something was taken out of it, so that it does not ask for the same any more. */
export const isMutilated = (text: string): boolean => text.includes(TAKEN_OUT)

export const makeLineMemory = (): LineMemory => {
  const byFolder = new Map<string, Map<string, KeptLine>>()
  let size = 0
  const own: Array<string> = []
  let ownUnits = 0
  let sorted: ReadonlyArray<KeptLine> | null = null
  const byFirst = new Map<string, ReadonlyArray<KeptLine>>()
  let lastBeginning: { readonly start: string; readonly lines: ReadonlyArray<KeptLine> } | null = null
  /** One folder and kind at a time: the arrow keys ask for the same again and again. */
  let lastPrevious: { readonly key: string; readonly lines: ReadonlyArray<string> } | null = null

  const allNewest = (): ReadonlyArray<KeptLine> =>
    [...byFolder.values()].flatMap((lines) => [...lines.values()].toReversed()).toSorted((a, b) => b.at - a.at)
  const newest = (): ReadonlyArray<KeptLine> => (sorted ??= allNewest())
  const remove = ({ folder, text }: KeptLine): void => {
    if (byFolder.get(folder)?.delete(text) === true) size -= 1
  }
  const put = (line: KeptLine): void => {
    let lines = byFolder.get(line.folder)
    if (lines === undefined) {
      lines = new Map()
      byFolder.set(line.folder, lines)
    }
    const before = lines.get(line.text)
    if (before !== undefined && before.at > line.at) return
    // Put in anew, so that of two that were typed in the same millisecond the later one is the newer.
    remove(line)
    lines.set(line.text, line)
    size += 1
  }
  const changed = (): void => {
    sorted = null
    byFirst.clear()
    lastBeginning = null
    lastPrevious = null
  }
  const byCharacter = (character: string): ReadonlyArray<KeptLine> => {
    const known = byFirst.get(character) ?? newest().filter(({ text }) => text.charAt(0) === character)
    byFirst.set(character, known)
    return known
  }
  return {
    add: (lines) => {
      for (const line of lines) put(line)
      if (lines.length > 0) changed()
      if (size <= MAX_KNOWN) return
      for (const oldest of newest().slice(MAX_KNOWN)) remove(oldest)
      changed()
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
    beginning: (start) => {
      const from =
        lastBeginning !== null && start.startsWith(lastBeginning.start)
          ? lastBeginning.lines
          : byCharacter(start.charAt(0))
      const lines = from.filter(({ text }) => text.startsWith(start))
      lastBeginning = { start, lines }
      return lines
    }
  }
}
