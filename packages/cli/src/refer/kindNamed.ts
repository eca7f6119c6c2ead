/**
 * The kind that a reference names: "these photos" are no folders and no text files, whatever was spoken of last. By the ending of the name
 * and the planner's table of nouns, as in a request. Pure.
 */
import { extensionsOf, PathText } from "@zenus/core"

export interface KindNamed {
  /** As it was written: `photos`. */
  readonly word: string
  readonly fits: (path: string) => boolean
}

/** Of the words of a reference; `null` where they name no kind. */
export const kindNamed = (text: string): KindNamed | null => {
  const word = text.split(" ").at(-1) ?? ""
  const extensions = extensionsOf(word)
  if (extensions === null) return null
  const fits = (path: string): boolean => {
    const [, ...endings] = PathText.basename(path).toLowerCase().split(".")
    return extensions.includes(endings.at(-1) ?? "")
  }
  return { word, fits }
}
