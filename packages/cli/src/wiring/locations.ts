/** Where zenus keeps its own things (contract §1). Pure: from the environment and the user's facts. */
import { PathText } from "@zenus/core"

export interface Locations {
  readonly configFile: string
  readonly stateFile: string
  readonly stateFolder: string
  /** First choice for the trash; others are found beside the files themselves. */
  readonly trashFolder: string
  readonly cacheFolder: string
  /** The user's home as requests mean it. */
  readonly home: string
}

export interface UserFacts {
  readonly uid: number
  /** Home of that uid by the system's own list. */
  readonly homeOfUid: string
  /** Owner of `$HOME`, or -1 where it is not there. */
  readonly ownerOfHome: number
}

const absolute = (value: string | undefined): string | undefined =>
  value !== undefined && PathText.isAbsolute(value) ? PathText.normalize(value) : undefined

export const locations = (
  env: Readonly<Record<string, string | undefined>>,
  user: UserFacts,
  cwd: string,
  configFlag: string | undefined
): Locations => {
  const named = absolute(env["HOME"]) ?? user.homeOfUid
  // sudo may keep the caller's HOME: root's files go to root's own home, never into somebody else's.
  const home = user.uid === 0 && user.ownerOfHome > 0 ? user.homeOfUid : named
  const own =
    env["ZENUS_HOME"] === undefined || env["ZENUS_HOME"] === "" ? undefined : PathText.resolve(cwd, env["ZENUS_HOME"])
  const base = (variable: string, fallback: string): string =>
    `${absolute(env[variable]) ?? `${home}/${fallback}`}/zenus`
  const stateFolder = own ?? base("XDG_STATE_HOME", ".local/state")
  return {
    configFile:
      configFlag !== undefined
        ? PathText.resolve(cwd, configFlag)
        : `${own ?? base("XDG_CONFIG_HOME", ".config")}/config.yaml`,
    stateFile: `${stateFolder}/zenus.db`,
    stateFolder,
    trashFolder: `${own ?? base("XDG_DATA_HOME", ".local/share")}/trash`,
    cacheFolder: own === undefined ? base("XDG_CACHE_HOME", ".cache") : `${own}/cache`,
    home: named
  }
}
