/**
 * Loaded before a program (`node --import`): ends it by SIGKILL right after its commit number KILL_AT_COMMIT, counted over all of its
 * databases, so that a test can stop it at every instant between two things that it has written down. KILL_COUNT_FILE
 * gets a byte for each commit: how many there were in all.
 */
import fs from "node:fs"
import { DatabaseSync } from "node:sqlite"

const last = Number(process.env.KILL_AT_COMMIT ?? "0")
const counted = process.env.KILL_COUNT_FILE
let commits = 0

const committed = () => {
  commits += 1
  if (counted !== undefined) fs.appendFileSync(counted, "c")
  if (commits === last) process.kill(process.pid, "SIGKILL")
}

const { exec, prepare } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql) {
  exec.call(this, sql)
  if (sql === "COMMIT") committed()
}
DatabaseSync.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  if (sql !== "COMMIT") return statement
  const { run } = statement
  statement.run = (...params) => {
    const done = run.apply(statement, params)
    committed()
    return done
  }
  return statement
}
