/** A named table of actions. */
import type { AnyAction } from "./Action.ts"

export interface Tool {
  readonly name: string
  readonly description: string
  readonly actions: ReadonlyArray<AnyAction>
  /**
   * Whether it has anything to work on in a folder ("../x" names what lies above it), so that nothing is suggested that cannot
   * be done there. Absent: in every folder.
   */
  readonly worksIn?: (look: (path: string) => "file" | "folder" | null) => boolean
  /** Whether it can work on this machine, and if not, why. Asked once, when first needed. */
  readonly available?: () => { readonly available: boolean; readonly why: string | null }
}
