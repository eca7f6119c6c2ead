/** Sums of days in the ledger: added up first, and then written once a day, inside a transaction of whoever calls. */
import type { Store } from "../state/Store.ts"

/** What is added to the sums of days, micro-dollars. */
export interface DaySums {
  readonly add: (day: string, spent: number, held: number) => void
  /** Writes what was added since the last time. */
  readonly write: (store: Store) => void
  /** Days that have a row now. */
  readonly days: () => ReadonlySet<string>
}

/** `begun`: days of which it is known that they have a row; nothing is written for one of them that stays as it is. */
export const makeDaySums = (begun: ReadonlySet<string>): DaySums => {
  let added: Array<{ readonly day: string; spent: number; held: number }> = []
  let known = begun
  return {
    add: (day, spent, held) => {
      const sum = added.find((one) => one.day === day)
      if (sum === undefined) added.push({ day, spent, held })
      else {
        sum.spent += spent
        sum.held += held
      }
    },
    write: (store) => {
      for (const { day, held, spent } of added) {
        if (spent === 0 && held === 0 && known.has(day)) continue
        store.run(
          `INSERT INTO cost_day (day, spent, held) VALUES (?, ?, ?)
           ON CONFLICT (day) DO UPDATE SET spent = spent + excluded.spent, held = held + excluded.held`,
          [day, spent, held]
        )
        if (!known.has(day)) known = new Set([...known, day])
      }
      added = []
    },
    days: () => known
  }
}
