/** The whole fault matrix: each provider with each fault, in each manner. 366 processes, about two minutes of processor time. */
import { allCells, testCells } from "#kit/upstream/faultMatrix.ts"

testCells(allCells)
