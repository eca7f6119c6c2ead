/**
 * The environment a child gets in a test: built from nothing, so that no key, proxy, locale or git setting of the
 * machine decides a result. PATH is the machine's, because git and friends are found there.
 */
import { join } from "node:path"

/** The throwaway home of one test. */
export interface Home {
  /** HOME: an empty folder. */
  readonly path: string
  /** ZENUS_HOME: not there until zenus makes it. */
  readonly zenusHome: string
  /** An empty file that stands for the user's git configuration. */
  readonly gitConfig: string
}

export const cleanEnv = (home: Home, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  ...(process.env["TMPDIR"] === undefined ? {} : { TMPDIR: process.env["TMPDIR"] }),
  HOME: home.path,
  ZENUS_HOME: home.zenusHome,
  LANG: "C.UTF-8",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
  TERM: "dumb",
  GIT_CONFIG_GLOBAL: home.gitConfig,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Test Author",
  GIT_AUTHOR_EMAIL: "author@example.com",
  GIT_COMMITTER_NAME: "Test Author",
  GIT_COMMITTER_EMAIL: "author@example.com",
  // One compile cache for all tests: they are faster, and what a command leaves in its home is its own doing.
  NODE_COMPILE_CACHE: join(import.meta.dirname, "..", "..", ".cache", "compile"),
  ...more
})
