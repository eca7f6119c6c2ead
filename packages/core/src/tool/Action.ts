/**
 * The contract that every action of every tool fulfils. An action is one row of a table: help, `zenus tools`,
 * JSON Schemas for models, completions, reference pages and the rules planner are all made from it.
 * `look` reads and decides, and gets nothing that can change anything; what it returns is what the person sees,
 * what safety judges and what the executor does. An action that changes files returns deeds and
 * never touches the disk itself; only a deed outside the file tree (git, a signal) acts on its own, and then
 * says how it is taken back.
 */
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { Disk, ReadDisk } from "../disk/Disk.ts"
import type { PlanEffect, Refusal, Risk, UndoKind } from "../plan/Plan.ts"
import type { Deed } from "./Deed.ts"
import type { Output } from "./Output.ts"
import type { TellProgress } from "./TellProgress.ts"
import type { ToolError } from "./ToolError.ts"

/**
 * One way to say an action. `say` is a template (docs/how-to/add-a-rule.md has each form with its meaning):
 * - words: `move onto`; `a|b` for words that mean the same here, several joined by `_` (`get_rid_of`); `<class>` for a class of
 *   the grammar, also among others (`<show>|cat`); `-l` told apart by case; `: , ( ) < > >>` for themselves.
 * - `[x]` for what may be absent, also nested; `[x -> argument=value other=value]` sets arguments where it is said (`true`,
 *   `false`, whole numbers, else text with `_` for blanks); `x -> argument=value` at the end sets them whenever the phrase
 *   fits; `~[x]`, on the outermost level, may stand anywhere between the parts, once.
 * - `{argument:kind}` for an argument; `{a.b:kind}` inside of another, `{a,b:kind}` for several at once, `{_:kind}` for none;
 *   `{argument:kind|kind}` tries kinds in this order. The kind says how it is read: `files` (a Selection from a noun phrase:
 *   "the jpg files in Downloads larger than 2 MB"), `file`, `folder`, `path` (a path as written), `name` (one part), `text`
 *   (quoted, or the rest), `pattern`, `number`, `size` (bytes), `time` (a TimeRange), `word`, `mode` (permissions),
 *   `choice(a|said=value)`, and the further rows of the grammar's `readSlot.ts`.
 *
 * The verb's inflections ("moves", "moved", "please move", "can you move") are the grammar's business. `set` are arguments
 * that the wording itself fixes.
 */
export interface Phrase {
  readonly say: string
  readonly set?: Readonly<Record<string, unknown>>
}
export const phrase = (say: string, set?: Readonly<Record<string, unknown>>): Phrase =>
  set === undefined ? { say } : { say, set }

export interface LookContext {
  /** Real path of the working folder. */
  readonly cwd: string
  readonly home: string
  /** The disk as it will be once the earlier steps of this plan are done. */
  readonly disk: ReadDisk
  /** When the request was made, milliseconds since 1970. */
  readonly now: number
  /** IANA name; what text shows and what calendar words mean. */
  readonly timeZone: string
  readonly onCollision: "keep-both" | "skip" | "fail"
  /** The environment of the process; secrets are masked by the action that prints it. */
  readonly env: ReadonlyMap<string, string>
  readonly uid: number
  /**
   * Why the entry at this path (its parent real) may never be taken away, or `null`. Safety judges every deed in any case;
   * this spares an action from counting a whole disk first. Absent: not known.
   */
  readonly neverRemoved?: (path: string) => Refusal | null
  /**
   * Why nothing in the folder at this real path may be changed, or `null`; what lies deeper may be another matter. Spares an action
   * from looking through folders in which every deed would be refused. Absent: not known.
   */
  readonly neverChangedIn?: (folder: string) => Refusal | null
}

/** What an own deed gets while it acts. */
export interface ActContext {
  readonly disk: Disk
  readonly transaction: string
  /** A private folder (0700) on the file system of `near` that is kept as long as the transaction can be undone. */
  readonly keep: (near: string) => Effect.Effect<string, ToolError>
  /** Says how far it is; as often as is easy, since whoever shows it leaves most of it out. */
  readonly progress: TellProgress
  /** Whether the action's table entry says that calls to others may be made again. Absent: it does not. */
  readonly repeatable?: boolean
}

/** A deed outside the file tree. `before` is on disk in the journal before `act` begins. Both snapshots are JSON. */
export interface OwnDeed {
  readonly effects: ReadonlyArray<PlanEffect>
  /** What is needed to take it back. Receives the context, since it may keep files aside. */
  readonly before: (context: ActContext) => Effect.Effect<unknown, ToolError>
  readonly act: (context: ActContext, before: unknown) => Effect.Effect<OwnDone, ToolError>
  /**
   * For a deed without an inverse: whether this failure of `act` tells that nothing was done. Absent, or when in doubt: it may have
   * been, and then it stands in the history as something that cannot be taken back.
   */
  readonly didNothing?: (error: ToolError) => boolean
}

