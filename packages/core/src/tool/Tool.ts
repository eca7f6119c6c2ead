/** A named table of actions. */
import type { AnyAction } from "./Action.ts"

export interface Tool {
  readonly name: string
  readonly description: string
  readonly actions: ReadonlyArray<AnyAction>
  /** Whether it can work on this machine, and if not, why. Asked once, when first needed. */
  readonly available?: () => { readonly available: boolean; readonly why: string | null }
}
