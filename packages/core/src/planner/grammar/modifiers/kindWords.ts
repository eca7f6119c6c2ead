/** Kinds behind the noun: "with extension jpg", "of type pdf", "without an extension", "that are not photos". */
import { type Draft, toDraft, toExclusion } from "../Draft.ts"
import { type Found, found } from "../Found.ts"
import { longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { FILE_NOUNS, readKinds } from "../readKinds.ts"
import { NEVER_NAMES } from "../words.ts"
import type { Modifier } from "./Modifier.ts"

const EXTENSION = sayingTable(
  `with extension | with the extension | with an extension of | with the extensions | with extensions | with file extension | with the file extension | having extension | having the extension | whose extension is | with an extension | having extensions | with a file extension of | of type | of the type | of types | of filetype | of file type | with type | of format | in format | with suffix | with the suffix | having the file extension | extension | with ext`
)

const ANY = sayingTable(
  `any format | of any format | of any kind | of any type | any kind | any type | in any format | all formats | of all kinds | of all formats | whatever the format | any sort | of any sort | of all types | all types | regardless of format | regardless of type | regardless of extension | any extension`
)

export const kindWords: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const give = (end: number, either: Parameters<typeof toDraft>[0]) => {
    const draft = negated ? toExclusion(either) : toDraft(either)
    if (draft !== null) out.push(found(end, draft))
  }
  const said = longestSaying(reading, at, EXTENSION)
  if (said >= 0) for (const kinds of readKinds(reading, said)) give(kinds.end, extensionsOnly(kinds.value.either))
  if (said >= 0 && out.length === 0) {
    const token = reading.tokens[said]
    if (
      token !== undefined &&
      token.kind !== "punct" &&
      /^\*?\.?[a-z0-9_]{1,10}$/i.test(token.text) &&
      !NEVER_NAMES.has(token.low)
    )
      give(said + 1, { extensions: [token.text.replace(/^\*?\./, "").toLowerCase()], kinds: [], names: [] })
  }
  if (["with", "having", "have", "in", "has"].includes(lowAt(reading, at))) {
    let start = at + 1
    while (["the", "a", "an"].includes(lowAt(reading, start))) start++
    for (const kinds of readKinds(reading, start)) {
      const tail = lowAt(reading, kinds.end)
      if (["extension", "extensions", "format", "suffix", "ending", "type", "endings", "file-extension"].includes(tail))
        give(kinds.end + 1, extensionsOnly(kinds.value.either))
      if (tail === "file" && ["extension", "extensions"].includes(lowAt(reading, kinds.end + 1)))
        give(kinds.end + 2, extensionsOnly(kinds.value.either))
    }
    if (negated && ["extension", "extensions"].includes(lowAt(reading, start)))
      out.push(found(start + 1, { notNames: ["*.*"] }))
  }
  if (lowAt(reading, at) === "without") {
    let start = at + 1
    while (["the", "a", "an", "any", "file"].includes(lowAt(reading, start))) start++
    if (["extension", "extensions"].includes(lowAt(reading, start))) out.push(found(start + 1, { notNames: ["*.*"] }))
  }
  // "that is not a .log file", "that are pdfs"
  let start = at
  while (["a", "an"].includes(lowAt(reading, start))) start++
  if (negated || start > at) {
    for (const kinds of readKinds(reading, start)) {
      if (FILE_NOUNS.has(lowAt(reading, kinds.end))) give(kinds.end + 1, kinds.value.either)
      else if (kinds.value.noun) give(kinds.end, kinds.value.either)
    }
  }
  const any = negated ? -1 : longestSaying(reading, at, ANY)
  if (any >= 0) out.push(found(any, {}))
  return out
}

/** "of type text" is txt; a pattern behind "extension" is its extension. */
const extensionsOnly = (either: Parameters<typeof toDraft>[0]): Parameters<typeof toDraft>[0] => {
  const fromNames = either.names.map((pattern) => /^\*?\.([\w.]+)$/.exec(pattern)?.[1])
  return fromNames.some((one) => one === undefined)
    ? either
    : { ...either, names: [], extensions: [...either.extensions, ...fromNames.filter((one) => one !== undefined)] }
}
