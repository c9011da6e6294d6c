// One provider beside the CPU in a process of its own, whose memory nothing else takes, and whose end ends nothing else:
// `node _compare.ts PROVIDER FLAGS`, the flags as JSON. Prints what it found as a line of JSON.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import * as Cuda from "@rlif/core/runtime/providers/cuda"
import * as Webgpu from "@rlif/core/runtime/providers/webgpu"
import { residentBytes } from "@rlif/core/runtime/resident_bytes.ts"
import type { Runtime } from "@rlif/core/runtime/runtime"
import { Cause, Console, Context, Effect, Fiber, Layer, Metric, Schedule, Schema } from "effect"
import { measure } from "../ablations/measure.ts"
import { compared } from "./_compared.ts"
import { computed } from "./_computed.ts"
import { driver } from "./_driver.ts"
import { fixture, fixtures } from "./fixture.ts"
import type { Device, Flags } from "./_flags.ts"
import { work } from "./_work.ts"
import { type Comparison, Line } from "./comparison.ts"

const layers = { webgpu: Webgpu.layer, cuda: Cuda.layer }

/** The most that residents hold while `use` runs; it is looked at whenever a computation lets the thread go. */
const watched = Effect.fnUntraced(function* <A, E, R>(provider: Device, use: Effect.Effect<A, E, R>) {
  let most = 0
  const look = Effect.map(Metric.value(Metric.withAttributes(residentBytes, { provider })), ({ value }) => {
    most = Math.max(most, value)
  })
  const looking = yield* Effect.forkChild(Effect.repeat(look, Schedule.spaced("2 millis")))
  const found = yield* Effect.ensuring(use, Fiber.interrupt(looking))
  return [found, most] as const
})

const compare = Effect.fnUntraced(function* (device: Device, flags: Flags) {
  const before = process.memoryUsage.rss()
  const layer = yield* Layer.build(layers[device])
  const on = <A, E, R>(effect: Effect.Effect<A, E, R>, runtime: Context.Context<Runtime>) =>
    Effect.provideContext(effect, runtime)
  const inputs = yield* Effect.forEach(fixtures, fixture)
  const alone = Effect.gen(function* () {
    const ours = yield* Effect.forEach(inputs, computed)
    const mine = yield* work(flags)
    yield* mine.sampling
    yield* mine.training
    return { ours, mine }
  })
  const [{ ours, mine }, resident] = yield* watched(device, on(alone, layer))
  // In KiB. Before the CPU's share begins.
  const grown = process.resourceUsage().maxRSS * 1024 - before

  const cpu = yield* Layer.build(Cpu.layer)
  const theirs = yield* on(Effect.forEach(inputs, computed), cpu)
  const yours = yield* on(work(flags), cpu)
  const timed = Effect.fnUntraced(function* (what: "sampling" | "training") {
    const way = (name: string, run: typeof mine[typeof what]) => ({ name, run: Effect.orDie(run) })
    const ways = [way("cpu", yours[what]), way(device, mine[what])] as const
    const [a, b] = yield* measure({ name: what, unit: "tokens", ways, tolerance: 1e-3 }, { rounds: flags.rounds })
    return { perSecond: b.perSecond, cpuPerSecond: a.perSecond, ratio: b.ratio }
  })
  const found = device === "webgpu" ? driver() : undefined
  return {
    device: found?.library ?? (device === "cuda" ? "an NVIDIA GPU" : "a GPU"),
    software: found?.software ?? false,
    equality: inputs.map(({ name }, i) => compared(name, theirs[i], ours[i])),
    sampling: yield* timed("sampling"),
    training: yield* timed("training"),
    grown,
    resident,
  } satisfies Comparison
}, Effect.scoped)

const [device, flags] = process.argv.slice(2)
compare(device as Device, JSON.parse(flags)).pipe(
  Effect.catchTag(
    "@rlif/core/ProviderMissing",
    ({ message }) => Effect.succeed({ missing: message.replace(/\s+/g, " ") }),
  ),
  Effect.flatMap((found) => Console.log(Schema.encodeSync(Line)(found))),
  // Not where the answer is expected.
  Effect.tapCause((cause) => Console.error(Cause.pretty(cause))),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({ disableErrorReporting: true }),
)
