/**
 * The shape of a slot reader: from a place in the words to values, each with where its words end, what "it" and "there"
 * mean afterwards, and how definite the words were. A reader gives every reading; the phrase around it chooses.
 */
import { type Found, found } from "../Found.ts"
import type { Reading, Referent } from "../Reading.ts"
import type { Slot } from "../compilePhrase.ts"
import { type NounPhrase, namesFolder } from "../readSelection.ts"

export interface Filled {
  readonly value: unknown
  /** Arguments beside it that the words set as well ("ignoring case"). */
  readonly more?: Readonly<Record<string, unknown>>
  /** What "it" and "there" may mean afterwards. */
  readonly things?: ReadonlyArray<Omit<Referent, "step">>
  readonly phrase?: NounPhrase
  /** Words of the request (their bounds in it) that rather speak of something than being the text that they would be taken for. */
  readonly spoken?: { readonly start: number; readonly end: number }
  /** Takes its value from an earlier step. */
  readonly reference?: { readonly step: string; readonly output: "text" }
}

export type SlotReader = (reading: Reading, at: number, slot: Slot) => ReadonlyArray<Found<Filled>>

export const thingOf =
  (reading: Reading) =>
  (path: string): Omit<Referent, "step"> => ({ kind: namesFolder(reading, path) ? "folder" : "file", path })

export const plain = <A>(one: Found<A> | null): ReadonlyArray<Found<Filled>> =>
  one === null ? [] : [found(one.end, { value: one.value }, one.cost)]

export const BACK: NounPhrase = {
  selection: {},
  universal: false,
  named: true,
  placed: true,
  filtered: true,
  referred: true,
  single: false,
  loose: false
}
