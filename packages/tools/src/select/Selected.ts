/** What a selection gives, entry by entry. */
import type { EntryType, Stat } from "@zenus/core"

export interface Selected {
  /** Absolute; its parent folder is a real path. */
  readonly path: string
  /** Of the entry itself: a link is a link. */
  readonly type: EntryType
  /** Of the entry itself (links not followed). Absent fields cost nothing: `stat` is only taken where a condition, the order or `needStat` asks for it. */
  readonly stat: Stat | null
}
