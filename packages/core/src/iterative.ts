/**
 * The door for requests in rounds: the durable loop, which of its runs were cut off, and the database it is written into. Apart from
 * the others because effect's workflow engine comes with it. Needs Node.
 */
export * from "./iterative/Round.ts"
export * from "./iterative/iterate.ts"
export * from "./iterative/Runs.ts"
export { planRound, type PlanRound } from "./planner/fromModel/fromModel.ts"
export { MAX_RESULT, type RoundSoFar } from "./planner/fromModel/nextRound.ts"
export { hideFrom } from "./disk/hideFrom.ts"
export { type NodeSqlOptions, NodeSqlClientLayer } from "./node/sqlClient.ts"
