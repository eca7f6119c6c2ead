/** What can be wrong with the configuration, one class per reaction: mend the text, mend the file, or name another key. */
import * as Schema from "effect/Schema"
import { escapeName } from "../errors/escapeName.ts"
import type { Recoverable } from "../errors/Recoverable.ts"

/** One wrong place. */
export const ConfigProblem = Schema.Struct({
  /** `trash.retention`, `safety.allow[0].until`; empty for the file as a whole. */
  key: Schema.String,
  /** From 1; `null` where the place has none. */
  line: Schema.NullOr(Schema.Int),
  /** What was expected and what was found. */
  message: Schema.String,
  /** What to write instead, where that is known. */
  fix: Schema.NullOr(Schema.String)
})
export type ConfigProblem = typeof ConfigProblem.Type

/** `trash.retention (line 4): expected a length such as 30 days, got 30` */
export const sayProblem = ({ key, line, message }: ConfigProblem): string => {
  const place = [
    ...(key === "" ? [] : [escapeName(key)]),
    ...(line === null ? [] : [key === "" ? `line ${line}` : `(line ${line})`])
  ]
  return `${place.join(" ")}${place.length === 0 ? "" : ": "}${escapeName(message)}`
}

/** How many problems a message shows; all are in `problems`. */
const SHOWN = 8

/** The text is no configuration: every problem, not only the first. */
export class ConfigInvalid
  extends Schema.TaggedError<ConfigInvalid>()("ConfigInvalid", {
    file: Schema.String,
    problems: Schema.NonEmptyArray(ConfigProblem)
  })
  implements Recoverable
{
  override get message(): string {
    const { length } = this.problems
    const shown = this.problems.slice(0, SHOWN).map(sayProblem)
    const more = length > SHOWN ? ` And ${length - SHOWN} more.` : ""
    return `The configuration ${escapeName(this.file)} has ${length === 1 ? "a problem" : `${length} problems`}: ${shown.join("; ")}.${more}`
  }
  get recovery(): ReadonlyArray<string> {
    const fixes = [...new Set(this.problems.flatMap(({ fix }) => fix ?? []))].slice(0, 2).map(escapeName)
    return [...fixes, "Show all problems: zenus config validate"]
  }
}

/** The file is there and cannot be read, or not be trusted. */
export class ConfigUnreadable
  extends Schema.TaggedError<ConfigUnreadable>()("ConfigUnreadable", {
    file: Schema.String,
    reason: Schema.String,
    hint: Schema.String
  })
  implements Recoverable
{
  override get message(): string {
    return `Cannot read the configuration ${escapeName(this.file)}: ${this.reason}.`
  }
  get recovery(): ReadonlyArray<string> {
    return [this.hint]
  }
}

export class ConfigUnwritable
  extends Schema.TaggedError<ConfigUnwritable>()("ConfigUnwritable", {
    file: Schema.String,
    reason: Schema.String,
    hint: Schema.String
  })
  implements Recoverable
{
  override get message(): string {
    return `Cannot write the configuration ${escapeName(this.file)}: ${this.reason}.`
  }
  get recovery(): ReadonlyArray<string> {
    return [this.hint]
  }
}

/** A key that there is not, named by `config set`. */
export class UnknownConfigKey
  extends Schema.TaggedError<UnknownConfigKey>()("UnknownConfigKey", {
    key: Schema.String,
    near: Schema.Array(Schema.String)
  })
  implements Recoverable
{
  override get message(): string {
    return `There is no configuration key ${escapeName(this.key.slice(0, 200))}.`
  }
  get recovery(): ReadonlyArray<string> {
    return [...this.near.map((key) => `Did you mean ${key}?`), "List the keys: zenus config show"]
  }
}
