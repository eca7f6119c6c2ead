/**
 * Which files never go to a model, neither their content nor their name: `safety.neverRead` as a question about one path. Patterns are
 * few and paths many, so they are compiled once.
 *
 * A pattern without a slash is a name anywhere on the way (`.env*`, `.ssh`): what lies below a folder of such a name is meant, too. With a
 * slash it is the end of a path (`.aws/credentials`), or from the top with `/` or `~/` in front. `*` and `?` stay within a name, `**` goes
 * over folders, `[abc]` is one of these. Upper and lower case are the same: a disk may think so, and more is hidden by it.
 */

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")

/** The pattern's parts as a regular expression; a bracket that is not closed is an ordinary character. */
const toRegex = (pattern: string): string =>
  pattern.replace(/\*\*\/?|\*|\?|\[[^\]/]+\]|[^*?[]+|\[/g, (part) => {
    if (part === "**/") return "(?:.*/)?"
    if (part === "**") return ".*"
    if (part === "*") return "[^/]*"
    if (part === "?") return "[^/]"
    if (part.length > 2 && part.startsWith("[") && part.endsWith("]"))
      return `[${part.slice(1, -1).replace(/^!/, "^").replace(/[\\[]/g, "\\$&")}]`
    return escape(part)
  })

const compile = (pattern: string, home: string): RegExp => {
  const bare = pattern.replace(/\/+$/, "")
  const whole = bare === "~" || bare.startsWith("~/") ? `${home}${bare.slice(1)}` : bare
  const start = whole.startsWith("/") ? "^" : "(?:^|/)"
  return new RegExp(`${start}${toRegex(whole)}(?:/|$)`, "is")
}

/**
 * Whether what is at this path may go to nobody. The path is absolute; for a link ask about its own path and about where it leads.
 * An empty pattern says nothing.
 */
export const makeNeverRead = (patterns: ReadonlyArray<string>, home: string): ((path: string) => boolean) => {
  const compiled = patterns.filter((pattern) => pattern.trim() !== "").map((pattern) => compile(pattern, home))
  return (path) => compiled.some((one) => one.test(path))
}
