/**
 * The slot kinds of phrases, by name: what text at a place can stand for an argument, and which thing the clause then spoke
 * of. One row a kind; the readers are in `slots/`, one file a sort of value. A name that is not here is a bug of a phrase,
 * found by the test that compiles them all.
 */
import { found } from "./Found.ts"
import { readEntities } from "./readEntities.ts"
import { readMode } from "./readMode.ts"
import { readOrdinal, readSize } from "./readNumber.ts"
import { type SlotReader, plain } from "./slots/SlotReader.ts"
import { column, columnId, columnName, listOf, where } from "./slots/columns.ts"
import {
  dotExtension,
  dotExtensions,
  dotted,
  extension,
  extensions,
  extracted,
  knownExtension,
  pattern,
  patterns
} from "./slots/extensions.ts"
import { choice, dayOffset, figures, instant, number, ordinals, range, time, unit } from "./slots/figures.ts"
import {
  chosen,
  conditions,
  eachFolder,
  files,
  filters,
  findable,
  levels,
  listed,
  listing,
  search,
  sifted,
  sizes,
  staying,
  taken,
  within
} from "./slots/files.ts"
import { affix, content } from "./slots/content.ts"
import { branchName, cloneUrl, dots, headBack, revision, url, versioned } from "./slots/git.ts"
import { archiveFile, archiveSet, document, file, fileList, named, sureFiles } from "./slots/namedFiles.ts"
import {
  archivePath,
  filePathOne,
  filePaths,
  nested,
  path,
  paths,
  plainPath,
  target,
  there,
  toFolder
} from "./slots/newPaths.ts"
import { folder, folderSet, folders, isBarePlace, place, textPlace } from "./slots/places.ts"
import { before, it, itself, result } from "./slots/results.ts"
import {
  anchoredTerm,
  figureTerm,
  itsTerm,
  name,
  namePiece,
  nameTerm,
  names,
  plainTerm,
  quotedTerm,
  sought,
  term,
  text,
  textFiles,
  texts,
  word
} from "./slots/texts.ts"

export const SLOTS: ReadonlyMap<string, SlotReader> = new Map<string, SlotReader>([
  ["files", files],
  ["listing", listing],
  ["listed", listed],
  ["search", search],
  ["sizes", sizes],
  ["staying", staying],
  ["sifted", sifted],
  ["taken", taken],
  ["found", findable],
  ["document", document],
  ["named", named],
  ["surefiles", sureFiles],
  ["chosen", chosen],
  ["folderset", folderSet],
  ["eachfolder", eachFolder],
  ["within", within],
  ["conditions", conditions],
  ["target", target],
  ["tofolder", toFolder],
  ["there", there],
  ["nested", nested],
  ["dotext", dotExtension],
  ["dotexts", dotExtensions],
  ["ext", extension],
  ["extlist", extensions],
  ["patterns", patterns],
  ["dotted", dotted],
  ["knownext", knownExtension],
  ["nameterm", nameTerm],
  ["namepiece", namePiece],
  ["filters", filters],
  ["filepaths", filePaths],
  ["levels", levels],
  ["unit", unit],
  ["archivefile", archiveFile],
  ["archivepath", archivePath],
  ["archiveset", archiveSet],
  ["extracted", extracted],
  ["branchname", branchName],
  ["revision", revision],
  ["versioned", versioned],
  ["headback", headBack],
  ["dots", dots],
  ["cloneurl", cloneUrl],
  ["knownplace", (reading, at, slot) => place(reading, at, slot).filter((one) => !isBarePlace(reading, at, one.end))],
  ["file", file],
  ["filelist", fileList],
  ["folder", folder],
  ["folders", folders],
  ["place", place],
  ["path", path],
  ["paths", paths],
  ["name", name],
  ["names", names],
  ["text", text],
  ["content", content],
  ["affix", affix],
  ["sought", sought],
  ["term", term],
  ["plainterm", plainTerm],
  ["ordinals", ordinals],
  ["figures", figures],
  ["range", range],
  ["quotedterm", quotedTerm],
  ["columnid", columnId],
  ["columnlist", listOf(columnId)],
  ["columnnames", listOf(columnName)],
  ["ordinallist", ordinals],
  ["where", where],
  ["before", before],
  ["filepath", filePathOne],
  ["plainpath", plainPath],
  ["textplace", textPlace],
  ["textfiles", textFiles],
  ["itsterm", itsTerm],
  ["figureterm", figureTerm],
  ["startterm", anchoredTerm("^", "")],
  ["endterm", anchoredTerm("", "$")],
  ["texts", texts],
  [
    "entity",
    (reading, at) =>
      readEntities(reading, at).map((one) => found(one.end, { value: one.value, more: { regex: true } }, one.cost))
  ],
  ["word", word],
  ["number", number],
  ["ordinal", (reading, at) => plain(readOrdinal(reading.tokens, at))],
  ["size", (reading, at) => plain(readSize(reading.tokens, at))],
  ["time", time],
  ["instant", instant],
  ["dayoffset", dayOffset],
  ["mode", (reading, at) => readMode(reading, at).map((one) => found(one.end, { value: one.value }, one.cost))],
  ["choice", choice],
  ["result", result],
  ["it", it],
  ["itself", itself],
  ["url", url],
  ["pattern", pattern],
  ["column", column]
])
