// Steps of a preset by a policy of this process, which has so many workers in processes of their own.
import type { Problem } from "@rlif/core/data"
import { LaneThreads } from "@rlif/core/lane/lane-threads"
import { initialize } from "@rlif/core/model/initialize"
import { layerParameters, Policy } from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sample } from "@rlif/core/sample/sample"
import { entropy } from "@rlif/core/signals"
import { Tokenizer } from "@rlif/core/text"
import { Elsewhere, type Hire } from "@rlif/core/wire/elsewhere"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { Fleet, layerFleet } from "@rlif/trainer/fleet/fleet"
import { clipped } from "@rlif/trainer/loss/clipped"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { advantage } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import { prepare, updateBy } from "@rlif/trainer/stage/update"
import { Context, Effect, flow, Layer, Schedule, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { join } from "node:path"
import { configOf, microBatches, type Preset } from "../step/preset.ts"
import { codecOf, problemsOf } from "../step/problems.ts"

/** Who computes, and how far sampling is ahead. */
export interface ArmOptions {
  readonly workers: number
  readonly ahead: number
  /** Steps of one run. */
  readonly steps: number
}

/** What went between the coordinator and its workers. */
export interface Traffic {
  pieces: number
  /** Bytes of messages to workers, and of answers. */
  sent: number
  received: number
}

/** An arm of the comparison. */
export interface Arm extends ArmOptions {
  /** So many more steps, all of them computed when it ends; succeeds with the hash of the weights. */
  readonly run: Effect.Effect<string>
  /** Reads next to nothing: what it takes is what pieces cost beside their computing. */
  readonly read: Effect.Effect<void>
  readonly traffic: Traffic
}

const reward = selfCertainty()
const learning = {
  loss: clipped(),
  aggregate: tokenMean,
  optimizer: chain(clipByGlobalNorm(1), adamw()),
  schedule: constant(1e-4),
  ...microBatches.command,
}

/** An arm, once its workers are there; they end with the scope. What fails is a mistake of the bench, hence a defect. */
export const armOf = Effect.fnUntraced(function* (preset: Preset, { workers, ahead, steps }: ArmOptions) {
  const traffic: Traffic = { pieces: 0, sent: 0, received: 0 }
  const fleet = yield* Layer.build(workers === 0 ? Layer.empty as Layer.Layer<never> : layerFleet())
  const hire = workers === 0 ? undefined : counted(Context.get(fleet, Elsewhere)!, traffic)
  const config = configOf(preset)
  const cpu = yield* Layer.build(Cpu.layerWith({ threads: 1 }))
  const layer = layerParameters({ config, parameters: initialize(config, 1), endTokens: [] })
  const context = yield* Layer.build(layer).pipe(
    Effect.provideContext(cpu),
    Effect.provideService(Elsewhere, hire),
    Effect.provideService(LaneThreads, 1),
  )
  if (workers > 0) yield* present(Context.get(fleet as Context.Context<Fleet>, Fleet), workers)
  const policy = Context.get(context, Policy)
  const within = Effect.provideContext(Context.add(context, Tokenizer, codecOf(preset)))
  const learned = yield* within(prepare(learning))
  const { completions, newTokens: maxTokens } = preset
  let done = 0
  const run = Effect.suspend(() => {
    const step = done
    done += steps
    return Stream.range(step, step + steps - 1).pipe(
      Stream.map((step): ReadonlyArray<Problem> => problemsOf(preset, step)),
      lookahead.exact(ahead, { step })(
        flow(
          sample({ completions, signals: [...reward.needs, entropy], maxTokens, seed: 7, endTokens: [], step }),
          score(reward),
          advantage(standardized()),
        ),
        updateBy(learned, { ...learning, step }),
      ),
      Stream.runDrain,
      Effect.andThen(Effect.map(policy.version, ({ fingerprint }) => fingerprint)),
      within,
      Effect.orDie,
    )
  })
  const sequences = Array.from({ length: 2 }, () => ({ tokens: Int32Array.of(1, 2), promptLength: 1 }))
  const read = Effect.orDie(Effect.asVoid(policy.read(sequences, { temperature: 1, signals: [entropy] })))
  const arm: Arm = { workers, ahead, steps, run, read, traffic }
  return arm
}, Effect.orDie)

const file = join(import.meta.dirname, "_worker.ts")

/** Starts so many workers, and waits until they are there. */
const present = Effect.fnUntraced(function* ({ port, members }: Fleet["Service"], workers: number) {
  const options = { stdin: "ignore", stdout: "ignore", stderr: "inherit", detached: false } as const
  const args = [file, String(yield* port)]
  yield* Effect.replicateEffect(ChildProcess.make(process.execPath, args, options), workers)
  yield* Effect.repeat(Effect.map(members, (all) => all.filter(({ present }) => present).length), {
    until: (count) => count === workers,
    schedule: Schedule.spaced("50 millis"),
  })
})

/** The same, and what goes by is counted. */
const counted = (hire: Hire, traffic: Traffic): Hire => (model) => {
  const sent = <B extends Uint8Array | undefined>(bytes: B): B => {
    traffic.sent += bytes?.length ?? 0
    return bytes
  }
  const crew = hire({
    ...model,
    config: () => sent(model.config()),
    weights: (since, known) => sent(model.weights(since, known)),
    past: () => sent(model.past()),
    learner: (id) => sent(model.learner(id)),
  })
  return Effect.map(crew, ({ atOnce, ask }) => ({
    atOnce,
    ask: (piece) => {
      traffic.pieces++
      return ask({
        ...piece,
        task: () => sent(piece.task()),
        read: (bytes) => {
          traffic.received += bytes.length
          return piece.read(bytes)
        },
      })
    },
  }))
}
