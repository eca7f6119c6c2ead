/**
 * The user's own editor over a text: `$VISUAL`, `$EDITOR`, else the first of a few that is there. The text lies in a folder of its own
 * (0700) for as long as that takes, and the terminal belongs to the editor. Arguments are a list: the variable may hold words
 * (`code -w`, quotes for a path with blanks), and no shell reads them. An editor that fails changes nothing.
 */
import { spawn } from "node:child_process"
import fs from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import * as Effect from "effect/Effect"
import { escapeName, quoteName, type Recoverable } from "@zenus/core"
import { commandWords } from "../args/splitWords.ts"
import { findProgram } from "./findProgram.ts"

/** Tried in this order where no variable names one. */
const EDITORS: ReadonlyArray<string> = ["sensible-editor", "nano", "vim", "vi", "emacs"]

/** Longer texts are not read back: no request is as long. */
const MAX_BYTES = 1_000_000

export class EditorFailed implements Recoverable {
  readonly _tag = "EditorFailed"
  readonly message: string
  readonly recovery: ReadonlyArray<string>
  constructor(message: string, recovery: ReadonlyArray<string>) {
    this.message = message
    this.recovery = recovery
  }
}

const EXAMPLE = "nano"
const known = (env: NodeJS.ProcessEnv): ReadonlyArray<string> =>
  EDITORS.filter((name) => findProgram(name, env) !== null)
/** One to set EDITOR to; not the one that reads EDITOR itself. */
const advised = (env: NodeJS.ProcessEnv): string | undefined => known(env).find((name) => name !== "sensible-editor")

/** What is started, without the file. Fails where there is none, and where the one that is named is not there. */
const editorOf = (cwd: string, env: NodeJS.ProcessEnv): ReadonlyArray<string> => {
  const [found] = known(env)
  const other = advised(env)
  const advice = [
    other === undefined
      ? `Install one, and set EDITOR to it, for example: export EDITOR=${EXAMPLE}`
      : `Set EDITOR to one that is there: export EDITOR=${other}`
  ]
  for (const name of ["VISUAL", "EDITOR"]) {
    const words = commandWords(env[name] ?? "")
    const [program] = words
    if (program === undefined) continue
    if (findProgram(program.includes("/") ? path.resolve(cwd, program) : program, env) === null)
      throw new EditorFailed(`${name} names ${quoteName(program)}, which is not there or may not be run.`, advice)
    return words
  }
  if (found === undefined) throw new EditorFailed("There is no editor.", advice)
  return [found]
}

/** Resolves with the exit code, or says why it could not be started. */
const started = (words: ReadonlyArray<string>, file: string, cwd: string, env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const [program = "", ...rest] = words
    const child = spawn(program, [...rest, file], { cwd, env, stdio: "inherit" })
    child.on("error", reject)
    child.on("exit", (code) => resolve(code ?? 1))
  })

/**
 * The text as it was saved, without the line end at its end; null where nothing was changed.
 * @param cwd where the editor is started.
 * @fails EditorFailed there is none, it could not be started, or it ended with an error.
 */
export const openEditor = (
  text: string,
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }
): Effect.Effect<string | null, EditorFailed> =>
  Effect.acquireUseRelease(
    Effect.sync(() => fs.mkdtempSync(path.join(tmpdir(), "zenus-edit-"))),
    (folder) =>
      Effect.tryPromise({
        try: async () => {
          const words = editorOf(cwd, env)
          const file = path.join(folder, "request.txt")
          fs.writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" })
          const code = await started(words, file, cwd, env)
          if (code !== 0)
            throw new EditorFailed(`${escapeName(words[0] ?? "")} ended with ${code}: the line is as it was.`, [
              "Look at what EDITOR and VISUAL name."
            ])
          if (fs.statSync(file).size > MAX_BYTES)
            throw new EditorFailed("What was saved is longer than 1 MB: the line is as it was.", ["Write it shorter."])
          const saved = fs
            .readFileSync(file, "utf8")
            .replace(/\r\n?/g, "\n")
            .replace(/(?<!\n)\n+$/, "")
          return saved === text ? null : saved
        },
        catch: (error) =>
          error instanceof EditorFailed
            ? error
            : new EditorFailed(
                `The editor could not be used: ${escapeName(error instanceof Error ? error.message : String(error))}`,
                [`Set EDITOR to another one, for example: export EDITOR=${advised(env) ?? EXAMPLE}`]
              )
      }),
    (folder) => Effect.sync(() => fs.rmSync(folder, { recursive: true, force: true }))
  )
