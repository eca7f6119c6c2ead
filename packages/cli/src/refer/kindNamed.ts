/**
 * The kind that a reference names: "these photos" are no folders and no text files, whatever was spoken of last. By the ending of the name,
 * as everywhere. Pure.
 */
import { type FileKind, KIND_EXTENSIONS, PathText } from "@zenus/core"

const NAMED: ReadonlyArray<readonly [says: RegExp, kind: FileKind]> = [
  [/\b(?:pictures?|photos?|images?)$/i, "Images"],
  [/\bdocuments?$/i, "Documents"],
  [/\barchives?$/i, "Archives"]
]

export interface KindNamed {
  /** As it was written: `photos`. */
  readonly word: string
  readonly fits: (path: string) => boolean
}

/** Of the words of a reference; `null` where they name no kind. */
export const kindNamed = (text: string): KindNamed | null => {
  for (const [says, kind] of NAMED) {
    const word = says.exec(text)?.[0]
    if (word === undefined) continue
    const endings = new Set(KIND_EXTENSIONS.get(kind))
    return {
      word,
      fits: (path) => endings.has(PathText.basename(path).split(".").slice(1).at(-1)?.toLowerCase() ?? "")
    }
  }
  return null
}
