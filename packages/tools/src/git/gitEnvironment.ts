/**
 * The environment and the settings git runs with. Pure. Variables that point git at another repository, index or object
 * store than the one in the folder (as they are set inside a hook) are taken away; who the author is, where the
 * configuration lies and how ssh and TLS are set up is kept. Nobody is asked: no prompt, no pager, no editor, no askpass.
 * Transports that run programs are off for git itself too (`GIT_ALLOW_PROTOCOL`), so that no rewriting in a
 * configuration and no submodule brings one in.
 */
import { childEnvironment } from "../command/childEnvironment.ts"

/** Variables of git that are handed on. */
const KEPT: ReadonlySet<string> = new Set([
  "GIT_AUTHOR_NAME",
  "GIT_AUTHOR_EMAIL",
  "GIT_AUTHOR_DATE",
  "GIT_COMMITTER_NAME",
  "GIT_COMMITTER_EMAIL",
  "GIT_COMMITTER_DATE",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_CEILING_DIRECTORIES",
  "GIT_SSH",
  "GIT_SSH_COMMAND",
  "GIT_SSL_CAINFO",
  "GIT_SSL_CAPATH",
  "GIT_SSL_CERT",
  "GIT_SSL_KEY",
  "GIT_SSL_NO_VERIFY"
])

/** Enough for the way back in another process, and nothing secret: this is what the journal keeps. */
const FOR_UNDO: ReadonlySet<string> = new Set([
  "PATH",
  "HOME",
  "XDG_CONFIG_HOME",
  "TMPDIR",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM"
])

/** The transports that move data and run nothing but git and ssh. */
export const ALLOWED_PROTOCOLS = "https:http:ssh:git:file"

const NOBODY_ASKED: Readonly<Record<string, string>> = {
  GIT_TERMINAL_PROMPT: "0",
  GIT_ASKPASS: "",
  SSH_ASKPASS: "",
  SSH_ASKPASS_REQUIRE: "never",
  GCM_INTERACTIVE: "never",
  GIT_PAGER: "cat",
  // An editor that fails: messages are always given, so a git that wants one must not take an empty answer for a yes.
  GIT_EDITOR: "false",
  GIT_SEQUENCE_EDITOR: "false",
  GIT_ALLOW_PROTOCOL: ALLOWED_PROTOCOLS,
  // Names are names: no `*` and no `:(magic)` in a path.
  GIT_LITERAL_PATHSPECS: "1"
}

const withoutGit = (env: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...env].filter(([name]) => !name.startsWith("GIT_") || KEPT.has(name)))

/** For deeds. */
export const deedEnvironment = (env: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  childEnvironment(withoutGit(env), NOBODY_ASKED)

/** For looking: takes no lock, so that even refreshing the index writes nothing, and fetches no missing object. */
export const readEnvironment = (env: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  childEnvironment(withoutGit(env), { ...NOBODY_ASKED, GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1" })

/** The part of an environment that undo needs, as the journal keeps it. */
export const undoEnvironment = (env: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
  Object.fromEntries([...env].filter(([name]) => FOR_UNDO.has(name)))

/** Settings of every call that looks: a program named in a repository's configuration is never run for it. */
export const READ_SETTINGS: ReadonlyArray<string> = [
  "--no-pager",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.quotePath=false",
  "-c",
  "color.ui=false",
  "-c",
  "log.showSignature=false"
]

/**
 * Settings of every deed. No housekeeping in the background (it would outlive us), no recorded conflict
 * resolutions (they write into files in place, and a file kept aside shares its inode), no descent into submodules.
 */
export const DEED_SETTINGS: ReadonlyArray<string> = [
  ...READ_SETTINGS,
  "-c",
  "gc.auto=0",
  "-c",
  "maintenance.auto=false",
  "-c",
  "rerere.enabled=false",
  "-c",
  "submodule.recurse=false",
  "-c",
  "advice.detachedHead=false"
]

/** Settings of the way back: it is not a deed of the user, so no hook hears of it. */
export const UNDO_SETTINGS: ReadonlyArray<string> = [...DEED_SETTINGS, "-c", "core.hooksPath=/dev/null"]
