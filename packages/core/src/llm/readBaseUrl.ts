/**
 * A base URL as people write it, as the text that paths are appended to: no slash at its end, http or https, no query. With a
 * `defaultPort` a host or a port alone will do, and the address that a server listens on everywhere (0.0.0.0) is the one here.
 * A name and a password in it are refused: they would be in every log.
 */
import * as Result from "effect/Result"

/**
 * @example
 * ```ts
 * import * as Result from "effect/Result"
 * import { readBaseUrl } from "@zenus/core/models"
 *
 * Result.getOrThrow(readBaseUrl("https://api.openai.com/v1/")) // => "https://api.openai.com/v1"
 * Result.getOrThrow(readBaseUrl("0.0.0.0", 11434)) // => "http://127.0.0.1:11434"
 * Result.isFailure(readBaseUrl("localhost")) // => true
 * ```
 */
export const readBaseUrl = (text: string, defaultPort?: number): Result.Result<string, string> => {
  const written = text.trim()
  // A port alone, as Ollama takes it.
  const trimmed = defaultPort !== undefined && /^:\d+$/.test(written) ? `127.0.0.1${written}` : written
  const bare = defaultPort !== undefined && !/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
  if (trimmed === "" || !URL.canParse(bare ? `http://${trimmed}` : trimmed)) {
    return Result.fail("the base URL is none: write http:// or https:// and a host")
  }
  const url = new URL(bare ? `http://${trimmed}` : trimmed)
  if (url.protocol !== "http:" && url.protocol !== "https:") return Result.fail("the base URL is not http or https")
  if (url.username !== "" || url.password !== "") return Result.fail("the base URL holds a name or a password")
  if (url.search !== "" || url.hash !== "") return Result.fail("the base URL holds a query")
  const hasPort = /:\d+$/.test(bare ? (trimmed.split("/")[0] ?? "") : url.host)
  if (bare && !hasPort) url.port = String(defaultPort)
  if (defaultPort !== undefined && url.hostname === "0.0.0.0") url.hostname = "127.0.0.1"
  return Result.succeed(url.href.replace(/\/+$/, ""))
}
