// Rewards and advantages against the PyTorch reference's recorded values (test/fixtures/README.md).
import type { Group } from "@rlif/core/sample/group"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { centered } from "@rlif/trainer/advantage/centered"
import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { Effect, Schema } from "effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const root = new URL("../fixtures/", import.meta.url)
const numbers = Schema.Array(Schema.Finite)
const table = <A extends Schema.Top>(of: A) => Schema.Record(Schema.String, of)
const Expected = Schema.Struct({
  signals: table(table(Schema.Array(numbers))),
  rewards: table(table(table(numbers))),
  advantages: table(table(table(table(numbers)))),
})
const Batch = Schema.Struct({
  group_size: Schema.Int,
  prompt_lengths: Schema.Array(Schema.Int),
  completion_lengths: Schema.Array(Schema.Int),
})
const read = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, name: string, file: string) =>
  Schema.decodeUnknownSync(schema)(JSON.parse(readFileSync(new URL(`${name}/${file}`, root), "utf8")))

const rewards = { self_certainty: selfCertainty, neg_entropy: tokenEntropy, logprob: trajectoryEntropy } as const
const advantages = {
  "grpo_eps_1e-4": standardized({ eps: 1e-4 }),
  "grpo_eps_1e-6": standardized(),
  dr_grpo: centered,
  rloo: leaveOneOut,
} as const

const names = readdirSync(root).filter((name) => existsSync(new URL(`${name}/expected.safetensors`, root)))

it("has fixtures", () => expect(names).toContain("llama-tied"))

describe.each(names)("%s", (name) => {
  const expected = read(Expected, name, "expected.json")
  const batch = read(Batch, name, "batch.json")
  const cases = Object.keys(expected.rewards).flatMap((temperature) =>
    (Object.keys(rewards) as ReadonlyArray<keyof typeof rewards>).flatMap((key) =>
      (["mean", "sum"] as const).map((normaliser) => ({ temperature, key, normaliser }))
    )
  )

  it.each(cases)("$key, $normaliser, temperature $temperature", ({ temperature, key, normaliser }) => {
    const { logprob, entropy, self_certainty } = expected.signals[temperature]
    // Column t belongs to token t + 1, so that the completion starts at the prompt's last column.
    const column = (rows: ReadonlyArray<ReadonlyArray<number>>, i: number) =>
      Float32Array.from(
        rows[i].slice(batch.prompt_lengths[i] - 1, batch.prompt_lengths[i] - 1 + batch.completion_lengths[i]),
      )
    const group: Group = {
      problem: { id: name, problem: "", gold: "" },
      prompt: Int32Array.of(),
      temperature: Number(temperature),
      version: 0,
      rollouts: batch.completion_lengths.map((length, i) => ({
        tokens: new Int32Array(length),
        text: "",
        finish: "stop",
        signals: {
          logprob: column(logprob, i),
          entropy: column(entropy, i),
          selfCertainty: column(self_certainty, i),
        },
      })),
    }
    const reward = rewards[key]({ normaliser, temperature: Number(temperature) })
    const [{ total }] = Effect.runSync(reward.score([group]))
    const reference = expected.rewards[temperature][key][normaliser]
    // The signals were rounded to float32: 2^-24 of each term.
    expect(total.length).toBe(reference.length)
    total.forEach((value, i) => expect(Math.abs(value - reference[i])).toBeLessThan(1e-6 * Math.abs(reference[i])))

    for (const [kind, advantage] of Object.entries(advantages)) {
      const values = expected.advantages[temperature][key][normaliser][kind]
      for (let start = 0; start < reference.length; start += batch.group_size) {
        const ours = advantage(Float64Array.from(reference.slice(start, start + batch.group_size)))
        ours.forEach((value, i) => expect(value).toBeCloseTo(values[start + i], 9))
      }
    }
  })
})
