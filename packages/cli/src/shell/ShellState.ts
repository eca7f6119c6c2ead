/**
 * What a shell knows while it is there: where it stands, in which mode, what was typed and what became of it. Plain data, kept in
 * memory only (the journal and the state file hold what has to last). Bounded: the oldest blocks go first, so a number may be
 * asked for that is not known any more.
 */
import type { AllowRule, ErrorDocument, Plan, Report, Request } from "@zenus/core"

/** A rule that holds until the shell is left. */
export type SessionRule = AllowRule

/** Lines of an answer that a block keeps, so that "the second one" means something. */
export const MAX_ITEMS = 10_000
/** Blocks that are kept. */
export const MAX_BLOCKS = 1_000

/** One line that was typed, and what became of it. */
export interface Block {
  /** From 1, as it is shown before the prompt of its line. */
  readonly number: number
  /** The line as it was typed. */
  readonly text: string
  /** Absolute: where it was asked, or where a line's own "in X" led. */
  readonly cwd: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: "request" | "undo" | "redo" | "command"
  readonly status: Report["status"]
  /** Of what was done; `null` for what only read, was refused, or never came to act. */
  readonly transaction: string | null
  readonly plan: Plan | null
  /** Bare lines of the answer, as in a pipe, at most `MAX_ITEMS`. */
  readonly items: ReadonlyArray<string>
  readonly error: ErrorDocument | null
  readonly undoable: boolean
}

export interface ShellState {
  /** Absolute, as the person sees it. */
  cwd: string
  mode: Request["mode"]
  /** Oldest first, at most `MAX_BLOCKS`. */
  readonly blocks: Array<Block>
  readonly allowed: Array<SessionRule>
  /** Who answers instead of the first provider; `null` while the first does. */
  fallback: string | null
}

export const newShellState = (cwd: string): ShellState => ({
  cwd,
  mode: "run",
  blocks: [],
  allowed: [],
  fallback: null
})

/** The number of the line that is typed now. */
export const nextNumber = ({ blocks }: Pick<ShellState, "blocks">): number => (blocks.at(-1)?.number ?? 0) + 1

/** Keeps a block, and lets go of the oldest. */
export const keepBlock = (state: Pick<ShellState, "blocks">, block: Block): void => {
  state.blocks.push(block.items.length > MAX_ITEMS ? { ...block, items: block.items.slice(0, MAX_ITEMS) } : block)
  if (state.blocks.length > MAX_BLOCKS) state.blocks.splice(0, state.blocks.length - MAX_BLOCKS)
}
