import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it } from "#kit"
import { octalMode, readMode } from "#tools/file/change/permissionBits.ts"

const apply = (written: string, mode: number, isFolder = false): string => {
  const change = readMode(written)
  return change === null ? "none" : octalMode(change(mode, isFolder))
}

describe("readMode", () => {
  it("reads octal, with the set-id bits of folders kept by three digits", () => {
    assert.strictEqual(apply("755", 0o600), "0755")
    assert.strictEqual(apply("0644", 0o4755), "0644")
    assert.strictEqual(apply("755", 0o2700, true), "2755")
    assert.strictEqual(apply("0", 0o777), "0000")
    assert.strictEqual(apply("1777", 0o755, true), "1777")
  })

  it("reads the words that people use", () => {
    assert.strictEqual(apply("read only", 0o664), "0444")
    assert.strictEqual(apply("Executable", 0o644), "0755")
    assert.strictEqual(apply("private", 0o755), "0700")
  })

  it("knows what is no mode", () => {
    for (const written of ["", " ", "8", "77777", "x", "u", "u++y", "a+x b", "u+x;", "rwx", "+x,"]) {
      assert.strictEqual(apply(written, 0o644), "none", JSON.stringify(written))
    }
  })

  // GNU chmod is the judge, with a umask of 0 so that +x means a+x there too.
  it.runIf(process.platform === "linux")("does what chmod does", ({ folder }) => {
    const modes = [0o000, 0o644, 0o755, 0o4755, 0o2775, 0o1777, 0o600, 0o111]
    const written = "+x a-w u+s g+s +t o= go=rX a+X u=g g=u,o-w o=g ug+rw-x u=rwx,go=rx a= =r -t,u-s u+r-w+x".split(" ")
    const entries = modes.flatMap((mode) => [
      { mode, path: join(folder, `f${mode}`), isFolder: false },
      { mode, path: join(folder, `d${mode}`), isFolder: true }
    ])
    for (const { path, isFolder } of entries) {
      if (isFolder) mkdirSync(path)
      else writeFileSync(path, "")
    }
    const paths = entries.map(({ path }) => path)
    for (const text of written) {
      for (const { mode, path } of entries) chmodSync(path, mode)
      execFileSync("/bin/sh", ["-c", 'umask 0; exec chmod -- "$@"', "sh", text, ...paths])
      for (const { mode, path, isFolder } of entries) {
        const real = octalMode(statSync(path).mode & 0o7777)
        assert.strictEqual(
          apply(text, mode, isFolder),
          real,
          `${text} on ${octalMode(mode)} of ${isFolder ? "d" : "f"}`
        )
      }
    }
  })
})
