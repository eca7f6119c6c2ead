/**
 * Where the tools' phrases are found by the words of a request. The bundle holds the index itself instead of this file
 * (bundle/toolTable.mjs): making it reads all 1,700 phrases, which takes longer than what is done with it.
 */
import { makeToolbox, type PhraseIndex, phraseIndexOf } from "@zenus/core"
import { allTools } from "@zenus/tools"

export const phraseIndex = (): PhraseIndex => phraseIndexOf(makeToolbox(allTools))
