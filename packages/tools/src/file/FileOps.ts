/** The table of what can be done with files and folders. Each action has a file of its own; this is only the list. */
import type { Tool } from "@zenus/core"
import { append } from "./change/append.ts"
import { copy } from "./change/copy.ts"
import { dedupe } from "./change/dedupe.ts"
import { remove } from "./change/delete.ts"
import { link } from "./change/link.ts"
import { mkdir } from "./change/mkdir.ts"
import { move } from "./change/move.ts"
import { owner } from "./change/owner.ts"
import { permissions } from "./change/permissions.ts"
import { rename } from "./change/rename.ts"
import { touch } from "./change/touch.ts"
import { write } from "./change/write.ts"
import { archiveList } from "./read/archiveList.ts"
import { checksum } from "./read/checksum.ts"
import { compare } from "./read/compare.ts"
import { count } from "./read/count.ts"
import { diskUsage } from "./read/diskUsage.ts"
import { duplicates } from "./read/duplicateGroups.ts"
import { exists } from "./read/exists.ts"
import { find } from "./read/find.ts"
import { goTo } from "./read/goTo.ts"
import { list } from "./read/list.ts"
import { pathPart } from "./read/pathPart.ts"
import { read } from "./read/read.ts"
import { stat } from "./read/stat.ts"
import { tree } from "./read/tree.ts"
import { organize } from "./workflow/organize.ts"
import { cleanup } from "./workflow/cleanup.ts"
import { backup } from "./workflow/backup.ts"
import { project } from "./workflow/project.ts"
import { archive } from "./pack/archive.ts"
import { extract } from "./pack/extract.ts"
import { split } from "./pack/split.ts"
import { join } from "./pack/join.ts"

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
    goTo,
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
