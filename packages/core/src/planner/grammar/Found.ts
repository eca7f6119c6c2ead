/** What a reader of the grammar gives back: a value and where the words end that say it. */

/** `cost` is what the reading leaves to doubt, 0 for nothing; it lowers the confidence and breaks ties. */
export interface Found<A> {
  readonly end: number
  readonly value: A
  readonly cost: number
}

export const found = <A>(end: number, value: A, cost = 0): Found<A> => ({ end, value, cost })
