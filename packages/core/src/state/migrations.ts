/**
 * Every table of the state file, in the order in which it came to be. A row is applied once, in one transaction
 * with its number; what was released is never edited, the next change is a new row at the end. `room` owns the table:
 * no other room names it in SQL.
 */
import { costTables } from "./tables/cost.ts"
import { costBegunTables } from "./tables/costBegun.ts"
import { costByTimeTables } from "./tables/costByTime.ts"
import { healthTables } from "./tables/health.ts"
import { healthPlaceTables } from "./tables/healthPlace.ts"
import { historyTables } from "./tables/history.ts"
import { sharedStateTables } from "./tables/sharedState.ts"
import { typedLinesTables } from "./tables/typedLines.ts"

export interface Migration {
  readonly room: string
  /** One or more statements. */
  readonly sql: string
}

/** The version of a state file is how many of these it has seen. */
export const migrations: ReadonlyArray<Migration> = [
  { room: "history", sql: historyTables },
  { room: "shared-state", sql: sharedStateTables },
  { room: "cost", sql: costTables },
  { room: "health", sql: healthTables },
  { room: "health", sql: healthPlaceTables },
  { room: "history", sql: typedLinesTables },
  { room: "cost", sql: costByTimeTables },
  { room: "cost", sql: costBegunTables }
]
