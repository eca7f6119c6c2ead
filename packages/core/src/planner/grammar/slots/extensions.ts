/** Extensions and name patterns as arguments: "jpg", ".jpg", "*.md", "a.out and *.o". */
import { escapePattern, isGlob, isPattern } from "../exactNames.ts"
import { found } from "../Found.ts"
import { EXTENSIONS } from "../kinds.ts"
import { readKinds, readNamesAndPatterns, readPattern } from "../readKinds.ts"
import { readList, readName, readPath } from "../readPath.ts"
import type { Reading } from "../Reading.ts"
import type { SlotReader } from "./SlotReader.ts"

/** An extension written with its dot (".jpeg", "*.md"), and without it. */
export const dotExtension: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  const match =
    token === undefined || token.kind === "punct" ? null : /^\*?\.([A-Za-z0-9][\w.+-]{0,11})$/.exec(token.text)
  return match?.[1] === undefined ? [] : [found(at + 1, { value: match[1] })]
}

/** The same as a list of one, for a Selection. */
export const dotExtensions: SlotReader = (reading, at, slot) =>
  dotExtension(reading, at, slot).map((one) => found(one.end, { value: [one.value.value] }, one.cost))

export const extension: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  const match =
    token === undefined || token.kind === "punct"
      ? null
      : /^\*?\.?([A-Za-z0-9][\w+-]{0,11}(?:\.[A-Za-z0-9]+)?)$/.exec(token.text)
  return match?.[1] === undefined ? [] : [found(at + 1, { value: match[1] }, match[0].startsWith(".") ? 0 : 0.02)]
}

/** Extensions as a list ("jpg and png", ".txt"). */
export const extensions: SlotReader = (reading, at) =>
  readKinds(reading, at).flatMap((one) =>
    one.value.either.kinds.length > 0 || one.value.either.names.length > 0
      ? []
      : [found(one.end, { value: one.value.either.extensions })]
  )

export const patterns: SlotReader = (reading, at) =>
  readNamesAndPatterns(reading, at, false).map((one) => found(one.end, { value: one.value }, one.cost))

export const knownExtension: SlotReader = (reading, at, slot) =>
  extension(reading, at, slot).filter(
    (one) => typeof one.value.value === "string" && EXTENSIONS.has(one.value.value.toLowerCase())
  )

/** Text that begins with a dot, as an ending does. */
export const dotted: SlotReader = (reading, at) => {
  const token = reading.tokens[at]
  return token !== undefined && token.kind !== "punct" && /^\.[\w.+-]+$/.test(token.text)
    ? [found(at + 1, { value: token.text })]
    : []
}

const asPattern = (reading: Reading, text: string): string =>
  isGlob(text) && !isPattern(reading, text) ? escapePattern(text) : text

/** What to take out of an archive: names, patterns, kinds. A name in quotes that holds pattern signs fits only itself. */
export const extracted: SlotReader = (reading, at) => [
  ...readKinds(reading, at).flatMap((one) =>
    one.value.either.kinds.length > 0
      ? []
      : [
          found(
            one.end,
            {
              value: [...one.value.either.names, ...one.value.either.extensions.map((extension_) => `*.${extension_}`)]
            },
            one.cost
          )
        ]
  ),
  ...readList(reading, at, (next) => readPath(reading, next)).map((one) =>
    found(one.end, { value: one.value.map((path) => asPattern(reading, path)) }, one.cost)
  )
]

export const pattern: SlotReader = (reading, at) => {
  const one = readPattern(reading, at)
  if (one !== null) return [found(one.end, { value: one.value.either.names[0] ?? "" })]
  return readName(reading, at).map((name_) =>
    found(name_.end, { value: asPattern(reading, name_.value) }, name_.cost + 0.01)
  )
}
