/**
 * `npm run record:shell`: plays a short session of the shell on a pseudo-terminal of 80 x 24, in a temporary folder with names of its own,
 * and writes docs/shell-session.cast (asciinema's format, version 2) and docs/shell-session.svg. The command must be built.
 *
 * What is in them is what the shell wrote; only the times between keys are those of somebody who types calmly. It refuses to write a
 * recording that names anything of the machine it was made on.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { hostname, tmpdir, userInfo } from "node:os"
import { dirname, join } from "node:path"
import { cleanEnv } from "../tests/kit/cleanEnv.ts"
import { openTerminal } from "../tests/kit/openTerminal.ts"
import { zenusBin } from "../tests/kit/runZenus.ts"
import { atPrompt, shellPrompt } from "../tests/kit/shellPrompt.ts"
import { screenSvg } from "./screenSvg.mjs"

const COLUMNS = 80
const ROWS = 24
const KEY_SECONDS = 0.05
/** Before Enter, and after an answer for somebody who reads it. */
const LOOK_SECONDS = 0.5
const READ_SECONDS = 2.5
/** No pause of the program itself is longer in the recording. */
const MOST_SECONDS = 0.4

const docs = join(import.meta.dirname, "..", "docs")

/** Sizes in MB, as the file system says; their bytes are zeros that take no room. */
const FILES = {
  "beach.jpg": 3.1,
  "cat.jpg": 0.8,
  "garden.jpg": 4.6,
  "mountain.jpg": 5.2,
  "street.jpg": 1.4,
  "list.txt": 0.001,
  "upload-1.tmp": 12,
  "upload-2.tmp": 7.5,
  "drafts/invitation.txt": 0.004,
  "drafts/letter.txt": 0.002
}

/** The last words of a question. */
const QUESTION = /help\):$/m
/** A line and its answer; or single keys and what they show. */
const line = (text) => ({ text, until: "prompt" })
const SESSION = [
  line("which jpg files are larger than 2 MB?"),
  line("move the second one to best"),
  line("undo that"),
  { text: "delete all tmp files", until: QUESTION },
  { keys: ["y", "enter"], slow: true, until: "prompt" },
  line("undo #4"),
  { text: "rm -rf drafts", until: QUESTION },
  { keys: ["n", "enter"], slow: true, until: "prompt" },
  line("why?")
]

const base = realpathSync(mkdtempSync(join(tmpdir(), "recorded-")))
const home = { path: join(base, "home"), zenusHome: join(base, "zenus"), gitConfig: "/dev/null" }
const folder = join(home.path, "photos")
mkdirSync(folder, { recursive: true })
for (const [name, size] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), "")
  truncateSync(join(folder, name), size * 1e6)
}

const terminal = await openTerminal({
  argv: [process.execPath, zenusBin],
  cwd: folder,
  env: cleanEnv(home),
  columns: COLUMNS,
  rows: ROWS
})
const events = []
const screens = []
const decoder = new TextDecoder("utf-8")
let clock = 0
let taken = 0

/** What was written since the last call, with its own pauses, none of them long. */
const take = () => {
  const { pieces } = terminal.written(taken)
  taken = terminal.writtenLength()
  let before = pieces[0]?.at ?? 0
  for (const { at, bytes } of pieces) {
    clock += Math.min(MOST_SECONDS, (at - before) / 1000)
    before = at
    const text = decoder.decode(bytes, { stream: true })
    if (text !== "") events.push([Number(clock.toFixed(3)), "o", text])
  }
}
const shoot = (seconds) => {
  const cells = Array.from({ length: ROWS }, (_, y) =>
    Array.from({ length: COLUMNS }, (_, x) => terminal.colourAt(x, y))
  )
  screens.push({ cells, cursor: terminal.cursor(), seconds })
  clock += seconds
}
const press = async (send) => {
  const before = terminal.writtenLength()
  send()
  await terminal.waitFor(() => terminal.writtenLength() > before, "an echo")
  clock += KEY_SECONDS
  take()
}
/** 300 ms after a question nothing counts: those are really waited for. */
const calmly = () => terminal.listen(400)

const play = async ({ keys, slow, text, until }) => {
  if (slow === true) await calmly()
  for (const character of text ?? "") await press(() => terminal.type(character))
  if (text !== undefined) shoot(LOOK_SECONDS)
  const from = terminal.writtenLength()
  for (const key of keys ?? ["enter"]) await press(() => terminal.key(key))
  await terminal.waitFor(
    () =>
      terminal.writtenLength() > from &&
      (until === "prompt" ? atPrompt(terminal) : terminal.screen().join("\n").search(until) >= 0),
    `what follows ${text ?? keys.join(" ")}`
  )
  await calmly()
  take()
  shoot(READ_SECONDS)
}

try {
  await shellPrompt(terminal)
  await calmly()
  take()
  shoot(READ_SECONDS)
  for (const step of SESSION) await play(step)
  terminal.key("ctrl+d")
  await terminal.exit
  take()
  const cast = [
    { version: 2, width: COLUMNS, height: ROWS, title: "zenus", env: { TERM: "xterm-256color" } },
    ...events
  ]
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .join("")
  const svg = screenSvg(screens, { columns: COLUMNS, rows: ROWS, title: "A session in the shell of zenus" })
  const own = [base, tmpdir(), hostname(), import.meta.dirname].filter((word) => word.length > 2)
  const user = userInfo().username
  const told = [...own, `/home/${user}`, `/${user}/`].find((word) => cast.includes(word) || svg.includes(word))
  if (told !== undefined) throw new Error(`The recording would name ${told}.`)
  writeFileSync(join(docs, "shell-session.cast"), cast)
  writeFileSync(join(docs, "shell-session.svg"), svg)
  process.stdout.write(`${terminal.scrollback().join("\n")}\n`)
} finally {
  await terminal.close()
  rmSync(base, { recursive: true, force: true })
}
