/**
 * A part of the fault matrix in the normal tier: each fault in each manner once, the providers taking turns. All of it is in
 * faultMatrix.slow.test.ts; every fault of every provider, one call each and without the command, in
 * tests/integration/models/faults.test.ts.
 */
import { allCells, testCells } from "#kit/upstream/faultMatrix.ts"
import { faults } from "#kit/upstream/faults.ts"
import { speakers } from "#kit/upstream/speakers.ts"

const turnOf = { alone: 0, cascade: 2, unseen: 4 } as const

testCells(
  allCells.filter(
    ({ speaker, fault, manner }) =>
      speakers.indexOf(speaker) === (faults.indexOf(fault) + turnOf[manner]) % speakers.length
  )
)
