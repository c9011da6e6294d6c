// Two leaders of one run. The first is frozen between the moment at which it makes sure that it leads and what it then writes: here,
// whoever makes sure lets the second one take the lead, clear up and write before the answer comes.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { value } from "@rlif/core/graph/value"
import { Effect, FileSystem } from "effect"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { rewound } from "../cli/inputs/resumed.ts"
import { latestCheckpoint, recovered } from "./checkpoints.ts"
import { writeCheckpoint } from "./checkpoint.ts"
import { draftOf, Lead, type Leading } from "./lead.ts"
import { thisMachine } from "./machine.ts"
import { LeadLost } from "./run_error.ts"
import { openRun, type RunFolder } from "./run_folder.ts"

let run = ""
beforeEach(() => void (run = mkdtempSync(join(tmpdir(), "rlif-lead-"))))
afterEach(() => rmSync(run, { recursive: true }))

const read = (name: string) => readFileSync(join(run, name), "utf8")
const save = (text: string) => (directory: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* fs.makeDirectory(directory, { recursive: true })
    yield* fs.writeFileString(join(directory, "weights"), text)
  })
const made = thisMachine({ provider: "cpu", threads: 1 })
const checkpoint = (step: number, text: string) =>
  writeCheckpoint(join(run, "checkpoints", `00000${step}`), {
    step,
    made,
    state: {
      updates: step,
      steps: step,
      constants: "",
      reference: "",
      tensors: { "weight.w": value("float32", [1], Float32Array.of(step)) },
    },
    save: save(text),
  })

type Needs = NodeServices.NodeServices
const second: Leading = { run: "run", epoch: 2, held: Effect.void }
const asSecond = <A, E>(effect: Effect.Effect<A, E, Needs>) => Effect.provideService(effect, Lead, second)

/** What the first leader does as the second one does something, and what came of it. */
const frozen = async (
  first: (folder: RunFolder) => Effect.Effect<unknown, { readonly message: string }, Needs>,
  meanwhile: (folder: RunFolder) => Effect.Effect<unknown, { readonly message: string }, Needs>,
) => {
  let folder: RunFolder | undefined
  let asked = 0
  const body: Effect.Effect<string, { readonly message: string }, Needs> = Effect.scoped(Effect.gen(function* () {
    const opened: RunFolder = yield* openRun(run, {})
    folder = opened
    return yield* Effect.match(Effect.asVoid(first(opened)), {
      onSuccess: () => "done",
      onFailure: ({ message }) => message,
    })
  }))
  // As the lead is lost only after the answer, each question is answered with yes.
  const held = Effect.suspend(() => {
    if (folder === undefined || asked++ > 0) return Effect.void
    return asSecond(meanwhile(folder)).pipe(Effect.orDie, Effect.provide(NodeServices.layer))
  })
  return Effect.runPromise(
    body.pipe(Effect.provideService(Lead, { run: "run", epoch: 1, held }), Effect.provide(NodeServices.layer)),
  )
}

const takeover = (folder: RunFolder) => rewound(folder, { step: 0, state: undefined, lines: [], notes: [] })

describe("a leader that was frozen before it wrote", () => {
  it("leaves no checkpoint, and the half of one that its successor writes stays that one's", async () => {
    let half = ""
    const said = await frozen(() => checkpoint(3, "first"), (folder) =>
      Effect.gen(function* () {
        yield* takeover(folder)
        half = yield* draftOf(join(run, "checkpoints", "000003"))
        yield* save("second")(half)
      }))
    expect(said).toMatch(/Cannot write checkpoint ".*000003": ENOENT/)
    expect(readdirSync(join(run, "checkpoints"))).toEqual([basename(half)])
    expect(readFileSync(join(half, "weights"), "utf8")).toBe("second")
  })

  it("leaves no line", async () => {
    const said = await frozen(
      (folder) => folder.metrics(7, { reward: 1 }),
      (folder) => Effect.andThen(takeover(folder), folder.metrics(1, { reward: 2 })),
    )
    expect(said).toBe("done")
    expect(read("metrics.jsonl")).toBe('{"step":1,"reward":2}\n')
  })

  it("leaves no file", async () => {
    const said = await frozen(
      (folder) => folder.write("samples/a", "first"),
      (folder) => Effect.andThen(takeover(folder), folder.write("samples/a", "second")),
    )
    expect(said).toMatch(/Cannot write ".*a": ENOENT/)
    expect(read("samples/a")).toBe("second")
  })

  it("leaves its successor's model where that was", async () => {
    const said = await frozen(
      (folder) => folder.model("final", save("first")),
      (folder) => Effect.andThen(takeover(folder), folder.model("final", save("second"))),
    )
    expect(said).toMatch(/Cannot write ".*final": ENOENT/)
    expect(read("final/weights")).toBe("second")
    expect(readdirSync(run).toSorted()).toEqual(["config.json", "final", "leader.json"])
    expect(JSON.parse(read("leader.json"))).toEqual({ run: "run", epoch: 2 })
  })

  it("removes no half of what its successor writes", async () => {
    const half = join(run, "final.2.partial")
    await frozen((folder) => Effect.andThen(folder.write("a", ""), recovered(run)), () => save("second")(half))
    expect(existsSync(half)).toBe(true)
  })
})

it("writes nothing, and says so, once somebody else leads", async () => {
  const lost = (effect: (folder: RunFolder) => Effect.Effect<unknown, { readonly message: string }, Needs>) => {
    let leads = true
    const held = Effect.suspend(() => leads ? Effect.void : Effect.fail(new LeadLost({ epoch: 1 })))
    return Effect.runPromise(
      Effect.scoped(Effect.flatMap(openRun(run, {}), (folder) => {
        leads = false
        return Effect.flip(effect(folder))
      })).pipe(Effect.provideService(Lead, { run: "run", epoch: 1, held }), Effect.provide(NodeServices.layer)),
    )
  }
  const why = /: another process has taken the lead of this run, whose leader number 1 this one was$/
  for (
    const effect of [
      (folder: RunFolder) => folder.metrics(1, {}),
      (folder: RunFolder) => folder.write("a", "b"),
      (folder: RunFolder) => folder.model("final", save("first")),
      () => checkpoint(3, "first"),
    ]
  ) {
    const error = await lost(effect)
    expect(error).toMatchObject({ message: expect.stringMatching(why) })
    const places = ["checkpoints", "metrics.jsonl", "config.json", "leader.json"]
    expect(readdirSync(run).filter((name) => !places.includes(name))).toEqual([])
    for (const name of places) rmSync(join(run, name), { recursive: true, force: true })
  }
})

it("writes a checkpoint that its successor goes on from", async () => {
  await frozen(() => checkpoint(3, "first"), () => Effect.void)
  const { checkpoint: found } = await Effect.runPromise(
    Effect.provide(asSecond(Effect.andThen(recovered(run), latestCheckpoint(run))), NodeServices.layer),
  )
  expect(found?.step).toBe(3)
})
