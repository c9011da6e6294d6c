// `npm run bench -- fleet [--preset NAME] [--rounds N] [--steps N] [--write]`: what workers cost on one machine, and how far they go.
import { formatJson } from "@rlif/core/files/json-file"
import { Console, Effect, FileSystem } from "effect"
import { availableParallelism, cpus } from "node:os"
import { fileURLToPath } from "node:url"
import { median } from "../ablations/median.ts"
import { count, FlagError, parsed, type Refuse } from "../report/flags.ts"
import { type PresetName, presetNames, presets } from "../step/preset.ts"
import { type Arm, armOf } from "./arm.ts"
import { goal, type Results, told } from "./results.ts"

const file = fileURLToPath(new URL("../results/fleet.json", import.meta.url))
const page = fileURLToPath(new URL("../../../docs/reach.md", import.meta.url))

/** The arms; the first is what others are compared with. */
const kinds = [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]] as const

/** Prints what workers cost; 1 where one takes more than its share. `--write` keeps that, and tells it in docs/reach.md. */
export const fleet = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const options = {
    preset: { type: "string", default: "small" },
    rounds: { type: "string", default: "7" },
    steps: { type: "string", default: "4" },
    write: { type: "boolean", default: false },
  } as const
  const { preset, rounds, steps, write } = yield* parsed(args, { options, refuse })
  if (!isPreset(preset)) return yield* refuse("preset", `--preset is "${preset}", not one of ${presetNames.join(", ")}`)
  const size = {
    rounds: yield* count(rounds, { name: "rounds", refuse }),
    steps: yield* count(steps, { name: "steps", refuse }),
  }
  const results = yield* Effect.scoped(measured(preset, size))
  yield* Console.log(told(results))
  if (write) {
    const fs = yield* FileSystem.FileSystem
    yield* fs.writeFile(file, formatJson(results))
    const text = yield* fs.readFileString(page)
    const part = /(?<=<!-- fleet -->\n).*(?=<!-- \/fleet -->)/s
    yield* fs.writeFileString(page, text.replace(part, () => `${told(results)}\n`))
  }
  const [, { ratio }] = results.arms
  return ratio <= 1 + goal ? 0 : 1
}, Effect.catchTag("@rlif/bench/FlagError", ({ message }) => Effect.as(Console.error(message), 2)))

const refuse: Refuse = (flag, why) => new FlagError({ flag, message: `Cannot measure fleet: ${why}` })

const isPreset = (name: string): name is PresetName => Object.hasOwn(presets, name)

/** Runs all arms in turn, round after round, every other one in reverse, as a machine gets slower or faster meanwhile. */
const measured = Effect.fnUntraced(
  function* (preset: PresetName, size: { readonly rounds: number; readonly steps: number }) {
    const { rounds, steps } = size
    const arms = yield* Effect.forEach(kinds, ([workers, ahead]) => armOf(presets[preset], { workers, ahead, steps }))
    // Programs compile, and workers are sent what they need once.
    const first = yield* Effect.forEach(arms, ({ run }) => run)
    agree(arms, first)
    for (const { traffic } of arms) Object.assign(traffic, { pieces: 0, sent: 0, received: 0 })
    const [times, processor] = [arms.map((): Array<number> => []), arms.map((): Array<number> => [])]
    for (let round = 0; round < rounds; round++) {
      const hashes: Array<string> = []
      const order = [...arms.keys()]
      for (const i of round % 2 === 0 ? order : order.reverse()) {
        const before = process.cpuUsage()
        const [took, hash] = yield* timed(arms[i].run)
        const { user, system } = process.cpuUsage(before)
        times[i].push(took / steps)
        processor[i].push((user + system) / 1e6 / steps)
        hashes[i] = hash
      }
      agree(arms, hashes)
    }
    const results = arms.map(({ workers, ahead, traffic: { pieces, sent, received } }, i) => ({
      workers,
      ahead,
      seconds: median(times[i]),
      ratio: median(times[i].map((time, round) => time / times[0][round])),
      processor: median(processor[i]),
      pieces: pieces / (rounds * steps),
      sent: sent / (rounds * steps),
      received: received / (rounds * steps),
    }))
    const piece = yield* pieceOf(arms[0], arms[1])
    const [, one] = results
    const found: Results = {
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} threads`,
      preset,
      rounds,
      steps,
      arms: results,
      piece,
      byte: one.processor / one.received,
    }
    return found
  },
)

/** Seconds that a piece takes with a worker more than without, where there is next to nothing to compute. */
const pieceOf = Effect.fnUntraced(function* (alone: Arm, one: Arm) {
  const differences: Array<number> = []
  for (const { read } of [alone, one]) yield* read
  const before = one.traffic.pieces
  const times = 101
  for (let i = 0; i < times; i++) {
    const [without] = yield* timed(alone.read)
    const [with_] = yield* timed(one.read)
    differences.push(with_ - without)
  }
  return Math.max(0, median(differences)) * times / (one.traffic.pieces - before)
})

const timed = <A>(effect: Effect.Effect<A>) =>
  Effect.suspend(() => {
    const start = performance.now()
    return Effect.map(effect, (found) => [(performance.now() - start) / 1000, found] as const)
  })

/** Dies where arms that are as far ahead have other weights. */
const agree = (arms: ReadonlyArray<Arm>, hashes: ReadonlyArray<string>): void => {
  const known = new Map<number, string>()
  for (const [i, { ahead, workers }] of arms.entries()) {
    if (hashes[i] !== (known.get(ahead) ?? hashes[i])) {
      throw new Error(`Cannot compare: with ${workers} workers, ${ahead} ahead, the weights are others than without`)
    }
    known.set(ahead, hashes[i])
  }
}
