/** What the editor asks of those who know what could be written next; it knows neither history nor files. */

export interface PickItem {
  /** What is put into the line (or handed back) when it is taken. */
  readonly insert: string
  /** Shown first; as it is, the list escapes it. */
  readonly label: string
  /** Shown behind it in grey. */
  readonly note: string
}

/** What fits between two offsets (UTF-16) of the line. */
export interface Completion {
  readonly from: number
  readonly to: number
  /** Best first. None: nothing yet, but it is still looked for (`onChange`). */
  readonly items: ReadonlyArray<PickItem>
  /** False: more may come, so the only one is not taken at once. Default true. */
  readonly isWhole?: boolean
}

export interface LineSources {
  /** Newest first, each once: this session's, then this folder's. Without those that begin with `!`. */
  readonly previous: ReadonlyArray<string>
  /** The same of those that begin with `!` (they still do): the arrows go there where the line begins with it. */
  readonly commands?: ReadonlyArray<string>
  /** Ctrl+R: fuzzy over all, best first, at most 200. */
  readonly search: (query: string) => ReadonlyArray<PickItem>
  /** What would follow `text` in grey; null for nothing. */
  readonly suggest: (text: string) => string | null
  /** Tab, `/`, `@`: what fits between `from` and `to` (UTF-16 offsets). */
  readonly complete: (text: string, cursor: number) => Completion | null
  /** Calls back when `complete` or `search` would give something else than before (files that were still being looked for). */
  readonly onChange?: (again: () => void) => () => void
}
