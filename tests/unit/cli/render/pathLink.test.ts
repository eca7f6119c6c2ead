import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import { terminalLines } from "#cli/terminal/answer.ts"
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

const link = (text: string, path: string): string => pathLink(text, path, "box")

describe("the lines of an answer", () => {
  it("lead to their files, one path a line", () => {
    const output = { lines: ["a.txt", "deep/b\u001b[2J", "sub/"], paths: ["/w/a.txt", "/w/deep/b\u001b[2J", "/w/sub"] }
    assert.deepStrictEqual(terminalLines(output, "box"), [
      link("a.txt", "/w/a.txt"),
      link("deep/b\\e[2J", "/w/deep/b\u001b[2J"),
      link("sub/", "/w/sub")
    ])
    assert.deepStrictEqual(terminalLines(output), ["a.txt", "deep/b\\e[2J", "sub/"])
  })

  it("lead nowhere where it is not sure which path is meant", () => {
    const odd = { lines: ["a.txt", "3 more"], paths: ["/w/a.txt", "/w/b.txt", "/w/c.txt"] }
    assert.deepStrictEqual(terminalLines(odd, "box"), odd.lines)
    assert.deepStrictEqual(terminalLines({ lines: ["xt", ""], paths: ["/w/a.txt", "/w/b"] }, "box"), ["xt", ""])
  })

  it("in a table only the cell that names the path, and columns still line up", () => {
    const output = {
      lines: [],
      paths: ["/w/a.txt", "/w/longer.txt"],
      table: {
        columns: ["Name", "Size", "Kind"],
        rows: [
          ["a.txt", 1, "txt"],
          ["longer.txt", 22, "txt"]
        ]
      }
    }
    assert.deepStrictEqual(terminalLines(output, "box"), [
      "Name        Size  Kind",
      `${link("a.txt", "/w/a.txt")}          1  txt`,
      `${link("longer.txt", "/w/longer.txt")}    22  txt`
    ])
  })
})
