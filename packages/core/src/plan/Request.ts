/** What was asked, by whom, from where. Text is data until a translator has read it. */
import * as Schema from "effect/Schema"

/** Longest request that is read, in characters; longer ones are refused with that number. */
export const MAX_REQUEST_LENGTH = 16_384

export class Request extends Schema.Class<Request>("@zenus/core/plan/Request")({
  text: Schema.String,
  /** Absolute path of the working folder, as the user sees it. */
  cwd: Schema.String,
  home: Schema.String,
  /** When it was asked: milliseconds since 1970. "yesterday" counts from here. */
  at: Schema.Finite,
  /** IANA name of the local time zone. */
  timeZone: Schema.String,
  mode: Schema.Literals(["run", "plan", "dry-run"])
}) {}
