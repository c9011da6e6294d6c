import { entropy } from "@rlif/core/signals"
import type { Group, Rollout } from "@rlif/core/sample/group"
import { Cause, Context, Effect, Exit, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { sampleGroups } from "./testing/sample_groups.ts"
import { answered } from "./answered.ts"
import { weighted } from "./combine.ts"
import { constant } from "./constant.ts"
import { exactAnswer } from "./exact_answer.ts"
import { perGroup, perGroupEffect, perRollout, type Reward } from "./reward.ts"
import { type DuplicateReward, type MiscountedReward, NonFiniteReward, TemperatureMismatch } from "./reward_error.ts"
import { score, type Scored } from "./score.ts"
import { selfCertainty } from "./self_certainty.ts"
import { tokenEntropy } from "./token_entropy.ts"

const answer = (text: string) => text.match(/A (\S+) \$$/)?.[1]
const groups = sampleGroups()
const failure = <A, E>(stream: Stream.Stream<A, E>) =>
  Effect.runSyncExit(Stream.runDrain(stream)).pipe((exit) =>
    Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
  )

describe("score", () => {
  it("hands every group on with its reward, its components and what is logged beside", () => {
    const reward = weighted([[selfCertainty(), 1], [constant(3), -0.5]])
    const beside = [exactAnswer({ answer }), answered({ answer })] as const
    const batches = Stream.make(groups.slice(0, 1), groups.slice(1)).pipe(
      score(reward, { beside }),
      Stream.runCollect,
    )
    const scored = Effect.runSync(batches)
    expect(scored.map((batch) => batch.length)).toEqual([1, 2])
    const [first] = scored[0]
    expect(first.group).toBe(groups[0])
    expect(Object.keys(first.components).sort()).toEqual([
      "answered",
      "constant",
      "exact_answer",
      "self_certainty",
    ])
    // The first completion has no answer, the second says gold + 0.
    expect([...first.components.exact_answer]).toEqual([0, 1, 0, 0])
    expect([...first.components.answered]).toEqual([0, 1, 1, 1])
    expect([...first.rewards]).toEqual([...first.components.self_certainty].map((value) => value - 1.5))
  })

  it("lets a component of the training reward win over one logged beside", () => {
    const batches = Stream.make(groups).pipe(score(constant(2), { beside: [constant(9)] }), Stream.runCollect)
    expect([...Effect.runSync(batches)[0][0].components.constant]).toEqual([
      2,
      2,
      2,
      2,
    ])
  })

  it("fails on a reward that is not a number, naming reward, problem and completion", () => {
    const broken = perGroup(
      "broken",
      [],
      ({ problem, rollouts }) => Float64Array.from(rollouts, (_, i) => problem.id === "p1" && i === 2 ? NaN : 0),
    )
    const error = failure(Stream.make(groups).pipe(score(broken)))
    expect(error).toBeInstanceOf(NonFiniteReward)
    expect(String(error)).toContain(`Cannot use reward "broken": it is NaN for completion 2 of problem "p1"`)
    expect(failure(Stream.make(groups).pipe(score(constant(), { beside: [broken] })))).toMatchObject({
      reward: "broken",
      problem: "p1",
      completion: 2,
    })
    expect(failure(Stream.make(groups).pipe(score(weighted([[constant(Infinity), 0]])))))
      .toMatchObject({ reward: "constant", value: Infinity })
  })

  it("fails on a reward with too few values or scores, naming what it has", () => {
    const short = perGroup("short", [], () => Float64Array.of(1))
    const ofOne: Reward = { ...constant(), name: "of_one", score: (groups) => constant().score(groups.slice(1)) }
    const says = (reward: Reward) => String(failure(Stream.make(groups).pipe(score(constant(), { beside: [reward] }))))
    expect(says(short)).toContain(`Cannot use reward "short": it has 1 values for 4 completions of problem "p0"`)
    expect(says(ofOne)).toContain(`Cannot use reward "of_one": it has 2 values for 3 groups`)
  })

  it("fails where the signals were taken at another temperature", () => {
    const error = failure(Stream.make(sampleGroups({ temperature: 0.7 })).pipe(score(tokenEntropy())))
    expect(error).toEqual(
      new TemperatureMismatch({
        reward: "token_entropy",
        problem: "p0",
        expected: 1,
        actual: 0.7,
      }),
    )
    expect(failure(Stream.make(sampleGroups({ temperature: 0.7 })).pipe(score(tokenEntropy({ temperature: 0.7 })))))
      .toBeUndefined()
  })
})

it("a reward that asks a service asks for all groups of a batch at once, and fails as the service does", async () => {
  class Judge extends Context.Service<Judge, (id: string) => Effect.Effect<number, "asleep">>()("test/Judge") {}
  const judged = perGroupEffect("judged", [], ({ problem, rollouts }) =>
    Effect.gen(function* () {
      const grade = yield* (yield* Judge)(problem.id)
      return new Float64Array(rollouts.length).fill(grade)
    }))
  const stage: Stream.Stream<
    ReadonlyArray<Scored>,
    "asleep" | DuplicateReward | MiscountedReward | NonFiniteReward,
    Judge
  > = Stream.make(
    groups,
  ).pipe(
    score(weighted([[judged, 2]])),
  )
  const run = (judge: Judge["Service"]) =>
    stage.pipe(Stream.runCollect, Effect.provideService(Judge, judge), Effect.exit, Effect.runPromise)

  // Nobody is answered before everybody has asked.
  const everybody = Promise.withResolvers<void>()
  let asked = 0
  const scored = await run((id) =>
    Effect.promise(() => {
      if (++asked === groups.length) everybody.resolve()
      return everybody.promise.then(() => Number(id.slice(1)))
    })
  )
  expect(Exit.isSuccess(scored) && scored.value[0].map(({ rewards }) => rewards[0])).toEqual([0, 2, 4])
  expect(Exit.isSuccess(scored) && [...scored.value[0][2].components.judged]).toEqual([2, 2, 2, 2])
  expect(await run(() => Effect.fail("asleep"))).toEqual(Exit.fail("asleep"))
})

describe("types", () => {
  const bare: Stream.Stream<ReadonlyArray<Group<never>>> = Stream.empty
  const certain: Stream.Stream<ReadonlyArray<Group<"selfCertainty">>> = Stream.empty
  const both: Stream.Stream<ReadonlyArray<Group<"selfCertainty" | "entropy">>> = Stream.empty

  it("a stream that was not sampled with a needed signal does not compile", () => {
    void score(selfCertainty())(certain)
    void score(selfCertainty())(both)
    void score(constant())(bare)
    // @ts-expect-error: self-certainty was not sampled
    void score(selfCertainty())(bare)
    // @ts-expect-error: entropy was not sampled
    void score(tokenEntropy())(certain)
    // @ts-expect-error: a reward that only watches needs its signals, too
    void score(constant(), { beside: [tokenEntropy()] })(certain)
    // @ts-expect-error: a sum needs what any of its parts needs
    void score(weighted([[selfCertainty(), 1], [tokenEntropy(), 1]]))(certain)
    void score(weighted([[selfCertainty(), 1], [tokenEntropy(), 1]]))(both)
  })

  it("a reward may not read a signal that it does not declare", () => {
    const read = ({ signals }: Rollout<"entropy" | "logprob">) =>
      // @ts-expect-error: only the entropy and the log-probability are there
      signals.selfCertainty[0]
    expect(perRollout<"entropy">("sneaky", [entropy], read).needs).toEqual([entropy])
  })

  it("needs, errors and services are the union of the parts'", () => {
    const sum = weighted([[selfCertainty(), 1], [tokenEntropy(), 2], [constant(), 3]])
    const typed: Reward<"selfCertainty" | "entropy", TemperatureMismatch | DuplicateReward> = sum
    expect(typed.needs.map(({ name }) => name)).toEqual(["selfCertainty", "entropy"])
    // @ts-expect-error: the sum may fail with a temperature mismatch
    const careless: Reward<"selfCertainty" | "entropy"> = sum
    expect(careless).toBe(sum)
    const stage: Stream.Stream<
      ReadonlyArray<Scored<"selfCertainty" | "entropy">>,
      TemperatureMismatch | DuplicateReward | MiscountedReward | NonFiniteReward
    > = score(sum)(both)
    expect(Effect.runSync(Stream.runCollect(stage))).toEqual([])
  })
})
