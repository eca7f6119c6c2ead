/**
 * What is meant: the deeds a request names, with arguments as written and nothing looked up yet.
 * Rules and models write the same form; neither can write a risk. New fields need defaults and
 * none is ever renamed, so that what an older version wrote can still be read.
 */
import * as Schema from "effect/Schema"
import { Reference } from "./Selection.ts"

export class IntentStep extends Schema.Class<IntentStep>("@zenus/core/plan/IntentStep")({
  id: Schema.NonEmptyString,
  tool: Schema.NonEmptyString,
  action: Schema.NonEmptyString,
  /** Decoded by the action's own schema, excess keys refused. */
  args: Schema.Record(Schema.String, Schema.Unknown),
  dependsOn: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Argument name to the earlier step whose output it takes. */
  references: Schema.optionalKey(Schema.Record(Schema.String, Reference))
}) {}

export class IntentIR extends Schema.Class<IntentIR>("@zenus/core/plan/IntentIR")({
  version: Schema.Literal(1),
  goal: Schema.String,
  /** Who wrote it: `rules` or a provider's name. */
  provider: Schema.String,
  /** 0 to 1. */
  confidence: Schema.Finite,
  steps: Schema.Array(IntentStep)
}) {}
