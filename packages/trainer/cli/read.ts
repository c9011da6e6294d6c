// `rlif read`: the signals of given tokens, a line of JSON for each line of JSON.
import * as Policy from "@rlif/core/policy"
import { inVocabulary, type ModelConfig } from "@rlif/core/model/architecture"
import type { Sequence } from "@rlif/core/learn/sequence"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { checkApart } from "./inputs/apart.ts"
import { command, showSettings } from "./_command.ts"
import { policy } from "./inputs/model.ts"
import { base, checkpoint, model } from "../settings/model.ts"
import { signalSettings } from "../settings/signals.ts"
import { computing } from "../settings/computing.ts"
import { outputSettings } from "../settings/output.ts"
import { rows } from "./inputs/rows.ts"
import { signalsFrom } from "./inputs/scoring.ts"
import { signalsJson, writable } from "./outputs/signals.ts"
import { integer, number, type Of, required, SettingsError, toggle } from "../settings/setting.ts"
import { checkOutput, told, writeWhole } from "./outputs/whole_file.ts"

/** All that `rlif read` can be told. */
export const readSettings = {
  model,
  checkpoint,
  base,
  input: required('JSONL file of {"tokens": [...], "prompt_length": n}'),
  ...outputSettings('{"logprob": [...], "entropy": [...], "self_certainty": [...]}'),
  ...signalSettings,
  temperature: number(1, "divides the logits before everything", 1e-4),
  batch: integer(64, "rows in memory at once", 1),
  ...computing,
  dryRun: toggle(false, "check the model and every row, write nothing"),
}

/** The command. */
export const read = command("read", {
  about: "Log-probability, entropy, self-certainty and other signals of given tokens",
  settings: readSettings,
  run: Effect.fnUntraced(function* (settings: Of<typeof readSettings>) {
    yield* checkApart(settings.input, settings.output)
    yield* checkOutput(settings)
    yield* Effect.provide(reading(settings), policy(settings))
  }),
})

const reading = Effect.fnUntraced(function* (settings: Of<typeof readSettings>) {
  const { input, output, temperature, batch, dryRun } = settings
  const signals = yield* writable(yield* signalsFrom(settings.signals))
  if (signals.length === 0) return yield* new SettingsError({ message: "Cannot read: --signals names none" })
  const { config, read: signalsOf } = yield* Policy.Policy
  const sequences = rows(input, (row) => sequenceOf(row, config))
  if (dryRun) {
    yield* Stream.runDrain(sequences)
    return yield* showSettings(settings)
  }
  const done = yield* Ref.make({ lines: 0, tokens: 0 })
  const text = sequences.pipe(
    Stream.grouped(batch),
    Stream.tap((batch) =>
      Ref.update(done, ({ lines, tokens }) => ({
        lines: lines + batch.length,
        tokens: batch.reduce((sum, { tokens, promptLength }) => sum + tokens.length - promptLength, tokens),
      }))
    ),
    Stream.mapEffect((batch) => signalsOf(batch, { temperature, signals })),
    Stream.map((batch) => batch.map((signals) => `${JSON.stringify(signalsJson(signals))}\n`).join("")),
  )
  yield* writeWhole(settings, text)
  const { lines, tokens } = yield* Ref.get(done)
  yield* told(settings, `Read ${tokens} tokens of ${lines} completions: ${output}`)
}, Effect.scoped)

/** A row as a sequence, or which field is wrong and why. */
const sequenceOf = (row: Readonly<Record<string, unknown>>, config: ModelConfig) => {
  const { vocab, maxPositions } = config
  const { tokens, prompt_length: promptLength } = row
  const wrong = (field: string, why: string) => ({ field, why })
  if (!Array.isArray(tokens)) return wrong("tokens", "not a list")
  const odd = tokens.findIndex((token) => !inVocabulary(token, config))
  if (odd >= 0) {
    const token = JSON.stringify(tokens[odd])
    return wrong("tokens", `element ${odd} is ${token}, not an integer from 0 to ${vocab - 1}`)
  }
  if (tokens.length > maxPositions) {
    return wrong("tokens", `${tokens.length} tokens, and the model has ${maxPositions} positions`)
  }
  if (!Number.isInteger(promptLength) || Number(promptLength) < 1 || Number(promptLength) >= tokens.length) {
    const given = promptLength === undefined ? "missing" : JSON.stringify(promptLength)
    return wrong(
      "prompt_length",
      `${given}, not an integer from 1 to ${tokens.length - 1} (of ${tokens.length} tokens)`,
    )
  }
  return { value: { tokens: Int32Array.from(tokens), promptLength: Number(promptLength) } satisfies Sequence }
}
