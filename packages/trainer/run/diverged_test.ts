import { InvalidInput, NoNumber, PolicyError } from "@rlif/core/runtime/policy-error"
import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { step } from "../testing/steps.ts"
import { diverging } from "./diverged.ts"

const noNumber = new NoNumber({ quantity: "grad_norm", message: "Cannot update: grad_norm is NaN" })
const failing = (reason: PolicyError["reason"], metrics: ReadonlyArray<Readonly<Record<string, number>>>, from = 0) =>
  Stream.fromIterable(metrics).pipe(
    Stream.map((one, i) => step(from + i + 1, one)),
    Stream.concat(Stream.fail(new PolicyError({ action: "update", reason }))),
    diverging({ from, clipNorm: 1, temperature: 0.5 }),
    Stream.runDrain,
    Effect.flip,
    Effect.runSync,
  )

it.each([
  [[], 1, /at step 1: no update was made, so the model's own numbers overflow, at --temperature 0.5$/],
  [
    [{ grad_norm: 1 }, { grad_norm: 12345 }],
    3,
    /at step 3: gradients had grown, to a norm of 1.2e\+4 before they were cut to --clip-norm 1; lower --learning-rate$/,
  ],
  [
    [{ grad_norm: 1, learning_rate: 0.25 }],
    2,
    /at step 2: the weights have gone too far, by a learning rate of 0.25; /,
  ],
])("names step and likely cause after %j", (metrics, at, message) => {
  const error = failing(noNumber, metrics)
  expect(error).toMatchObject({ _tag: "@rlif/trainer/Diverged", step: at, quantity: "grad_norm" })
  expect(error.message).toMatch(/^Cannot update: grad_norm is NaN, /)
  expect(error.message).toMatch(message)
})

it("names the last good checkpoint, where there is one", () => {
  const told = (kept: string | undefined) =>
    Stream.fail(new PolicyError({ action: "update", reason: noNumber })).pipe(
      diverging({ clipNorm: 1, temperature: 1, kept: Effect.succeed(kept) }),
      Stream.runDrain,
      Effect.flip,
      Effect.runSync,
    ).message
  expect(told("run/checkpoints/000002")).toMatch(/\. The last good checkpoint is run\/checkpoints\/000002$/)
  expect(told(undefined)).not.toContain("checkpoint")
})

it("counts on from the updates before", () => expect(failing(noNumber, [{}], 40)).toMatchObject({ step: 42 }))

it("leaves every other failure what it is", () => {
  const other = new InvalidInput({ field: "x", message: "Cannot update: x" })
  expect(failing(other, [])).toMatchObject({ _tag: "@rlif/core/PolicyError", message: "Cannot update: x" })
})
