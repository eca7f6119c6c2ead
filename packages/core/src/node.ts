/** The layers that need Node: what people import as `@zenus/core/node`. */
export * from "./node/NodeDisk.ts"
export * from "./node/SqliteStore.ts"
export { makeNodeOwner, NodeOwnerLayer } from "./node/NodeOwner.ts"
export { makeNodeCallIntents, NodeCallIntentsLayer } from "./node/NodeCallIntents.ts"
export * from "./node/NodeConfigStore.ts"
export { makeNodeHttpClient, NodeHttpClientLayer, type NodeHttpOptions } from "./node/httpClient.ts"
export { type CutRun, peekCutRuns } from "./node/peekCutRuns.ts"
export { sha256 } from "./node/sha256.ts"
