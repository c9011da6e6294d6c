import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Peer } from "./peer.ts"
import { speaker } from "./speaker.ts"

/** A peer that runs a script. */
const peerOf = (script: string, command = process.execPath): Peer => ({
  name: "script",
  threads: 1,
  command,
  args: ["--input-type=module", "--eval", script],
  env: { BENCH_WORD: "there" },
  install: "apt-get install it",
})

const greets = `console.log(JSON.stringify({ kind: "ready", about: process.env.BENCH_WORD }))`
const echoes = `
import { createInterface } from "node:readline"
${greets}
for await (const line of createInterface({ input: process.stdin })) {
  console.log(line === "nonsense" ? line : JSON.stringify({ times: { [line]: { wall: 1, cpu: 2 } }, tokens: 3, peak: 4 }))
}`

it.effect("hears an answer to each request, and what is no answer", () =>
  Effect.gen(function* () {
    const found = yield* speaker(peerOf(echoes))
    if ("absent" in found) throw new Error(found.absent)
    expect(found.greeting.about).toBe("there")
    expect(yield* found.ask("one")).toEqual({ times: { one: { wall: 1, cpu: 2 } }, tokens: 3, peak: 4 })
    expect(Object.keys((yield* found.ask("two")).times)).toEqual(["two"])
    expect((yield* Effect.flip(found.ask("nonsense"))).message).toBe('it says "nonsense"')
  }).pipe(Effect.provide(NodeServices.layer)))

it.effect("says what is missing and how to install it", () =>
  Effect.gen(function* () {
    const none = yield* speaker(peerOf("", "/no/such/program"))
    expect(none).toHaveProperty("absent", "missing (there is no /no/such/program): apt-get install it")
    const lacks = yield* speaker(peerOf(`console.log('{"kind":"missing","message":"no torch"}')`))
    expect(lacks).toHaveProperty("absent", "missing (no torch): apt-get install it")
  }).pipe(Effect.provide(NodeServices.layer)))

it.effect("says that a process ended", () =>
  Effect.gen(function* () {
    expect(yield* speaker(peerOf(""))).toHaveProperty("absent", "failed: its process ended")
    const found = yield* speaker(peerOf(greets))
    if ("absent" in found) throw new Error(found.absent)
    expect((yield* Effect.flip(found.ask("one"))).message).toBe("its process ended")
  }).pipe(Effect.provide(NodeServices.layer)))
