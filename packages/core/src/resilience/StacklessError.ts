/**
 * Base of errors that are made on hot paths and yet are failures of what was called, not refusals of ours (those extend
 * `Rejection`): no stack is kept, message and recovery are computed when they are read, and they are `instanceof Error` all the same.
 */
import type { Recoverable } from "../errors/Recoverable.ts"

/** Give `_tag`, `message` and `recovery`; fields are your own. */
export abstract class StacklessError implements Recoverable {
  abstract readonly _tag: string
  abstract get message(): string
  abstract get recovery(): ReadonlyArray<string>
  /** Not kept: 3.5 µs a piece, and the place says nothing about why. */
  get stack(): string {
    return `${this._tag}: ${this.message}`
  }
  toString(): string {
    return this.stack
  }
}
Object.setPrototypeOf(StacklessError.prototype, Error.prototype)
