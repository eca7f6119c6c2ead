/**
 * A resolved plan: every step with its risk, its way back and every single effect. Paths of effects are
 * absolute here; `planJson` (render) shows them relative to the working folder.
 */
import * as Schema from "effect/Schema"

/** 0 reads; 1 creates or moves; 2 changes or deletes, can be undone; 3 cannot be undone (contract §4). */
export const Risk = Schema.Literals([0, 1, 2, 3])
export type Risk = typeof Risk.Type

export const UndoKind = Schema.Literals(["yes", "trash", "no"])
export type UndoKind = typeof UndoKind.Type

/**
 * What an effect does to one path. `replace` puts something in place of an existing target (old one to
 * the trash), `modify` changes the content of an existing file, `delete` goes to the trash,
 * `destroy` is for good; `act` is a deed outside the file tree and says in `detail` what.
 */
export const EffectOp = Schema.Literals([
  "create",
  "move",
  "copy",
  "link",
  "archive",
  "extract",
  "delete",
  "replace",
  "modify",
  "mode",
  "owner",
  "times",
  "destroy",
  "git",
  "kill",
  "send",
  "act"
])
export type EffectOp = typeof EffectOp.Type

export const PlanEffect = Schema.Struct({
  op: EffectOp,
  from: Schema.optionalKey(Schema.String),
  to: Schema.optionalKey(Schema.String),
  bytes: Schema.optionalKey(Schema.Finite),
  /** In words or figures what the paths do not say: `0644 -> 0755`, `pid 4211 (sleep)`. */
  detail: Schema.optionalKey(Schema.String)
})
export type PlanEffect = typeof PlanEffect.Type

/** Made by the engine alone (`tool/Deed.ts`), so only that it is a list is looked at: 100,000 effects, each checked and copied, take longer than planning them. */
const Effects = Schema.declare((value): value is ReadonlyArray<PlanEffect> => Array.isArray(value))

export class Step extends Schema.Class<Step>("@zenus/core/plan/Step")({
  id: Schema.String,
  tool: Schema.String,
  action: Schema.String,
  args: Schema.Record(Schema.String, Schema.Unknown),
  risk: Risk,
  undo: UndoKind,
  dependsOn: Schema.Array(Schema.String),
  explanation: Schema.String,
  count: Schema.Int,
  bytes: Schema.Finite,
  effects: Effects,
  /** What the person should know before saying yes: collisions, things left out, a full trash. */
  notes: Schema.Array(Schema.String)
}) {}

export class Refusal extends Schema.Class<Refusal>("@zenus/core/plan/Refusal")({
  rule: Schema.String,
  reason: Schema.String,
  recovery: Schema.Array(Schema.String)
}) {}

export const PlanStatus = Schema.Literals(["planned", "refused", "not-understood", "ambiguous"])
export type PlanStatus = typeof PlanStatus.Type

export class Plan extends Schema.Class<Plan>("@zenus/core/plan/Plan")({
  request: Schema.String,
  goal: Schema.String,
  provider: Schema.String,
  confidence: Schema.Finite,
  status: PlanStatus,
  requiresConfirmation: Schema.Boolean,
  steps: Schema.Array(Step),
  refusal: Schema.NullOr(Refusal),
  suggestions: Schema.Array(Schema.String),
  /** Absolute working folder; effects are shown relative to it. */
  cwd: Schema.String
}) {}

/** The greatest risk of all steps; 0 for none. */
export const planRisk = (plan: Plan): Risk =>
  plan.steps.reduce<Risk>((most, step) => (step.risk > most ? step.risk : most), 0)
