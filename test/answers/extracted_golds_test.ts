// Every gold answer of two public sets in the ways that completions end, through the extractor: found whole, and what is
// almost it stays wrong.
import { mathematically } from "@rlif/rewards/answer/math"
import * as Engine from "@rlif/rewards/answer/math/engine"
import { mathAnswer } from "@rlif/rewards/answer/math-answer"
import { type Verdict, verdict } from "@rlif/rewards/answer/verdict"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { problems } from "../_problems.ts"
import { nearMisses } from "./_near_misses.ts"

const frames: Readonly<Record<string, (answer: string) => string>> = {
  "by itself": (answer) => answer,
  "in a box": (answer) => `We add 2 and 3. Thus $x = \\boxed{${answer}}$.`,
  "behind hashes": (answer) => `2 + 3 = 5\n#### ${answer}`,
  "in tags": (answer) => `<think>It is \\boxed{2}.</think><answer>It is $${answer}$.</answer>`,
  "said to be the answer": (answer) => `We add 2 and 3.\n\n**Final Answer:** The value is $${answer}$.<|im_end|>`,
  "in a sentence": (answer) => `We add 2 and 3. So the result is $ ${answer} $. I hope that helps!`,
}

const odd = (pairs: ReadonlyArray<readonly [gold: string, text: string]>, expected: Verdict) =>
  Effect.filter(
    pairs,
    ([gold, text]) =>
      Effect.map(verdict(text, gold, { answer: mathAnswer, compare: mathematically }), (is) => is !== expected),
  ).pipe(Effect.provide(Engine.layerWorker({ limit: "1 minute" })), Effect.runPromise)

it.for(
  (["math500", "gsm8k_test"] as const).flatMap((set) =>
    Object.entries(frames).map(([name, frame]) => ({ set, name, frame }))
  ),
)("every gold answer of $set is found $name", async ({ set, frame }, context) => {
  const golds = [...new Set(problems(set, context).map(({ gold }) => gold))]
  expect(await odd(golds.map((gold) => [gold, frame(gold)]), "correct")).toEqual([])
})

it.for(Object.entries(frames))("no near miss is right %s", async ([, frame], context) => {
  const golds = (["math500", "gsm8k_test"] as const).flatMap((set) => problems(set, context).map(({ gold }) => gold))
  const misses = nearMisses([...new Set(golds)])
  expect(misses.length).toBeGreaterThanOrEqual(500)
  expect(await odd(misses.map(({ gold, answer }) => [gold, frame(answer)]), "wrong")).toEqual([])
})