export interface OwnDone {
  readonly after: unknown
  readonly output: Output
  /** There was nothing to do after all: then there is nothing to take back, either. */
  readonly didNothing?: true
}

/** Why an own deed cannot be taken back or done again as things stand. */
export interface Blocked {
  readonly _tag: "Blocked"
  readonly path: string
  readonly why: string
  /** What a person can do about it, as an order without a full stop. Absent: nothing, as far as can be told. */
  readonly mend?: string
}

/** How an own deed is taken back. Each looks at the world first and stops, changing nothing, with `Blocked` where it is not as the deed left it. Undoing twice is harmless. */
export interface Inverse {
  /** Looks only: `null` when `undo` would go through. */
  readonly check: (
    before: unknown,
    after: unknown,
    disk: ReadDisk,
    direction: "undo" | "redo"
  ) => Effect.Effect<Blocked | null, ToolError>
  readonly undo: (before: unknown, after: unknown, context: ActContext) => Effect.Effect<void, ToolError | Blocked>
  readonly redo: (before: unknown, after: unknown, context: ActContext) => Effect.Effect<void, ToolError | Blocked>
  /** `check` looks at the deeds of this same inverse in the same transaction too: those that go first are no reason for it to stop. */
  readonly knowsSiblings?: true
  /** Before an undo or redo that was cut off is continued: ends what still runs of it, removes what it had locked. Absent: nothing of the kind can be left. */
  readonly release?: (before: unknown, disk: Disk) => Effect.Effect<void, ToolError>
  /**
   * Every path (absolute) that undo or redo may change. Absent: not known. Where the way back seems barred at a path that
   * something else which goes first changes, that is no reason to stop before it had its turn.
   */
  readonly touches?: (before: unknown, after: unknown) => Effect.Effect<ReadonlyArray<string>, ToolError>
  /** After a crash in mid-act: makes the world consistent (locks of dead processes) and says what `after` is now; `happened` false when nothing was changed. */
  readonly settle: (
    before: unknown,
    context: ActContext
  ) => Effect.Effect<{ readonly happened: boolean; readonly after: unknown }, ToolError>
}

/** What `look` found out: the whole step, ready to be shown, judged and done. */
export interface Prepared {
  /** One sentence in the plan: `Move 12 files (34 MB)`. */
  readonly explanation: string
  /** Empty for actions that read. In the order in which they are done. */
  readonly deeds: ReadonlyArray<Deed>
  /** Absolute paths (files or whole folders) that the step reads and writes, for ordering. Those of the deeds are added. */
  readonly reads?: ReadonlyArray<string>
  readonly writes?: ReadonlyArray<string>
  /** Before the first deed: makes what deeds of content `staged` name, under `folder`. */
  readonly stage?: (folder: string, context: ActContext) => Effect.Effect<void, ToolError>
  /** For actions that read: gives the answer. May be called while planning, when a later step refers to it. */
  readonly run?: Effect.Effect<Output, ToolError>
  /** For actions that change: the answer once all deeds are verified. Default: count and explanation. */
  readonly answer?: (done: { readonly count: number; readonly bytes: number }) => Output
  readonly own?: OwnDeed
  /** What the person should know before saying yes. */
  readonly notes?: ReadonlyArray<string>
  /** Raises the risk above what the deeds give. */
  readonly risk?: Risk
  /** Paths a later step may take by reference (what was made, moved or found). */
  readonly paths?: ReadonlyArray<string>
  /** `no` or `trash` where this step, with these arguments, is undone in another way than the action in general. */
  readonly undo?: UndoKind
}

export interface Action<Args = never> {
  readonly name: string
  readonly description: string
  /** A struct whose fields all carry a description. Excess keys are refused. */
  readonly args: Schema.Codec<Args, unknown>
  /** The least risk it can have; the engine raises it by what the deeds are. */
  readonly risk: Risk
  readonly undo: UndoKind
  /** Longest time for one step, milliseconds. */
  readonly timeoutMs: number
  /** Whether it may run beside other steps that touch other paths. */
  readonly parallel: boolean
  /**
   * Its calls to other machines change nothing there, so they may be made again when the way there failed. Absent: one failure is the
   * end of it.
   */
  readonly repeatable?: true
  /** The English that means it, as templates for the rules planner. */
  readonly phrases: ReadonlyArray<Phrase>
  /** Whole requests that mean it, for help and docs; a test checks that the rules planner leads each back here. */
  readonly examples: ReadonlyArray<string>
  readonly look: (args: Args, context: LookContext) => Effect.Effect<Prepared, ToolError>
  readonly inverse?: Inverse
}

/** An action whose argument type is hidden behind its own decoder: what tables hold. */
export interface AnyAction extends Omit<Action, "look" | "args"> {
  readonly args: Schema.Codec<unknown, unknown>
  /** Decodes, then looks. `BadArgument` for what does not fit. */
  readonly prepare: (args: unknown, context: LookContext) => Effect.Effect<Prepared, ToolError>
}
