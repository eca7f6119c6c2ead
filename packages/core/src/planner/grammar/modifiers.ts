/**
 * What may stand behind a noun to say which files are meant: place, name, size, time, content, rights, owner, order,
 * exceptions. Each row of the table reads one kind of condition at one place and gives parts of a Selection; whether the
 * parts go together is decided by `merge`. One file of `modifiers/` a kind of condition.
 */
import type { Modifier } from "./modifiers/Modifier.ts"
import { anyCase } from "./modifiers/anyCase.ts"
import { content } from "./modifiers/content.ts"
import { exceptions } from "./modifiers/exceptions.ts"
import { hiddenWords } from "./modifiers/hidden.ts"
import { kindWords } from "./modifiers/kindWords.ts"
import { name } from "./modifiers/name.ts"
import { noise } from "./modifiers/noise.ts"
import { limit, order, superlative } from "./modifiers/order.ts"
import { depth, place } from "./modifiers/place.ts"
import { mode, owner } from "./modifiers/rights.ts"
import { size } from "./modifiers/size.ts"
import { state } from "./modifiers/state.ts"
import { time } from "./modifiers/time.ts"
import { words } from "./words.ts"

export const MODIFIERS: ReadonlyArray<Modifier> = [
  place,
  depth,
  name,
  kindWords,
  anyCase,
  size,
  time,
  state,
  content,
  mode,
  owner,
  hiddenWords,
  exceptions,
  order,
  superlative,
  limit,
  noise
]

/** Words before a modifier that only join it to its noun. */
export const RELATIVES = words("that which who whose they these those")
