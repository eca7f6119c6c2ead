/**
 * How do I use zenus from a program: plan a request, let it be done, take it back? Run it with
 * `npm run example plan-and-undo`. It works in a temporary folder and home of its own.
 */
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  Confirm,
  defaultPolicyOptions,
  Engine,
  Executor,
  fromRules,
  History,
  Journal,
  makeToolbox,
  Recovery,
  Request,
  ToolboxService,
  Trash,
  Undo
} from "@zenus/core"
import { NodeDiskLayer, NodeOwnerLayer, SqliteStoreLayer } from "@zenus/core/node"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const home = realpathSync(mkdtempSync(join(tmpdir(), "zenus-example-")))
const cwd = realpathSync(mkdtempSync(join(tmpdir(), "zenus-example-")))
for (const name of ["holiday.jpg", "song.mp3", "letter.pdf"]) writeFileSync(join(cwd, name), name)

const toolbox = makeToolbox(allTools)
const journal = Journal.layer.pipe(
  Layer.provide(Layer.merge(SqliteStoreLayer({ file: join(home, "zenus.db") }), NodeOwnerLayer))
)
const zenus = Engine.layer({
  translators: [fromRules(toolbox)],
  policy: defaultPolicyOptions,
  // What the judge is told of the machine; a program that serves people fills in all of it.
  facts: (folder, now) => ({
    platform: "linux",
    cwd: folder,
    home,
    homes: [home],
    mounts: [],
    tmpdir: null,
    own: [home],
    ownIdentities: [],
    now
  }),
  surroundings: { env: new Map(), uid: process.getuid?.() ?? 0, onCollision: "keep-both" }
}).pipe(
  Layer.provide(Layer.merge(Executor.layer(), Confirm.layerNobody)),
  Layer.provideMerge(Layer.merge(History.layer, Undo.layer)),
  Layer.provide(Recovery.layer),
  Layer.provide(Trash.layer({ home: join(home, "trash"), roots: [home], uid: process.getuid?.() ?? 0 })),
  Layer.provide(journal),
  Layer.provide(Layer.merge(NodeDiskLayer, Layer.succeed(ToolboxService, toolbox)))
)

const program = Effect.gen(function* () {
  const engine = yield* Engine
  const undo = yield* Undo
  const request = new Request({
    text: "organize this folder by type",
    cwd,
    home,
    at: Date.now(),
    timeZone: "UTC",
    mode: "run"
  })

  const planned = yield* engine.plan(request)
  if (planned._tag === "Judged") console.log(planned.resolved.plan.goal)

  const { report } = yield* engine.run(request, { flags: { yes: false, allowIrreversible: false }, onEvent: () => {} })
  console.log(report.status, readdirSync(cwd).toSorted().join(" "))

  const { undone } = yield* undo.undo()
  console.log("undone", undone.length, readdirSync(cwd).toSorted().join(" "))
})

try {
  await Effect.runPromise(program.pipe(Effect.provide(zenus)))
} finally {
  for (const folder of [home, cwd]) rmSync(folder, { recursive: true })
}
