import { assert, describe, it } from "@effect/vitest"
import { shellFinding, userShell, type UserShell } from "#cli/doctor/userShell.ts"

const known = (path: string, env: NodeJS.ProcessEnv = {}): UserShell => {
  const found = userShell({ ...env, SHELL: path }, "/home/ada")
  assert(found !== null)
  return found
}

describe("userShell", () => {
  it("goes by SHELL, wherever the program is, and knows no other", () => {
    assert.strictEqual(known("/usr/local/bin/zsh").name, "zsh")
    assert.strictEqual(known("/bin/bash").files[0], "/home/ada/.bashrc")
    assert.strictEqual(userShell({ SHELL: "/bin/dash" }, "/home/ada"), null)
    assert.strictEqual(userShell({}, "/home/ada"), null)
  })

  it("looks where the shell itself looks", () => {
    assert.deepStrictEqual(known("/bin/zsh", { ZDOTDIR: "/home/ada/z" }).files, ["/home/ada/z/.zshrc"])
    assert.strictEqual(known("/bin/fish", { XDG_CONFIG_HOME: "/c" }).files[0], "/c/fish/config.fish")
  })
})

describe("shellFinding", () => {
  const line = 'eval "$(zenus completions zsh)"\n'
  const table: ReadonlyArray<
    readonly [why: string, texts: string, setUp: string | undefined, status: string, says: RegExp]
  > = [
    ["the script was read in this shell", "", "zsh:17", "ok", /This zsh has completions, noglob and the key/],
    ["another shell read its own", "", "bash:17", "warning", /takes \? and \*/],
    ["it is read at the start", line, undefined, "ok", /at its start/],
    ["the line is a comment", `# ${line}`, undefined, "warning", /takes \? and \*/],
    ["noglob alone", "alias zenus='noglob zenus'\n", undefined, "warning", /has noglob .* no completions/],
    ["nothing", "", undefined, "warning", /takes \? and \*/]
  ]
  for (const [why, texts, setUp, status, says] of table)
    it(`${why}: ${status}`, () => {
      const finding = shellFinding(known("/bin/zsh"), texts, setUp)
      assert.strictEqual(finding.status, status)
      assert.match(finding.message, says)
      if (status === "warning") assert.match(finding.recovery[0] ?? "", /\.zshrc: eval "\$\(zenus completions zsh\)"$/)
    })
})
