/** The table of what can be done with files and folders. Each action has a file of its own; this is only the list. */
import type { Tool } from "@zenus/core"
import { append } from "./append.ts"
import { copy } from "./copy.ts"
import { dedupe } from "./dedupe.ts"
import { remove } from "./delete.ts"
import { link } from "./link.ts"
import { mkdir } from "./mkdir.ts"
import { move } from "./move.ts"
import { owner } from "./owner.ts"
import { permissions } from "./permissions.ts"
import { rename } from "./rename.ts"
import { touch } from "./touch.ts"
import { write } from "./write.ts"
import { archiveList } from "./archiveList.ts"
import { checksum } from "./checksum.ts"
import { compare } from "./compare.ts"
import { count } from "./count.ts"
import { diskUsage } from "./diskUsage.ts"
import { duplicates } from "./duplicateGroups.ts"
import { exists } from "./exists.ts"
import { find } from "./find.ts"
import { list } from "./list.ts"
import { pathPart } from "./pathPart.ts"
import { read } from "./read.ts"
import { stat } from "./stat.ts"
import { tree } from "./tree.ts"
import { organize } from "./organize.ts"
import { cleanup } from "./cleanup.ts"
import { backup } from "./backup.ts"
import { project } from "./project.ts"
import { archive } from "./archive.ts"
import { extract } from "./extract.ts"
import { split } from "./split.ts"
import { join } from "./join.ts"

export const FileOps: Tool = {
  name: "FileOps",
  description: "Files and folders: find, read, compare, make, change, move, delete, archive",
  actions: [
    // Reading.
    list,
    find,
    read,
    exists,
    stat,
    pathPart,
    tree,
    count,
    diskUsage,
    checksum,
    compare,
    duplicates,
    archiveList,
    // Changing.
    mkdir,
    write,
    append,
    touch,
    copy,
    move,
    rename,
    remove,
    permissions,
    owner,
    link,
    dedupe,
    // Workflows and archives.
    organize,
    cleanup,
    backup,
    project,
    archive,
    extract,
    split,
    join
  ]
}
