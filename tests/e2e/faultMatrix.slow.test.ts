/** The whole fault matrix: each provider with each fault, in each manner. About 70 s of processor time. */
import { allCells, testCells } from "#kit/upstream/faultMatrix.ts"

testCells(allCells)
