// What a device must do as the CPU does. Each check is an effect over both runtimes that fails where they disagree; a row
// of `checks` is a test of `devices_test.ts`.
import { type Graph, graph } from "@rlif/core/graph/graph"
import { add, input } from "@rlif/core/graph/ops"
import type { OpName } from "@rlif/core/graph/tensor"
import { residence } from "@rlif/core/runtime/residence.ts"
import { residentBytes } from "@rlif/core/runtime/resident_bytes.ts"
import { residents } from "@rlif/core/runtime/residents.ts"
import type { Runtime } from "@rlif/core/runtime/runtime"
import type { FeedError } from "@rlif/core/runtime/runtime-error"
import { sessions } from "@rlif/core/runtime/sessions.ts"
import { value, type Values } from "@rlif/core/graph/value"
import { Deferred, Effect, Fiber, Metric } from "effect"
import { block } from "../golden/_block.ts"
import { type OpCase, ready } from "../laws/_op_case.ts"
import { opCases } from "../laws/_op_cases.ts"
import { int8Steps, policyLife, sampledBatch, threeSteps } from "./_policy_checks.ts"

/** The two runtimes under comparison. */
export interface Both {
  readonly cpu: Runtime["Service"]
  readonly device: Runtime["Service"]
}

/** One check; it fails with what is wrong. */
export type Check = (both: Both) => Effect.Effect<void, unknown>

/** Fails unless both give the same values, to `tolerance` relative to 1 + |value|. */
const agree = Effect.fnUntraced(function* (name: string, [a, b]: readonly [Values, Values], tolerance = 1e-5) {
  for (const output of Object.keys(a)) {
    const [x, y] = [a[output], b[output]]
    if (`${x.dims}` !== `${y.dims}`) return yield* Effect.fail(`${name}, ${output}: (${y.dims}) is not (${x.dims})`)
    for (let i = 0; i < x.data.length; i++) {
      if (Math.abs(x.data[i] - y.data[i]) <= tolerance * (1 + Math.abs(x.data[i]))) continue
      return yield* Effect.fail(`${name}, ${output}[${i}]: ${y.data[i]} on the device, ${x.data[i]} on cpu`)
    }
  }
})

const run = (runtime: Runtime["Service"], closed: Graph, feeds: Values) =>
  Effect.scoped(Effect.flatMap(runtime.compile(closed), (program) => program.run(feeds)))

/** Every case of one operation, forward and gradient; those with empty tensors must be refused by name. */
const operation = (cases: ReadonlyArray<OpCase>): Check =>
  Effect.fnUntraced(function* ({ cpu, device }) {
    for (const opCase of cases) {
      const { graph: closed, feeds } = ready(opCase, "float32")
      if (Object.values(feeds).some(({ dims }) => dims.includes(0))) {
        const error: FeedError | unknown = yield* Effect.flip(run(device, closed, feeds))
        if (!`${error}`.startsWith("@rlif/core/FeedError")) return yield* Effect.fail(error)
      } else {
        const both = [yield* run(cpu, closed, feeds), yield* run(device, closed, feeds)] as const
        yield* agree(opCase.name, both)
      }
    }
  })

const gradient: Check = Effect.fnUntraced(function* ({ cpu, device }) {
  const { closed, feeds } = block()
  yield* agree("block", [yield* run(cpu, closed, feeds), yield* run(device, closed, feeds)])
})

/** Weights on the device, and results written over the caller's own arrays. */
const inPlace: Check = Effect.fnUntraced(function* ({ cpu, device }) {
  const { closed, feeds } = block()
  const { up, down, ...rest } = feeds
  const bound = Effect.gen(function* () {
    const program = yield* device.compile(closed, { bind: { up, down } })
    const into = { d_e: { ...feeds.e, data: new Float32Array(feeds.e.data.length) } }
    const computed = yield* program.run(rest, into)
    if (computed.d_e !== into.d_e) return yield* Effect.fail("the result is another object")
    return computed
  })
  yield* agree("block", [yield* run(cpu, closed, feeds), yield* Effect.scoped(bound)])
})

