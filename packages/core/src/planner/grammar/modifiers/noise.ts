/** Words behind a noun that say nothing about which files: "that exist", "on my computer", "with everything in it". */
import { found } from "../Found.ts"
import { longestSaying, sayingTable } from "../Reading.ts"
import type { Modifier } from "./Modifier.ts"

const NOISE = sayingTable(
  `that exist | that exists | there are | there is | i have | that i have | you find | you can find | you find there | present | available | existing | exist | of mine | as well | only | please | for me | anywhere | on this computer | on my computer | on this machine | on my machine | on this system | on the system | on my laptop | on my disk | on this disk | that are there | that is there | which exist | i own | that you find | that you can find | currently | right now | at the moment | now | in total | altogether | there , | combined | all together | or similar | and similar | we have | that we have | at all | somewhere | left | remaining | are left | still left | remain | still there | each | to be found | be found | are
  with all that is in it | with everything in it | with everything inside | with everything inside it | with all its contents | with all of its contents | with its contents | with its content | with all in it | with all the files in it | with all files in it | and everything in it | and everything inside | and everything inside it | and all its contents | and all of its contents | and its contents | and its content | and all that is in it | and what is in it | including its contents | including all its contents | including everything in it | including contents | and all the files in it | and all files in it | and whatever is in it | along with its contents | along with everything in it | with all it contains | and all it contains | together with its contents | together with everything in it | with contents | and contents | in different folders | in different directories | in different places | anywhere on the disk | , contents and all | contents and all | as a whole | completely | entirely | in its entirety | altogether`
)

export const noise: Modifier = (reading, at, negated) => {
  const end = negated ? -1 : longestSaying(reading, at, NOISE)
  return end < 0 ? [] : [found(end, {}, 0.001)]
}
