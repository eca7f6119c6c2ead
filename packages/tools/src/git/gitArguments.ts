/**
 * What may be handed to git: pure decisions over single arguments, before any process is started. Refused is what git would
 * read as an option (a leading dash), what names a program to run as a transport (`ext::`, `fd::`, any
 * `helper::`), and schemes other than the five that only move data. What is merely wrong (a name that no ref can have) is
 * a `BadArgument`. Rules for ref names: git-check-ref-format(1); for addresses: "GIT URLS" in git-fetch(1).
 */
import { BadArgument, DeedRefused, escapeName, PathText } from "@zenus/core"

/** Longest name or revision, in characters; a path of the file system cannot be longer either. */
export const MAX_NAME_LENGTH = 1_024
/** Longest commit or tag message, in characters. */
export const MAX_MESSAGE_LENGTH = 4 * 1024 * 1024

// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const CONTROL = /[\u0000-\u001f\u007f]/

const dash = (what: string, value: string): DeedRefused =>
  new DeedRefused({
    rule: "git-option",
    reason: `The ${what} ${escapeName(value)} begins with a dash: git would read it as an option.`,
    hints: [`Give a ${what} that does not begin with a dash.`, "A file of such a name is named as ./-name."]
  })

const bad = (action: string, reason: string, ...hints: ReadonlyArray<string>): BadArgument =>
  new BadArgument({ action, reason, hints: [...hints] })

export type RefKind = "branch" | "tag" | "remote"

const REF_RULES: ReadonlyArray<readonly [test: (name: string) => boolean, why: string]> = [
  [(name) => name === "", "is empty"],
  [(name) => name.length > MAX_NAME_LENGTH, `is longer than ${MAX_NAME_LENGTH} characters`],
  [(name) => CONTROL.test(name), "holds a control character"],
  [(name) => !name.isWellFormed(), "is no valid UTF-8"],
  [(name) => /[ ~^:?*[\\]/.test(name), "holds a space or one of ~ ^ : ? * [ \\"],
  [(name) => name.includes(".."), "holds two dots in a row"],
  [(name) => name.includes("@{"), "holds @{"],
  [(name) => name === "@" || name === "HEAD", "stands for the current commit"],
  [(name) => name.startsWith("/") || name.endsWith("/") || name.includes("//"), "has an empty part between slashes"],
  [(name) => name.endsWith("."), "ends with a dot"],
  [(name) => name.split("/").some((part) => part.startsWith(".")), "has a part that begins with a dot"],
  [(name) => name.split("/").some((part) => part.endsWith(".lock")), "has a part that ends with .lock"]
]

/** `null` for a name that a branch, tag or remote can have. */
export const checkRefName = (action: string, kind: RefKind, name: string): BadArgument | DeedRefused | null => {
  if (name.startsWith("-")) return dash(`${kind} name`, name)
  const broken = REF_RULES.find(([test]) => test(name))
  return broken === undefined
    ? null
    : bad(action, `no ${kind} can be called "${escapeName(name)}": the name ${broken[1]}.`, "Choose another name.")
}

/** `null` for what may be looked up as a revision: a hash, a name, `HEAD~2`, `main@{yesterday}`, `v1..v2`. */
export const checkRevision = (action: string, text: string): BadArgument | DeedRefused | null => {
  if (text.startsWith("-")) return dash("revision", text)
  if (text === "" || text.length > MAX_NAME_LENGTH || CONTROL.test(text) || !text.isWellFormed()) {
    return bad(action, `"${escapeName(text.slice(0, 80))}" is no revision.`, "Name a branch, a tag or a commit.")
  }
  return null
}

/** `null` for a message that a commit or an annotated tag can have. */
export const checkMessage = (action: string, message: string): BadArgument | null => {
  if (message.trim() === "") return bad(action, "the message is empty.", "Say what changed, in a few words.")
  if (message.length > MAX_MESSAGE_LENGTH) {
    return bad(action, `the message is longer than ${MAX_MESSAGE_LENGTH.toLocaleString("en")} characters.`)
  }
  if (message.includes("\0") || !message.isWellFormed()) {
    return bad(action, "the message holds a NUL or is no valid UTF-8.", "Say it in plain text.")
  }
  return null
}

/** Where a repository is, in the form that git gets. */
export interface Address {
  readonly kind: "network" | "local"
  /** A URL, `host:path`, or an absolute path. */
  readonly text: string
  /** The same without a password or token in it: for plans, notes and errors. */
  readonly shown: string
  /** What a clone is called when nobody says: the last part without `.git`; empty where there is none. */
  readonly name: string
}

const NETWORK: ReadonlySet<string> = new Set(["https", "http", "ssh", "git"])

/** Takes a password out of every URL in a text. A user name alone stays. */
export const redactAddress = (text: string): string => text.replace(/(:\/\/[^\s/@:]*):[^\s/@]*@/g, "$1:***@")

const nameOf = (text: string): string => {
  const path = text.replace(/[?#].*$/, "").replace(/\/+$/, "")
  const last = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(":")) + 1)
  return last.replace(/\.git$/, "")
}

const transport = (text: string, reason: string): DeedRefused =>
  new DeedRefused({
    rule: "git-transport",
    reason: `The address ${escapeName(redactAddress(text))} ${reason}`,
    hints: ["Use an address that begins with https, http, ssh, git or file, or a folder of this machine."]
  })

/** `cwd` is what a relative path counts from; `home` what a leading `~/` stands for. */
export const readAddress = (
  action: string,
  text: string,
  where: { readonly cwd: string; readonly home: string }
): Address | BadArgument | DeedRefused => {
  if (text.startsWith("-")) return dash("address", text)
  if (text === "" || text.length > 4 * MAX_NAME_LENGTH || CONTROL.test(text) || !text.isWellFormed()) {
    return bad(action, `"${escapeName(text.slice(0, 80))}" is no address of a repository.`)
  }
  if (/^[A-Za-z0-9][A-Za-z0-9+.-]*::/.test(text)) {
    return transport(text, "names a transport program, which would be run.")
  }
  const url = /^([A-Za-z0-9+.-]+):\/\/([^/]*)(.*)$/.exec(text)
  if (url !== null) {
    const [, scheme = "", authority = "", path = ""] = url
    const known = scheme.toLowerCase()
    if (known === "file") {
      if (authority !== "" && authority !== "localhost") return transport(text, "names a file on another machine.")
      return { kind: "local", text, shown: redactAddress(text), name: nameOf(path) }
    }
    if (!NETWORK.has(known)) return transport(text, `begins with ${scheme}, which is not one that is allowed.`)
    if (authority.startsWith("-") || authority.includes("@-"))
      return transport(text, "has a host that begins with a dash.")
    if (authority === "") return transport(text, "names no host.")
    return { kind: "network", text, shown: redactAddress(text), name: nameOf(path) }
  }
  // `host:path` unless a slash comes first: the rule of git itself.
  const colon = text.indexOf(":")
  const slash = text.indexOf("/")
  if (colon > 0 && (slash < 0 || colon < slash)) {
    if (/(^|@)-/.test(text.slice(0, colon))) return transport(text, "has a host that begins with a dash.")
    if (text.slice(colon + 1).startsWith("-")) return transport(text, "has a path that begins with a dash.")
    return { kind: "network", text, shown: text, name: nameOf(text) }
  }
  const path = text.startsWith("~/") ? where.home + text.slice(1) : text
  const absolute = PathText.resolve(where.cwd, path)
  return { kind: "local", text: absolute, shown: absolute, name: nameOf(absolute) }
}
