/**
 * `zenus completions` as people use it: read by a real bash, zsh and fish on a terminal. The key turns what was typed into a command
 * and runs nothing; what it wrote is then run, with a program called `zenus` that shows the words that it got.
 */
import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { enterLine, it, noPty, openTerminal, type OpenTerminal, runZenus } from "#kit"

interface Shell {
  readonly name: "bash" | "zsh" | "fish"
  /** Started so that it reads our script and nothing of the machine's. */
  readonly argv: (home: string) => ReadonlyArray<string>
  readonly rc: string
  readonly prompt: string
  /** Another key in this shell's notation, and how it is pressed. */
  readonly other: string
}

const SHELLS: ReadonlyArray<Shell> = [
  {
    name: "bash",
    argv: (home) => ["bash", "--rcfile", join(home, ".bashrc"), "-i"],
    rc: ".bashrc",
    prompt: "PS1='ready> '\n",
    other: "export ZENUS_HOTKEY='\\C-xz'\n"
  },
  {
    name: "zsh",
    argv: () => ["zsh", "-d", "-i"],
    rc: ".zshrc",
    prompt: "PS1='ready> '\n",
    other: "export ZENUS_HOTKEY='^Xz'\n"
  },
  {
    name: "fish",
    argv: () => ["fish", "-i"],
    rc: ".config/fish/config.fish",
    prompt:
      "function fish_prompt; echo -n 'ready> '; end\nset -g fish_greeting\nset -g fish_autosuggestion_enabled 0\n",
    other: "set -gx ZENUS_HOTKEY \\cxz\n"
  }
]

const missing = ({ name }: Shell): string | null =>
  noPty ?? (spawnSync(name, ["-c", "true"]).status === 0 ? null : `needs ${name}`)

/** Stands behind the name of what is skipped. */
const note = (shell: Shell): string => {
  const why = missing(shell)
  return why === null ? "" : ` (skipped: ${why})`
}

const texts: ReadonlyArray<readonly [typed: string, got: string]> = [
  ["what are the 5 largest files here?", "what are the 5 largest files here?"],
  ['what\'s in *.txt & why; $HOME `x` \\ "q" !', 'what\'s in *.txt & why; $HOME `x` \\ "q" !'],
  ["größte Dateien 文件", "größte Dateien 文件"]
]

for (const shell of SHELLS)
  describe.skipIf(missing(shell) !== null)(`${shell.name}'s own prompt${note(shell)}`, () => {
    const start = async (
      { env, folder, home }: { env: Record<string, string>; folder: string; home: { path: string } },
      before = ""
    ): Promise<OpenTerminal> => {
      const script = await runZenus({ args: ["completions", shell.name], cwd: folder, env })
      assert.strictEqual(script.exitCode, 0)
      const bin = join(home.path, "bin")
      mkdirSync(bin)
      // Its own words, one a line; nothing else may show that it was called.
      writeFileSync(join(bin, "zenus"), '#!/bin/sh\nprintf "ran: "\nprintf "<%s>" "$@"\necho\n')
      chmodSync(join(bin, "zenus"), 0o755)
      mkdirSync(join(home.path, ".config", "fish"), { recursive: true })
      writeFileSync(join(home.path, shell.rc), `${shell.prompt}${before}${script.stdout}`)
      return openTerminal({
        argv: shell.argv(home.path),
        cwd: folder,
        columns: 120,
        env: {
          ...env,
          PATH: `${bin}:${env["PATH"] ?? ""}`,
          ZDOTDIR: home.path,
          XDG_CONFIG_HOME: join(home.path, ".config")
        }
      })
    }

    for (const [typed, got] of texts)
      it(`the key makes a command of ${typed}, which is run when Enter says so`, async ({ env, folder, home }) => {
        const terminal = await start({ env, folder, home })
        try {
          await terminal.waitFor(/ready>$/m, "the prompt")
          terminal.type(typed)
          await terminal.waitFor((rows) => rows.some((row) => row.includes(typed.slice(-6))), "what was typed")
          terminal.key("alt+z")
          await terminal.waitFor(/ready> zenus run -- '/, "the command")
          assert.notMatch(terminal.screen().join("\n"), /ran: /)
          terminal.key("enter")
          const rows = await terminal.waitFor(/ran: <run><--><.*>/, "what it was called with")
          assert.include(rows.join("\n"), `ran: <run><--><${got}>`)
        } finally {
          await terminal.close()
        }
      })

    it("leaves an empty line and a command of zenus as they are, and takes another key", async ({
      env,
      folder,
      home
    }) => {
      const terminal = await start({ env, folder, home }, shell.other)
      try {
        await terminal.waitFor(/ready>$/m, "the prompt")
        terminal.key("ctrl+x")
        terminal.type("z")
        terminal.type("zenus stats")
        await terminal.waitFor(/ready> zenus stats$/m, "what was typed")
        terminal.key("ctrl+x")
        terminal.type("z")
        terminal.key("enter")
        await terminal.waitFor(/ran: <stats>[^]*ready>$/m, "the line as it was")
        terminal.type("list files")
        await terminal.waitFor(/ready> list files$/m, "what was typed")
        terminal.key("ctrl+x")
        terminal.type("z")
        await terminal.waitFor(/ready> zenus run -- 'list files'$/m, "the command")
      } finally {
        await terminal.close()
      }
    })

    if (shell.name === "zsh")
      it("a question goes to zenus with its question mark", async ({ env, folder, home }) => {
        const terminal = await start({ env, folder, home })
        try {
          await terminal.waitFor(/ready>$/m, "the prompt")
          await enterLine(terminal, "zenus where is *.txt?")
          await terminal.waitFor(/ran: <where><is><\*\.txt\?>/, "the words unchanged")
        } finally {
          await terminal.close()
        }
      })
  })
