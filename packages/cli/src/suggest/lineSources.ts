/**
 * What the line editor asks while a line is typed, put together for the folder in which the shell stands now. Made anew for each prompt:
 * what another shell typed meanwhile is known then, and files that were found for the last line are forgotten. What has to be read is read
 * once the prompt is drawn, or by the first key that asks.
 */
import type { Toolbox } from "@zenus/core"
import type { LineSources } from "../editor/PickItem.ts"
import { completeLine, type OwnWord } from "./completeLine.ts"
import { makeSentences } from "./completePhrase.ts"
import { makeFolderWalks } from "./FolderWalk.ts"
import { makeRankPaths } from "./rankPaths.ts"
import type { TypedHistory } from "./TypedHistory.ts"

export interface SourcesOptions {
  readonly history: TypedHistory
  readonly words: ReadonlyArray<OwnWord>
  readonly toolbox: Toolbox
  readonly home: string
  /** Milliseconds, for how long ago something was looked for; any beginning. */
  readonly now: () => number
  /** Runs something when nothing else waits, `ms` (default 0) from now at the earliest. */
  readonly later: (work: () => void, ms?: number) => void
}

/** Old lines are read while nobody types: for so long nothing was asked. */
const QUIET_MS = 300

export interface MakeSources {
  /** For a line that is typed in this folder (absolute). */
  readonly at: (cwd: string) => LineSources
}

export const makeSources = ({ history, home, later, now, toolbox, words }: SourcesOptions): MakeSources => {
  const walks = makeFolderWalks(now)
  let askedAt = -Infinity
  let isLoading = false
  /** Piece by piece; typing goes before. */
  const loadOlder = (): void => {
    const isQuiet = now() - askedAt >= QUIET_MS
    isLoading = !isQuiet || history.loadOlder()
    if (isLoading) later(loadOlder, isQuiet ? 0 : QUIET_MS)
  }
  const sentences = makeSentences(toolbox, { now, later })
  return {
    at: (cwd) => {
      history.expire()
      walks.forget()
      later(() => {
        history.load()
        if (!isLoading) loadOlder()
      })
      const world = {
        walks,
        ranking: makeRankPaths(),
        cwd,
        home,
        words,
        sentences
      }
      return {
        get previous() {
          return history.previous(cwd, "request")
        },
        get commands() {
          return history.previous(cwd, "command")
        },
        search: (query) => history.search(query, cwd),
        suggest: (text) => {
          askedAt = now()
          return history.suggest(text, cwd)
        },
        complete: (text, cursor) => {
          askedAt = now()
          return completeLine(text, cursor, world)
        },
        onChange: (again) => {
          const stops = [walks.onChange(again), sentences.onChange(again)]
          return () => stops.forEach((stop) => stop())
        }
      }
    }
  }
}
