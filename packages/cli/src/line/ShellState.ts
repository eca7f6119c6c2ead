/**
 * What a shell knows while it is there: where it stands, in which mode, what was typed and what became of it. Plain data, kept in
 * memory only (the journal and the state file hold what has to last). Bounded: the oldest blocks go first, so a number may be
 * asked for that is not known any more.
 */
import { type AllowRule, type ErrorDocument, Plan, type Report, type Request, Step } from "@zenus/core"
import type { Meaning } from "./Meaning.ts"

/** A rule that holds until the shell is left. */
export type SessionRule = AllowRule

/** Lines of an answer that a block keeps, so that "the second one" means something. */
export const MAX_ITEMS = 10_000
/** Blocks that are kept. */
export const MAX_BLOCKS = 1_000
/** Lines, paths and effects that all blocks hold together; older ones keep what became of them, and not what they listed. */
export const MAX_HELD = 40_000

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
  /** What belongs to it as well, newest first: the part that was done before a crash cut it off, rounds before its last. */
  readonly parts: ReadonlyArray<string>
  readonly plan: Plan | null
  /** Bare lines of the answer, as in a pipe, at most `MAX_ITEMS`. */
  readonly items: ReadonlyArray<string>
  /** The paths that the answer speaks of, absolute, at most `MAX_ITEMS`. */
  readonly paths: ReadonlyArray<string>
  /** There were more of either. */
  readonly cut: boolean
  readonly error: ErrorDocument | null
  readonly undoable: boolean
  /** It was only planned and shown. */
  readonly planned: boolean
  /** What an undo took back, or a redo did again. */
  readonly moved: ReadonlyArray<string>
  /** What the line meant, to be done again. */
  readonly meaning: Meaning
}

export interface ShellState {
  /** Absolute, as the person sees it. */
  cwd: string
  /** Where it was before; `null` until it has moved. */
  before: string | null
  mode: Request["mode"]
  /** Oldest first, at most `MAX_BLOCKS`. */
  readonly blocks: Array<Block>
  readonly allowed: Array<SessionRule>
  /** It was said what a `!` means. */
  toldOfShell: boolean
  /** Who answers instead of the first provider; `null` while the first does. */
  fallback: string | null
}

export const newShellState = (cwd: string): ShellState => ({
  cwd,
  before: null,
  mode: "run",
  blocks: [],
  allowed: [],
  toldOfShell: false,
  fallback: null
})

/** What a line did, or did again, newest first: taken back together. */
export const transactionsOf = ({
  kind,
  moved,
  parts,
  transaction
}: Pick<Block, "kind" | "moved" | "parts" | "transaction">): ReadonlyArray<string> =>
  kind === "redo" ? moved.toReversed() : transaction === null ? [] : [transaction, ...parts]

/** The number of the line that is typed now. */
export const nextNumber = ({ blocks }: Pick<ShellState, "blocks">): number => (blocks.at(-1)?.number ?? 0) + 1

const weightOf = ({ items, paths, plan }: Block): number =>
  items.length + paths.length + (plan?.steps.reduce((sum, { effects }) => sum + effects.length, 0) ?? 0)

/** A plan that a line brought along names as much as its answer did. */
const FORGOTTEN: Meaning = { type: "say", lines: ["That line is too long ago to be asked again."], code: 4 }

const withoutWeight = (block: Block): Block => ({
  ...block,
  meaning: block.meaning.type === "request" && block.meaning.translators !== undefined ? FORGOTTEN : block.meaning,
  items: [],
  paths: [],
  cut: true,
  plan:
    block.plan === null
      ? null
      : new Plan(
          {
            ...block.plan,
            steps: block.plan.steps.map((step) => new Step({ ...step, effects: [] }, { disableChecks: true }))
          },
          { disableChecks: true }
        )
})

/** Keeps a block; the oldest go, and those that held long lists let go of them. */
export const keepBlock = ({ blocks }: Pick<ShellState, "blocks">, block: Block): void => {
  blocks.push(block)
  if (blocks.length > MAX_BLOCKS) blocks.splice(0, blocks.length - MAX_BLOCKS)
  let held = 0
  for (let at = blocks.length - 1; at >= 0; at--) {
    const one = blocks[at]
    if (one === undefined) break
    const weight = weightOf(one)
    held += weight
    // The newest stays whole whatever it holds.
    if (held > MAX_HELD && weight > 0 && at < blocks.length - 1) {
      blocks[at] = withoutWeight(one)
      held -= weight
    }
  }
}
