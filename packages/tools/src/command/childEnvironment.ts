/**
 * The environment a child process gets: the user's own, without keys of model providers (no child needs them, and a
 * hook or a pager should not see them) and without anything that would make a program open a pager or an editor or
 * speak another language than the one its messages are read in. Pure.
 */

/** Names that no child gets: keys that zenus itself is configured with. */
const SECRETS = /_API_KEY$/
/** Programs that would wait for somebody at a screen, and the language of messages. */
const INTERACTIVE: ReadonlySet<string> = new Set([
  "EDITOR",
  "VISUAL",
  "PAGER",
  "LESS",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_MESSAGES"
])

/**
 * `set` wins over everything; `null` in it takes a name away. Messages are in English (`LC_ALL=C`) unless `set` says
 * otherwise; names of files are bytes to the programs we start, so the locale does not change them.
 */
export const childEnvironment = (
  env: ReadonlyMap<string, string>,
  set: Readonly<Record<string, string | null>> = {}
): ReadonlyMap<string, string> => {
  const result = new Map<string, string>()
  for (const [name, value] of env) {
    if (!SECRETS.test(name) && !INTERACTIVE.has(name)) result.set(name, value)
  }
  result.set("LC_ALL", "C")
  for (const [name, value] of Object.entries(set)) {
    if (value === null) result.delete(name)
    else result.set(name, value)
  }
  return result
}
