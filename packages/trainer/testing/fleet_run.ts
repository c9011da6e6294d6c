// Three updates of a shipped model by some policy: what the tests of the fleet compare, bit for bit.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { layerFolder, Policy } from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sample } from "@rlif/core/sample/sample"
import { Tokenizer } from "@rlif/core/text"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { Effect, flow, Layer, Stream } from "effect"
import { standardized } from "../advantage/standardized.ts"
import { type Fleet, type FleetOptions, layerFleet } from "../fleet/fleet.ts"
import type { FleetRefused } from "../fleet/fleet_error.ts"
import { clipped } from "../loss/clipped.ts"
import { k3 } from "../loss/k3.ts"
import { plus } from "../loss/plus.ts"
import { tokenMean } from "../loss/token_mean.ts"
import { adamw } from "../optimizer/adamw.ts"
import { constant } from "../optimizer/schedule.ts"
import { shippedFolder } from "../pretrain/shipped.ts"
import { advantage } from "../stage/advantage.ts"
import { lookahead } from "../stage/lookahead.ts"
import { update } from "../stage/update.ts"

export const platform = Layer.merge(Cpu.layer, NodeServices.layer)

const reward = selfCertainty()

/** What is trained, and how. */
export interface Trained {
  /** Of an adapter; 0: all weights are trained. */
  readonly rank?: number | undefined
  /** What the adapter's model is stored as. */
  readonly frozen?: "int8" | undefined
  /** Whether layers are computed again on the way back. */
  readonly recompute?: boolean
  readonly parts?: number | undefined
  /** Batches by which sampling runs ahead. */
  readonly ahead?: number
}

/** The weights after each of three updates, by their fingerprint, and the metrics of each. */
export const threeUpdates = ({ recompute, ahead = 0 }: Trained = {}) =>
  trainingProblems(7).pipe(
    Stream.grouped(8),
    lookahead.exact(ahead)(
      flow(
        sample({ completions: 4, signals: reward.needs, maxTokens: 32, temperature: 1, seed: 7 }),
        score(reward),
        advantage(standardized()),
      ),
      update({
        // A penalty, so that whoever joins late needs the weights that the run began with.
        loss: plus(clipped(), k3),
        aggregate: tokenMean,
        optimizer: adamw(),
        schedule: constant(3e-4),
        microBatchTokens: 128,
        ...(recompute === undefined ? {} : { recompute }),
      }),
    ),
    Stream.take(3),
    Stream.mapEffect(Effect.fnUntraced(function* ({ step, metrics }) {
      const { fingerprint } = yield* (yield* Policy).version
      return { step, metrics, fingerprint }
    })),
    Stream.runCollect,
  )

/** The shipped model, with an adapter of this rank if there is one. */
const model = ({ rank = 0, frozen, parts }: Trained) =>
  layerFolder(shippedFolder("base"), {
    ...(rank === 0 ? {} : { adapter: { rank, alpha: 2 * rank, targets: ["q_proj", "up_proj"] } }),
    ...(frozen === undefined ? {} : { frozen }),
    ...(parts === undefined ? {} : { parts }),
  })

const tokenizer = Tokenizer.layerFolder(shippedFolder("base"))

/** Runs with a policy of this process alone. */
export const alone = (trained: Trained = {}) =>
  threeUpdates(trained).pipe(
    Effect.provide(Layer.merge(model(trained), tokenizer)),
    Effect.provide(platform),
    Effect.runPromise,
  )

/** Runs `body` where a policy with a fleet is. */
export const withFleet = <A, E>(
  body: Effect.Effect<A, E, Fleet | Policy | Tokenizer>,
  { rank, frozen, parts, queue = Layer.empty, logger = Layer.empty, fleet, ...options }:
    & FleetOptions
    & Pick<Trained, "rank" | "frozen" | "parts">
    & {
      readonly queue?: Layer.Layer<never>
      readonly logger?: Layer.Layer<never>
      /** In place of one of these options. */
      readonly fleet?: Layer.Layer<Fleet, FleetRefused>
    } = {},
) =>
  body.pipe(
    Effect.provide(
      Layer.merge(
        Layer.provideMerge(model({ rank, frozen, parts }), Layer.provide(fleet ?? layerFleet(options), queue)),
        tokenizer,
      ),
    ),
    Effect.provide([platform, logger]),
    Effect.runPromise,
  )
