import { assert, describe, it } from "@effect/vitest"
import { deedEnvironment, readEnvironment, undoEnvironment } from "#tools/git/gitEnvironment.ts"

const env = new Map([
  ["PATH", "/bin"],
  ["HOME", "/home/ada"],
  ["GIT_DIR", "/elsewhere"],
  ["GIT_INDEX_FILE", "/elsewhere"],
  ["GIT_EXTERNAL_DIFF", "evil"],
  ["GIT_CONFIG_COUNT", "1"],
  ["GIT_AUTHOR_NAME", "Ada"],
  ["GIT_SSH_COMMAND", "ssh -v"],
  ["GIT_CONFIG_GLOBAL", "/home/ada/.config/git"],
  ["GIT_EDITOR", "vi"],
  ["OPENAI_API_KEY", "secret"],
  ["SSH_AUTH_SOCK", "/run/agent"]
])

describe("git's environment", () => {
  it("keeps who and how, and takes away what points elsewhere or asks", () => {
    const found = Object.fromEntries(deedEnvironment(env))
    assert.deepInclude(found, {
      PATH: "/bin",
      GIT_AUTHOR_NAME: "Ada",
      GIT_SSH_COMMAND: "ssh -v",
      SSH_AUTH_SOCK: "/run/agent",
      GIT_TERMINAL_PROMPT: "0",
      GIT_ASKPASS: "",
      GIT_PAGER: "cat",
      GIT_EDITOR: "false",
      GIT_ALLOW_PROTOCOL: "https:http:ssh:git:file",
      LC_ALL: "C"
    })
    for (const name of [
      "GIT_DIR",
      "GIT_INDEX_FILE",
      "GIT_EXTERNAL_DIFF",
      "GIT_CONFIG_COUNT",
      "OPENAI_API_KEY",
      "GIT_OPTIONAL_LOCKS"
    ]) {
      assert.notProperty(found, name)
    }
  })

  it("takes no lock and fetches nothing while looking", () => {
    assert.deepInclude(Object.fromEntries(readEnvironment(env)), { GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1" })
  })

  it("gives the journal what undo needs and nothing secret", () => {
    assert.deepStrictEqual(undoEnvironment(env), {
      PATH: "/bin",
      HOME: "/home/ada",
      GIT_CONFIG_GLOBAL: "/home/ada/.config/git"
    })
  })
})
