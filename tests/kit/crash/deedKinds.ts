/**
 * What a process does to a folder until it is killed: one kind of transaction after the other, each made from what is
 * there. Only names that begin with `mine` are touched, so that two processes can work side by side.
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { Deed, Disk } from "@zenus/core"
import { copyDeed, editDeed, modeDeed, moveDeed, type StepByHand, trashDeed } from "../deedWorld.ts"

export interface Ground {
  readonly disk: Disk
  readonly folder: string
  /** How the names begin that this process may touch. */
  readonly mine: string
  /** Counts up, so that new names are new. */
  readonly round: number
}

type Kind = (ground: Ground) => ReadonlyArray<StepByHand>

const named = ({ disk, folder, mine }: Ground, type: "file" | "folder"): ReadonlyArray<string> =>
  disk
    .list(folder)
    .filter((entry) => entry.type === type && entry.name.startsWith(mine))
    .map((entry) => entry.name)
    .toSorted()

/** All files of this process, those in its folders too. */
const files = (ground: Ground): ReadonlyArray<string> => [
  ...named(ground, "file"),
  ...named(ground, "folder").flatMap((name) =>
    ground.disk
      .list(join(ground.folder, name))
      .filter((entry) => entry.type === "file")
      .map((entry) => `${name}/${entry.name}`)
  )
]

const organize: Kind = (ground) => {
  const { disk, folder, mine, round } = ground
  const to = (name: string): string => join(folder, `${mine}-by-type-${round}-${name.length % 5}`)
  const names = named(ground, "file")
  return [
    {
      deeds: [
        ...[...new Set(names.map(to))].map((path): Deed => ({ do: "make-folder", path })),
        ...names.map((name) => moveDeed(disk, join(folder, name), join(to(name), name)))
      ]
    }
  ]
}

const rename: Kind = (ground) => {
  const { disk, folder, mine, round } = ground
  const renamed = (name: string): string => `${mine}-${round}${name.slice(mine.length)}`
  return [
    {
      deeds: [
        ...named(ground, "file").map((name) => moveDeed(disk, join(folder, name), join(folder, renamed(name)))),
        ...named(ground, "folder").map((name) => moveDeed(disk, join(folder, name), join(folder, renamed(name))))
      ]
    }
  ]
}

const remove: Kind = (ground) => {
  const { disk, folder } = ground
  const half = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> => items.filter((_, at) => at % 2 === ground.round % 2)
  return [
    {
      deeds: [
        ...half(named(ground, "folder")).map((name) => trashDeed(disk, join(folder, name))),
        ...half(named(ground, "file")).map((name) => trashDeed(disk, join(folder, name)))
      ]
    }
  ]
}

const some = (ground: Ground, count: number): ReadonlyArray<string> =>
  files(ground)
    .filter((_, at) => at % 3 === ground.round % 3)
    .slice(0, count)

const edit: Kind = (ground) => [
  {
    deeds: some(ground, 40).map((name) =>
      editDeed(ground.disk, join(ground.folder, name), `edited in round ${ground.round}`)
    )
  }
]

const chmod: Kind = (ground) => [
  {
    deeds: files(ground).map((name, at) =>
      modeDeed(ground.disk, join(ground.folder, name), (at + ground.round) % 2 === 0 ? 0o600 : 0o755)
    )
  }
]

const copy: Kind = (ground) => {
  const { disk, folder, mine, round } = ground
  const to = join(folder, `${mine}-copies-${round}`)
  return [
    {
      deeds: [
        { do: "make-folder", path: to },
        ...some(ground, 30).map((name, at) => copyDeed(disk, join(folder, name), join(to, `${at}.copy`)))
      ]
    }
  ]
}

const staged = (path: string, name: string): Deed => ({
  do: "put",
  path,
  content: { kind: "staged", name },
  bytes: 1,
  as: "archive"
})

/** One new file out of many, which then go. */
const archive: Kind = (ground) => {
  const { disk, folder, mine, round } = ground
  const sources = named(ground, "file").slice(0, 50)
  return [
    {
      deeds: [
        staged(join(folder, `${mine}-archive-${round}`), "all"),
        ...sources.map((name) => trashDeed(disk, join(folder, name)))
      ],
      prepared: {
        stage: (at, context) =>
          Effect.sync(() => {
            context.disk.write(join(at, "all"), new Uint8Array())
            for (const name of sources) context.disk.append(join(at, "all"), context.disk.read(join(folder, name)))
          })
      }
    }
  ]
}

/** A whole tree and single files, made aside. */
const extract: Kind = ({ folder, mine, round }) => [
  {
    deeds: [
      staged(join(folder, `${mine}-out-${round}`), "tree"),
      ...Array.from({ length: 20 }, (_, at) => staged(join(folder, `${mine}-out-${round}-${at}`), `one/${at}`))
    ],
    prepared: {
      stage: (at, context) =>
        Effect.sync(() => {
          context.disk.mkdir(join(at, "tree"))
          context.disk.mkdir(join(at, "one"))
          for (let index = 0; index < 20; index++) {
            context.disk.write(join(at, `tree/${index}`), new Uint8Array([index]))
            context.disk.write(join(at, `one/${index}`), new Uint8Array([index]))
          }
        })
    }
  },
  {
    dependsOn: ["1"],
    deeds: [
      {
        do: "set",
        path: join(folder, `${mine}-out-${round}`),
        identity: null,
        mode: 0o700,
        detail: ""
      }
    ]
  }
]

export const kinds: ReadonlyArray<readonly [name: string, kind: Kind]> = [
  ["organize", organize],
  ["rename", rename],
  ["delete", remove],
  ["edit", edit],
  ["chmod", chmod],
  ["copy", copy],
  ["archive", archive],
  ["extract", extract]
]
