/** What holds of every pasted command: each has an example here that it reads, and the rules understand the English of it. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { COMMAND_NAMES } from "#cli/pasted/commandNames.ts"
import { PASTED, readPasted } from "#cli/pasted/readPasted.ts"
import { readingWorld } from "#kit/readingWorld.ts"

const EXAMPLES: Readonly<Record<string, string>> = {
  rm: "rm -r build",
  mv: "mv -f a.txt b",
  cp: "cp -a a.txt b",
  mkdir: "mkdir -p x/y",
  touch: "touch x.txt",
  ln: "ln -s a.txt l",
  chmod: "chmod -R 755 build",
  tar: "tar -tf c.tgz",
  unzip: "unzip -l c.zip",
  zip: "zip -r c.zip build",
  ls: "ls -lA old",
  ll: "ll",
  la: "la old",
  dir: "dir",
  cat: "cat -n a.txt",
  head: "head -n 3 a.txt",
  tail: "tail -n 3 a.txt",
  wc: "wc -w a.txt",
  grep: "grep -ril 'foo' .",
  rg: "rg foo",
  find: "find old -type d -empty -delete",
  du: "du -sh old",
  df: "df -h",
  ps: "ps aux",
  free: "free -h",
  uname: "uname -a",
  id: "id -u",
  who: "who a.txt",
  kill: "kill -15 12",
  sort: "sort -r a.txt",
  diff: "diff -u a.txt b.txt",
  tree: "tree -L 2 old"
}
/** Those that are never read, and say why. */
const NEVER = new Set(["rmdir", "who"])

describe("every pasted command", () => {
  it.for([...PASTED.keys()].filter((name) => !NEVER.has(name)))("%s", async (name) => {
    const line = EXAMPLES[name] ?? ""
    assert.notStrictEqual(line, "", "has an example here")
    const world = readingWorld({ names: ["/w/a.txt", "/w/b.txt", "/w/old/", "/w/build/"] })
    const meaning = await Effect.runPromise(readPasted(line, world))
    assert.strictEqual(meaning?.type, "request", JSON.stringify(meaning))
    if (meaning?.type !== "request") return
    assert.isDefined(meaning.translators, "brings the plan along, so that no model is asked")
  })
})

describe("the first words of commands", () => {
  it("are those of the tables, so that no other line loads them", () =>
    assert.deepStrictEqual([...COMMAND_NAMES].toSorted(), [...PASTED.keys()].toSorted()))
})
