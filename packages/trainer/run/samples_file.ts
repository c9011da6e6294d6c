import type { Weighted } from "../stage/advantage.ts"

/**
 * What a step sampled, one JSON object a completion: problem, prompt, tokens, text, how it ended, reward with its
 * components, advantage and every signal of every token, rounded to 1e-6.
 */
export const samplesFile = (batch: ReadonlyArray<Weighted>): string =>
  batch.flatMap(({ group, rewards, components, advantages }) =>
    group.rollouts.map((rollout, i) =>
      JSON.stringify({
        problem: group.problem.id,
        gold: group.problem.gold,
        ...(group.problem.alsoGold && { alsoGold: group.problem.alsoGold }),
        prompt: Array.from(group.prompt),
        tokens: Array.from(rollout.tokens),
        text: rollout.text,
        finish: rollout.finish,
        version: group.version,
        temperature: group.temperature,
        reward: rewards[i],
        rewards: Object.fromEntries(Object.entries(components).map(([name, values]) => [name, values[i]])),
        advantage: advantages[i],
        signals: Object.fromEntries(
          Object.entries(rollout.signals).map(([name, values]) => [name, Array.from(values, rounded)]),
        ),
      }) + "\n"
    )
  ).join("")

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6
