/** Whether names with a dot belong to it: "including hidden files", "but not hidden ones". */
import { found } from "../Found.ts"
import { indexSayings, longestSaying, lowAt } from "../Reading.ts"
import { sayings } from "../words.ts"
import type { Modifier } from "./Modifier.ts"

/** A table in which "files" are also said as "stuff", "things", "items". */
function ofThings(text: string) {
  return indexSayings(() =>
    ["files", "stuff", "things", "items"].flatMap((things) =>
      sayings(text.replaceAll("hidden files", `hidden ${things}`))
    )
  )
}

export const HIDDEN_TOO = ofThings(
  `including hidden files | including hidden | including hidden ones | including the hidden ones | including the hidden files | including hidden items | including hidden files and folders | including dotfiles | including dot files | hidden files too | hidden ones too | hidden files included | hidden included | hidden ones included | with hidden files | with hidden ones | also hidden ones | also hidden files | also the hidden ones | also the hidden files | even hidden ones | even hidden files | even the hidden ones | as well as hidden files | as well as hidden ones | and hidden files | and hidden ones | and hidden files too | and also hidden files | and also hidden ones | hidden or not | hidden and visible | hidden and not hidden | hidden files as well | hidden ones as well | hidden too | plus hidden files | plus hidden ones | both hidden and visible | both hidden and not hidden | include hidden files | show hidden files too | and the hidden ones | and the hidden files | ( including hidden ) | ( including hidden files ) | ( including hidden ones ) | ( hidden too ) | ( hidden files too ) | ( hidden ones too ) | including any hidden files | including any hidden ones | dotfiles included | dotfiles too | including those that are hidden | including hidden folders | including entries starting with a dot`
)

const HIDDEN_NOT = ofThings(
  `excluding hidden files | excluding hidden ones | excluding hidden | except hidden ones | except hidden files | except the hidden ones | except for hidden files | except for hidden ones | but not hidden ones | but not hidden files | but not the hidden ones | without hidden files | without hidden ones | without the hidden ones | not hidden ones | not hidden files | ignoring hidden files | ignoring hidden ones | no hidden files | no hidden ones | other than hidden ones | leaving out hidden files | leaving out hidden ones | skip hidden files | skipping hidden files | skipping hidden ones | excluding dotfiles | except dotfiles | ignoring dotfiles | ( excluding hidden files ) | ( no hidden files ) | but no hidden ones | but no hidden files | not the hidden ones | excluding the hidden ones`
)

export const hiddenWords: Modifier = (reading, at, negated) => {
  if (negated) return []
  for (const start of [at, lowAt(reading, at) === "," ? at + 1 : -1]) {
    if (start < 0) continue
    const too = longestSaying(reading, start, HIDDEN_TOO)
    if (too >= 0) return [found(too, { hidden: "include" })]
    const not = longestSaying(reading, start, HIDDEN_NOT)
    if (not >= 0) return [found(not, { hidden: "exclude" })]
  }
  return []
}
