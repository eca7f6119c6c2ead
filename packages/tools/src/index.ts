/** The public face of the tools: what people import as `@zenus/tools`. */
export { formatBytes } from "./formatBytes.ts"
