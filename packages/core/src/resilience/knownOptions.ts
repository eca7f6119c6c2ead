/**
 * Types that refuse an option under a name that nobody reads. TypeScript looks for such names only where a parameter has a type of its own; where
 * the options are a type parameter, because errors and needs follow from them, anything goes. Added to that parameter (`Options &
 * Known<Options, Shape>`), these make the unknown name an error at its place. At run time `checkKeys` does the same.
 */

declare const noSuchOption: unique symbol

/** Nothing is assignable to it: its name is the message. */
export interface NoOptionOfThisName {
  readonly [noSuchOption]: never
}

/** Of `Options`, the names that `Shape` does not have. */
export type Known<Options, Shape> = {
  readonly [Name in Exclude<keyof Options, keyof Shape>]: NoOptionOfThisName
}

/** The same of each of a list. */
export type KnownEach<List, Shape> = { readonly [Place in keyof List]: List[Place] & Known<List[Place], Shape> }
