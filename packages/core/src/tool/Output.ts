/** What a step gives: data for a pipe, a table for a terminal, values for later steps. */
export type Cell = string | number | null

export interface Output {
  /** The answer, one item a line, without line ends. Data alone: nothing around it. */
  readonly lines: ReadonlyArray<string>
  /** Instead of lines: bytes that go out unchanged (a file that is shown). Read once. */
  readonly bytes?: AsyncIterable<Uint8Array>
  /** How a terminal shows it; a pipe gets `lines`. */
  readonly table?: { readonly columns: ReadonlyArray<string>; readonly rows: ReadonlyArray<ReadonlyArray<Cell>> }
  /** The paths it speaks of (absolute), for references, `--print0` and escapes. Beside `bytes` they are whole once those are read. */
  readonly paths?: ReadonlyArray<string>
  /** For `steps[].output` of `run --json`; the lines where absent. */
  readonly data?: unknown
  /** For standard error: "Nothing found.", what was left out. */
  readonly note?: string
  /** What was asked, as its plan says it, where others are answered beside it: for whoever shows several. */
  readonly about?: string
}

export const noOutput: Output = { lines: [] }
export const lines = (...items: ReadonlyArray<string>): Output => ({ lines: items })
