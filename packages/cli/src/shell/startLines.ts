/**
 * What a shell says before its first prompt: at most three lines, two examples in them that work here and now, chosen by the names that
 * lie in the folder. One short look at the folder, nothing opened, nothing below it looked at.
 */
import fs from "node:fs"

/** Names that are looked at: a start must not wait for a folder of a million. */
const MAX_NAMES = 200

interface Example {
  /** Whether it works where these names lie, in lower case; folders end in `/`. */
  readonly when: (names: ReadonlyArray<string>) => boolean
  readonly text: string
}

const ends =
  (...endings: ReadonlyArray<string>) =>
  (names: ReadonlyArray<string>): boolean =>
    names.some((name) => endings.some((ending) => name.endsWith(ending)))

const isFile = (name: string): boolean => !name.endsWith("/")

/** In the order in which they are preferred. Of each place the first that fits. */
const LOOKS: ReadonlyArray<Example> = [
  { when: ends(".pdf"), text: "find pdf files" },
  { when: ends(".jpg", ".jpeg"), text: "how many jpg files are here?" },
  { when: ends(".log"), text: "find the word error in the log files" },
  { when: ends(".csv"), text: "count the lines of all csv files" },
  { when: ends(".ts"), text: "find ts files changed today" },
  { when: ends(".py"), text: "find py files changed today" },
  { when: ends(".md"), text: "find md files changed this week" },
  { when: (names) => names.some(isFile), text: "what are the 5 largest files here?" },
  { when: (names) => names.length > 0, text: "which folders here are the largest?" },
  { when: () => true, text: "how much space is left on this disk?" }
]
const DEEDS: ReadonlyArray<Example> = [
  { when: ends(".jpg"), text: "move all jpg files to pictures" },
  { when: ends(".pdf"), text: "move all pdf files to documents" },
  { when: ends(".tmp"), text: "delete all tmp files" },
  { when: ends(".log"), text: "compress all log files" },
  { when: (names) => names.filter(isFile).length > 3, text: "organize this folder by type" },
  { when: () => true, text: "create a folder named notes" }
]

const first = (examples: ReadonlyArray<Example>, names: ReadonlyArray<string>): string =>
  examples.find(({ when }) => when(names))?.text ?? ""

/** A question and a deed. Pure; `names` are those of the folder, hidden ones left out. */
export const examplesFor = (names: ReadonlyArray<string>): readonly [look: string, deed: string] => {
  const known = names.map((name) => name.toLowerCase())
  return [first(LOOKS, known), first(DEEDS, known)]
}

/** Every example that there is, so that a test can ask them all. */
export const ALL_EXAMPLES: ReadonlyArray<string> = [...LOOKS, ...DEEDS].map(({ text }) => text)

/** The first names of a folder, folders with `/`; none where it cannot be listed. */
export const someNames = (folder: string): ReadonlyArray<string> => {
  const names: Array<string> = []
  try {
    const open = fs.opendirSync(folder)
    try {
      for (let entry = open.readSync(); entry !== null && names.length < MAX_NAMES; entry = open.readSync())
        if (!entry.name.startsWith(".")) names.push(entry.isDirectory() ? `${entry.name}/` : entry.name)
    } finally {
      open.closeSync()
    }
  } catch {
    // A folder that is shut shows nothing; the examples for an empty one work there, too.
  }
  return names
}

/** @param width cells of a row; where both examples have no room in one, each has a row of its own. */
export const startLines = (folder: string, width: number): ReadonlyArray<string> => {
  const [look, deed] = examplesFor(someNames(folder))
  const both = `  ${look}    or    ${deed}`
  const examples =
    both.length <= width ? ["Say what you want done, for example:", both] : [`Say: ${look}`, `or:  ${deed}`]
  return [...examples, "? shows the keys, /help tells more, Ctrl+D leaves."]
}
