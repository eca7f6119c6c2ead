/** The fields by which actions of TextOps say what they look for, and the test made of them. */
import type { Containing } from "@zenus/core"
import * as Schema from "effect/Schema"
import { type LineTest, makeLineTest } from "../lines/lineTest.ts"

export const patternFields = {
  regex: Schema.optionalKey(Schema.Boolean.annotate({ description: "the text is a regular expression" })),
  anyCase: Schema.optionalKey(Schema.Boolean.annotate({ description: "upper and lower case are the same" })),
  wholeWord: Schema.optionalKey(Schema.Boolean.annotate({ description: "only as a whole word" }))
}

export interface PatternArgs {
  readonly regex?: boolean
  readonly anyCase?: boolean
  readonly wholeWord?: boolean
}

export const containingOf = (text: string, { regex, anyCase, wholeWord }: PatternArgs): Containing => ({
  text,
  ...(regex === undefined ? {} : { regex }),
  ...(anyCase === undefined ? {} : { anyCase }),
  ...(wholeWord === undefined ? {} : { wholeWord })
})

/** Throws `BadArgument` for an expression that cannot be read. */
export const testOf = (text: string, args: PatternArgs): LineTest => makeLineTest(containingOf(text, args))
