/**
 * What is typed while a line runs, as text for the next one: pure. It never submits: an Enter is a line end within it, and those at its
 * end are taken away. Keys that edit beyond its end say nothing here.
 */
import { graphemeStart } from "../editor/graphemes.ts"
import type { Key } from "../editor/Key.ts"

/** UTF-16 units, as much as a keyboard keeps. */
const MAX_TYPED = 1024 * 1024

export const typedWith = (text: string, key: Key): string => {
  switch (key.type) {
    case "text":
    case "paste":
      return (text + key.text).slice(0, MAX_TYPED)
    case "key": {
      const isEnter = key.name === "enter" || (key.ctrl && key.name === "j")
      if (isEnter) return text + "\n"
      if (key.name === "backspace" && !key.ctrl && !key.alt) return text.slice(0, graphemeStart(text, text.length))
      return key.ctrl && key.name === "u" ? "" : text
    }
    case "reply":
    case "end":
      return text
  }
}

/** As it stands in the next line. A paste may be all line ends: each run of them is looked at once, from its beginning. */
export const unsubmitted = (text: string): string => text.replace(/(?<!\n)\n+$/, "")
