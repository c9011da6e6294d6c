import type { Problem } from "@rlif/core/data"
import { random, seed } from "@rlif/core/random/seed"
import { codec, wordLevel } from "@rlif/core/text"
import type { Preset } from "./preset.ts"

/** The files of a preset's tokenizer: a word is a token, and the first is padding. */
export const tokenizerOf = ({ vocab }: Pick<Preset, "vocab">) =>
  wordLevel(["<pad>", ...Array.from({ length: vocab - 1 }, (_, i) => word(i + 1))], { pad: "<pad>" })

/** The tokenizer that the stages use. */
export const codecOf = (preset: Pick<Preset, "vocab">) => codec(tokenizerOf(preset))

/** The problems of a step: random words, a function of the step's number alone. */
export const problemsOf = (
  { vocab, prompts, promptTokens }: Pick<Preset, "vocab" | "prompts" | "promptTokens">,
  step: number,
): ReadonlyArray<Problem> => {
  const { integer } = random(seed(0, "bench", "step", step))
  return Array.from({ length: prompts }, (_, i) => ({
    id: `${step}.${i}`,
    gold: "",
    problem: Array.from({ length: promptTokens }, () => word(3 + integer(vocab - 3))).join(" "),
  }))
}

const word = (id: number) => `w${id}`
