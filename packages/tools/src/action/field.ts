/** Fields of an action's arguments, each with the description that help, JSON Schemas and docs show. */
import { Selection } from "@zenus/core"
import * as Schema from "effect/Schema"

export const field = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

/** A field that may be left out. */
export const option = <S extends Schema.Top>(schema: S, description: string): Schema.optionalKey<S["Rebuild"]> =>
  Schema.optionalKey(schema.annotate({ description }))

export const selection = (description: string) => field(Selection, description)
export const optionalSelection = (description: string) => option(Selection, description)
export const flag = (description: string) => option(Schema.Boolean, description)
export const text = (description: string) => field(Schema.String, description)
export const optionalText = (description: string) => option(Schema.String, description)
export const texts = (description: string) => field(Schema.Array(Schema.String), description)
export const choice = <const L extends ReadonlyArray<string>>(choices: L, description: string) =>
  option(Schema.Literals(choices), description)
