import { assert, describe, it } from "@effect/vitest"
import { inHosts } from "#core/node/lookUpName.ts"

describe("inHosts", () => {
  const text = "# mine\n127.0.0.1 localhost\n10.0.0.7\tbox.example box # the box\n::1 BOX\n10.0.0.8 box\nbox 10.0.0.9\n"

  it("gives every address of a name in the order of the file, whatever its case", () => {
    assert.deepStrictEqual(inHosts(text, "Box"), [
      { address: "10.0.0.7", family: 4 },
      { address: "::1", family: 6 },
      { address: "10.0.0.8", family: 4 }
    ])
  })

  it("finds nobody in comments, in addresses, or in nothing", () => {
    for (const name of ["the", "mine", "10.0.0.7", "", "example"]) assert.deepStrictEqual(inHosts(text, name), [], name)
    assert.deepStrictEqual(inHosts("", "box"), [])
  })
})
