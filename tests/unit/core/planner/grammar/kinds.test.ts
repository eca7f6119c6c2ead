/** The planner's table of kinds against the one by which files are chosen: "everything except photos" must keep every photo. */
import { assert, describe, it } from "@effect/vitest"
import { KIND_EXTENSIONS } from "#core/planner/grammar/kinds.ts"
import { extensionsOf } from "#tools/select/kinds.ts"

describe("kinds that are left out", () => {
  it.each([...KIND_EXTENSIONS])("have all extensions by which they are chosen: %s", (kind, extensions) => {
    assert.deepStrictEqual([...extensions].toSorted(), [...extensionsOf(kind)].toSorted())
  })
})
