import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import { displayWidth } from "#cli/render/displayWidth.ts"
import { fileUrl, pathLink } from "#cli/render/pathLink.ts"

describe("a link to a path", () => {
  it.each([
    ["/home/ada/a b.txt", "file://box/home/ada/a%20b.txt"],
    ["/tmp/100%?#;&.md", "file://box/tmp/100%25%3F%23%3B%26.md"],
    ["/x/日本", "file://box/x/%E6%97%A5%E6%9C%AC"],
    ["/x/a\u001b]8;;http://evil\u0007b", "file://box/x/a%1B%5D8%3B%3Bhttp%3A//evil%07b"],
    ["/x/byte\udcff", "file://box/x/byte%FF"]
  ])("%j", (path, url) => {
    assert.strictEqual(fileUrl(path, "box"), url)
  })

  it("names no host that is none", () => {
    assert.strictEqual(fileUrl("/a", "box\u001b[2J"), "file:///a")
    assert.strictEqual(fileUrl("/a", ""), "file:///a")
  })

  it("leads to the very path, whatever it is called, and holds no control character", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc
            .string({ unit: "grapheme", minLength: 1 })
            .filter((part) => !/[/\0]/.test(part) && part !== "." && part !== ".."),
          { minLength: 1 }
        ),
        (parts) => {
          const path = `/${parts.join("/")}`
          const url = fileUrl(path, "")
          assert.match(url, /^[\u0021-\u007e]*$/)
          assert.strictEqual(fileURLToPath(url), path)
        }
      )
    )
  })

  it("takes no cells", () => {
    assert.strictEqual(displayWidth(pathLink("a.txt", "/home/ada/a.txt", "box")), 5)
  })
})
