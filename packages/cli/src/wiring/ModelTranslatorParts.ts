/** What planning with a model stands on, besides the services that are loaded with the first one asked. */
import type { ReadDisk, Toolbox } from "@zenus/core"
import type { Models } from "./models.ts"

export interface ModelTranslatorParts {
  readonly models: Models
  readonly toolbox: Toolbox
  readonly disk: ReadDisk
  /** `safety.neverRead` as it stands in the configuration. */
  readonly neverRead: ReadonlyArray<string>
  readonly home: string
}
