/**
 * The words of a command line as a shell would see them, without expanding anything: quotes and backslashes are taken away, a star
 * stays a star and is known for one. What only a shell can do (pipes, redirections, variables, several commands) is named, or, where no
 * shell could be meant, a piece of a word like any other. Pure; the rules of quoting are those of POSIX.1-2024, Shell Command Language §2.2.
 */

export interface CommandWord {
  readonly text: string
  /** A star, a question mark or a class stood in it outside of quotes. */
  readonly isPattern: boolean
}

export type Split =
  | { readonly type: "words"; readonly words: ReadonlyArray<CommandWord> }
  /** What of it is a shell's, as written. */
  | { readonly type: "shell"; readonly sign: string }
  /** A quote that nothing closes. */
  | { readonly type: "open" }

const SIGNS = /\|\||&&|\||&|;|>>?|<|\$\(|\$\{|\$[A-Za-z_]\w*|\$[?!#@*0-9]|`|\n/y

const split = (line: string, namesSigns: boolean): Split => {
  const words: Array<CommandWord> = []
  let text = ""
  let begun = false
  let isPattern = false
  // A tilde that is quoted is a name and no home.
  let startsQuoted = false
  const push = (): void => {
    if (begun) words.push({ text: startsQuoted && text.startsWith("~") ? `./${text}` : text, isPattern })
    text = ""
    begun = isPattern = startsQuoted = false
  }
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at)
    if (char === " " || char === "\t" || (char === "\n" && !namesSigns)) {
      push()
      continue
    }
    SIGNS.lastIndex = at
    const sign = namesSigns ? SIGNS.exec(line)?.[0] : undefined
    if (sign !== undefined) return { type: "shell", sign: sign === "\n" ? "a second line" : sign }
    if (!begun) startsQuoted = /['"\\]/.test(char)
    begun = true
    if (char === "'") {
      const end = line.indexOf("'", at + 1)
      if (end < 0) return { type: "open" }
      text += line.slice(at + 1, end)
      at = end
    } else if (char === '"') {
      for (at++; ; at++) {
        const inner = line.charAt(at)
        if (inner === "") return { type: "open" }
        if (inner === '"') break
        const expands = namesSigns ? /^(?:\$[({A-Za-z_]|`)/.exec(line.slice(at, at + 2))?.[0] : undefined
        if (expands !== undefined) return { type: "shell", sign: expands }
        if (inner === "\\" && /["\\$`]/.test(line.charAt(at + 1))) at++
        text += line.charAt(at)
      }
    } else if (char === "\\") {
      at++
      if (at === line.length) return { type: "open" }
      text += line.charAt(at)
    } else {
      if (/[*?[{]/.test(char)) isPattern = true
      text += char
    }
  }
  push()
  return { type: "words", words }
}

/** A line of a person, as a shell would take it. */
export const splitWords = (line: string): Split => split(line, true)

/** Words for a program that no shell starts (`$EDITOR`, what follows a slash). A quote that nothing closes is a character of a name. */
export const commandWords = (text: string): ReadonlyArray<string> => {
  const words = split(text, false)
  return words.type === "words" ? words.words.map((word) => word.text) : text.split(/\s+/).filter((word) => word !== "")
}
