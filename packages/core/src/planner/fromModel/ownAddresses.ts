/**
 * Addresses of other machines that a model brought up by itself. A call to one carries what is written in it, and who writes it may have
 * been talked to by a file's name; so a plan may only go where the request says. A model that knows the address can ask back with it.
 */

/** `https://host/path`, `ssh://…`, `user@host:path`, `host.tld:path`; no blanks in it. */
const isAddress = (text: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) || /^(?:[^\s/:@]+@[^\s/:]+|[^\s/:]+\.[a-z]{2,}):\S+$/i.test(text)

/** What is the same however it is written: without scheme, user, `.git` and a slash at the end, `host:path` as `host/path`. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/^[^\s/@]*@/, "")
    .replaceAll(":", "/")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")

const stringsIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return [value.trim()]
  if (Array.isArray(value)) return value.flatMap(stringsIn)
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

/** Those in the arguments that are not in the words of the request, however either writes them. */
export const ownAddresses = (args: unknown, request: string): ReadonlyArray<string> => {
  const said = request.toLowerCase().replaceAll(":", "/")
  return stringsIn(args).filter((text) => isAddress(text) && !said.includes(plain(text)))
}
