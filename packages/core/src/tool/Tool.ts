/** A named table of actions. */
import type { AnyAction } from "./Action.ts"

export interface Tool {
  readonly name: string
  readonly description: string
  readonly actions: ReadonlyArray<AnyAction>
  /**
   * The name of what lies in a folder, or in one above it, where the tool has anything to work on (`.git`), so that nothing is
   * suggested that cannot be done there. Absent: it works in every folder.
   */
  readonly worksBeside?: string
  /**
   * Some of its actions speak to other machines, so that what they are told may leave this one. What a model plans may not put the
   * content of files there. Absent: none does.
   */
  readonly reachesOut?: true
  /** Whether it can work on this machine, and if not, why. Asked once, when first needed. */
  readonly available?: () => { readonly available: boolean; readonly why: string | null }
}
