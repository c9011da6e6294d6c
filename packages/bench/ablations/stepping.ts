// A whole step of the main job: sample, score, learn. Its stages alone; and the whole against the same step without what
// the library saves: prompts repeated in sampling and in learning, rows that stay, a second pass for the signals, a padded
// grid. Both sides agree on the loss and on the norm of the gradient.
import { selfCertainty as certainty } from "@rlif/core/signals"
import type { Group } from "@rlif/core/sample/group"
import type { TrainingGroup } from "@rlif/core/learn/learner"
import type { Completion } from "@rlif/core/generate/request.ts"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { advantage } from "@rlif/trainer/stage/advantage"
import { training } from "@rlif/trainer/stage/update"
import { Effect, Stream } from "effect"
import { batchOf, countTokens, learned, learnerOf, padded, separate } from "./_batch.ts"
import { apart, basePolicy, cut, groupRequest, longest, problems, sequencesOf, staying, tokensOf } from "./_model.ts"
import type { Ablation, Work } from "./ablation.ts"

type Groups = ReadonlyArray<ReadonlyArray<Completion<"logprob" | "selfCertainty">>>

/** A step of reinforcement learning with everything that the library saves, and without. */
export const stepping: Ablation = {
  name: "stepping",
  prepare: Effect.fnUntraced(function* (size) {
    const policy = yield* basePolicy
    const { update: learn } = yield* learnerOf(policy, size)
    const { prompts } = groupRequest(size)
    const asked = problems(size)

    const weigh = (groups: Groups) =>
      Stream.make(groups.map((group, i): Group<"logprob" | "selfCertainty"> => ({
        problem: asked[i],
        prompt: prompts[i],
        rollouts: group.map((completion) => ({ ...completion, text: "" })),
        temperature: 1,
        version: 0,
      }))).pipe(
        score(selfCertainty()),
        advantage(standardized()),
        Stream.map((batch) => training(batch, 0).groups),
        Stream.runCollect,
        Effect.map(([groups]) => groups),
      )
    const update = (groups: ReadonlyArray<TrainingGroup>) => learn(batchOf(groups))

    const request = groupRequest(size, [certainty])
    const sampled = yield* Effect.orDie(policy.sample(request))
    const weighed = yield* Effect.orDie(weigh(sampled))
    const count = countTokens(weighed)
    const whole = policy.sample(request).pipe(Effect.flatMap(weigh), Effect.flatMap(update))

    // Everything that is saved, computed after all.
    const wasteful = apart(staying(groupRequest(size), longest(sampled.flat())))
    const wasted = Effect.gen(function* () {
      const groups = yield* policy.sample(wasteful)
      const completions = groups.map(([completion]) => cut(completion, policy.endTokens))
      const sequences = sequencesOf(wasteful, completions.map((completion) => [completion]))
      const signals = yield* policy.read(sequences, { temperature: 1, signals: [certainty] })
      const rows = completions.map((row, i) => ({ ...row, signals: { ...row.signals, ...signals[i] } }))
      const width = size.completions
      return yield* update(
        padded(separate(yield* weigh(prompts.map((_, i) => rows.slice(i * width, (i + 1) * width))))),
      )
    })
    const way = <A, E>(name: string, run: Effect.Effect<A, E>, work: (a: A) => Work) => ({
      name,
      run: Effect.map(Effect.orDie(run), work),
    })
    const result = (metrics: Readonly<Record<string, number>>) => learned(metrics, count)
    const alone = (name: string, run: ReturnType<typeof way>) =>
      ({ name, unit: "tokens", ways: [run], tolerance: 0 }) as const
    return [
      alone(
        "step, stages",
        way("sample", policy.sample(request), (groups) => ({ count, result: tokensOf(groups.flat()) })),
      ),
      alone("step, stages", way("score", weigh(sampled), () => ({ count, result: [] }))),
      alone("step, stages", way("update", update(weighed), result)),
      {
        name: "step",
        unit: "tokens",
        ways: [way("nothing saved", wasted, result), way("all saved", whole, result)],
        tolerance: 1e-3,
      },
    ]
  }),
}