/** Weights sent once, bound and fed, and sent anew once changed; read where they are by a provider that keeps nothing. */
const resident: Check = Effect.fnUntraced(function* ({ cpu, device }) {
  const { closed, feeds } = block()
  const held = { up: { ...feeds.up, data: feeds.up.data.slice() }, down: feeds.down }
  const { up: _, down: __, ...rest } = feeds
  const onDevice = Effect.gen(function* () {
    const { feeds: there, renew } = yield* residence(device, held)
    if ((there.up === held.up) === device.keeps) return yield* Effect.fail(device.keeps ? "not sent" : "sent")
    const [fed, bound] = [yield* device.compile(closed), yield* device.compile(closed, { bind: there })]
    const now = [yield* fed.run({ ...rest, ...there }), yield* bound.run(rest)]
    held.up.data.fill(0.25)
    if (!device.keeps) return { now, after: [yield* fed.run({ ...rest, ...there })] }
    const before = yield* fed.run({ ...rest, ...there })
    yield* Effect.promise(() => renew(["up"]))
    const after = [yield* fed.run({ ...rest, ...there }), yield* bound.run(rest)]
    return { now: [...now, before], after }
  })
  const { now, after } = yield* Effect.scoped(onDevice)
  const [first, second] = [yield* run(cpu, closed, feeds), yield* run(cpu, closed, { ...feeds, up: held.up })]
  for (const computed of now) yield* agree("sent", [first, computed])
  for (const computed of after) yield* agree("sent anew", [second, computed])
})

/** What is kept chains through runs, and is a typed error once let go of. */
const chain: Check = Effect.fnUntraced(function* ({ device }) {
  const x = input("x", ["N"])
  const doubling = yield* device.compile(graph({ y: add(x, x) }), { keep: ["y"] })
  const reading = yield* device.compile(graph({ y: add(x, 1) }))
  const place = yield* device.resident("place")
  yield* doubling.run({ x: value("float32", [2], Float32Array.of(1, 3)) }, { y: place })
  for (let i = 0; i < 9; i++) yield* doubling.run({ x: place }, { y: place })
  const { y } = yield* reading.run({ x: place })
  if (`${y.data}` !== "1025,3073") return yield* Effect.fail(`${y.data}`)
  place.clear()
  const error = yield* Effect.flip(reading.run({ x: place }))
  if (error._tag !== "@rlif/core/FeedError") return yield* Effect.fail(error)
}, Effect.scoped)

/** How much is alive: sessions, what residents hold, and their bytes. */
const alive = ({ provider }: Runtime["Service"]) =>
  Effect.map(
    Effect.forEach(
      [sessions, residents, residentBytes],
      (metric) => Metric.value(Metric.withAttributes(metric, { provider })),
    ),
    (states) => states.map(({ value }) => value),
  )

/** A session, and with it its device memory, is alive while `use` runs and gone after it, however it ended. */
const released = (use: (both: Both) => Effect.Effect<unknown, unknown>): Check =>
  Effect.fnUntraced(function* (both) {
    const before = yield* alive(both.device)
    yield* Effect.exit(use(both))
    const after = yield* alive(both.device)
    if (`${after}` !== `${before}`) return yield* Effect.fail(`${after} sessions, residents, bytes; ${before} were`)
  })

const compiled = (device: Runtime["Service"]) =>
  Effect.gen(function* () {
    const [before] = yield* alive(device)
    const { closed, feeds } = block()
    const program = yield* device.compile(closed)
    if ((yield* alive(device))[0] !== before + 1) return yield* Effect.die("a session that lives is not counted")
    return { program, feeds }
  })

/** All checks, by name. */
export const checks: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(
    Object.keys(opCases).map((op) => [`operation ${op}`, operation(opCases[op as OpName])]),
  ),
  "gradient of a block": gradient,
  "bound weights, results in place": inPlace,
  "weights that stay": resident,
  "outputs that stay": chain,
  "release of what stays": ({ device }) =>
    Effect.gen(function* () {
      const before = yield* alive(device)
      const during = yield* Effect.scoped(Effect.andThen(residence(device, block().feeds), alive(device)))
      const counted = during[1] > before[1] && during[2] > before[2]
      if (counted !== device.keeps) return yield* Effect.fail(`counted: ${during}`)
      const after = yield* alive(device)
      if (`${after}` !== `${before}`) return yield* Effect.fail(`${after} sessions, residents, bytes; ${before} were`)
    }),
  "a sampled batch": sampledBatch,
  "three training steps": threeSteps,
  "three training steps over an int8 base": int8Steps,
  "release of a policy": released(policyLife),
  "release on success": released(({ device }) =>
    Effect.scoped(Effect.flatMap(compiled(device), ({ program, feeds }) => program.run(feeds)))
  ),
  "release on failure": released(({ device }) =>
    Effect.scoped(Effect.flatMap(compiled(device), ({ program }) => program.run({})))
  ),
  "release on interruption": released(({ device }) =>
    Effect.gen(function* () {
      const running = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(Effect.scoped(Effect.gen(function* () {
        const { program, feeds } = yield* compiled(device)
        yield* Deferred.succeed(running, undefined)
        return yield* Effect.forever(program.run(feeds))
      })))
      yield* Deferred.await(running)
      yield* Fiber.interrupt(fiber)
    })
  ),
}
