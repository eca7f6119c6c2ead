/** What is drawn while a request is handled: one line at a time, whoever draws it. */
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { defaultConfig, type ExecutorEvent, Plan, StepReport } from "@zenus/core"
import { makeModelNews } from "#cli/session/modelNews.ts"
import { makeRunView } from "#cli/session/runView.ts"
import type { Session } from "#cli/session/Session.ts"
import { makeScreen } from "#cli/terminal/Screen.ts"

const SCREEN = { ...makeScreen({}, true) }

const world = () => {
  const shown: Array<string> = []
  const screen = {
    ...SCREEN,
    errIsTerminal: true,
    errWidth: 80,
    note: (line: string) => void shown.push(`note ${line}`),
    status: (line: string | null) => void shown.push(line ?? "gone"),
    stops: "Esc stops"
  }
  // Of a session only what a view looks at.
  const session = {
    screen,
    config: defaultConfig(),
    invocation: { env: { TERM: "xterm" } },
    modelNews: makeModelNews()
  } as unknown as Session
  return { shown, view: makeRunView(session) }
}

const PROGRESS = {
  type: "step.progress",
  stepId: "1",
  done: 0,
  total: 10,
  unit: "things",
  staged: 0,
  bytes: 0,
  totalBytes: null,
  phase: null
} satisfies ExecutorEvent

const plan = new Plan({
  request: "",
  goal: "",
  provider: "rules",
  confidence: 1,
  status: "planned",
  requiresConfirmation: false,
  steps: [],
  refusal: null,
  suggestions: [],
  cwd: "/"
})

describe("the view of a request", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("says that it plans, and nothing while a question may be asked", () => {
    const { shown, view } = world()
    vi.advanceTimersByTime(1_000)
    assert.match(shown.at(-1) ?? "", /^Planning {2}1 s {2}Esc stops$/)
    view.onEvent({ type: "planned", plan, verdict: { _tag: "Allow", risk: 0 } })
    assert.strictEqual(shown.at(-1), "gone")
    vi.advanceTimersByTime(10_000)
    assert.strictEqual(shown.at(-1), "gone")
    view.end()
  })

  it("says what a step does that tells nothing itself, and leaves the line to one that does", () => {
    const { shown, view } = world()
    view.onEvent({ type: "planned", plan, verdict: { _tag: "Allow", risk: 0 } })
    view.onEvent({ type: "step.started", stepId: "1", explanation: "Search for x" })
    vi.advanceTimersByTime(3_000)
    assert.strictEqual(shown.at(-1), "Search for x  3 s  Esc stops")
    view.onEvent({ ...PROGRESS, done: 1 })
    vi.advanceTimersByTime(400)
    view.onEvent({ ...PROGRESS, done: 5 })
    assert.match(shown.at(-1) ?? "", /^Search for x {2}5 of 10 \(50%\).*Esc stops$/)
    view.end()
    assert.strictEqual(shown.at(-1), "gone")
    assert.strictEqual(vi.getTimerCount(), 0)
  })

  it("goes on saying what takes long where the step can only say that it is at the one thing that it does", () => {
    const { shown, view } = world()
    view.onEvent({ type: "step.started", stepId: "1", explanation: "End the process 42" })
    for (let at = 0; at < 20; at++) {
      view.onEvent({ ...PROGRESS, done: 0, total: 1, phase: "Waiting" })
      vi.advanceTimersByTime(100)
    }
    assert.strictEqual(shown.at(-1), "End the process 42  2 s  Esc stops")
    view.end()
  })

  it("comes back to a step that goes on beside one that has ended", () => {
    const { shown, view } = world()
    view.onEvent({ type: "step.started", stepId: "1", explanation: "Search for x" })
    view.onEvent({ type: "step.started", stepId: "2", explanation: "Search for y" })
    vi.advanceTimersByTime(1_000)
    assert.match(shown.at(-1) ?? "", /^Search for y/)
    const report = new StepReport({ id: "2", status: "done", durationMs: 1, count: 0, output: null, error: null })
    view.onEvent({ type: "step.finished", report })
    assert.strictEqual(shown.at(-1), "gone")
    vi.advanceTimersByTime(1_000)
    assert.match(shown.at(-1) ?? "", /^Search for x/)
    view.end()
  })

  it("says how far a plan is that has to read, until it is there", () => {
    const { shown, view } = world()
    for (let done = 0; done <= 10; done++) {
      view.onEvent({ type: "plan.progress", done, total: 20, unit: "bytes" })
      vi.advanceTimersByTime(200)
    }
    assert.strictEqual(shown.at(-1), "Planning  10 bytes of 20 bytes (50%)  5 bytes/s  2 s left  Esc stops")
    view.onEvent({ type: "planned", plan, verdict: { _tag: "Allow", risk: 0 } })
    assert.strictEqual(shown.at(-1), "gone")
    view.end()
  })

  it("leaves it to who is waited for while a model is asked", () => {
    const { shown, view } = world()
    const attempt = { type: "attempt", provider: "x", model: "m", attempt: 1, of: 1, endsInMs: 60_000 } as const
    view.onEvent({ type: "model.route", event: attempt })
    vi.advanceTimersByTime(5_000)
    assert.isNotEmpty(shown)
    assert.deepStrictEqual(
      shown.filter((line) => line.startsWith("Planning")),
      []
    )
    view.onEvent({ type: "model.asked", attempts: [], routed: null })
    vi.advanceTimersByTime(1_000)
    assert.match(shown.at(-1) ?? "", /^Planning {2}1 s/)
    view.end()
  })
})
