import { random } from "@rlif/core/random/seed"
import type { Group } from "@rlif/core/sample/group"

/** Groups with every signal, ragged lengths and made-up numbers, for tests of this package. */
export const sampleGroups = (
  { groups = 3, size = 4, temperature = 1, seed = 1 }: {
    readonly groups?: number
    readonly size?: number
    readonly temperature?: number
    readonly seed?: number
  } = {},
): ReadonlyArray<Group> => {
  const { uniform, integer } = random(seed)
  return Array.from({ length: groups }, (_, g) => ({
    problem: { id: `p${g}`, problem: `${g} + 1 =`, gold: `${g + 1}` },
    prompt: Int32Array.of(1, 2, 3),
    temperature,
    version: 0,
    rollouts: Array.from({ length: size }, (_, i) => {
      const length = 1 + integer(9)
      const column = (scale: number) => Float32Array.from({ length }, () => scale * uniform())
      return {
        tokens: Int32Array.from({ length }, () => integer(50)),
        text: i === 0 ? "no idea" : `so A ${g + i} $`,
        finish: i % 2 === 0 ? "stop" : "length",
        signals: { logprob: column(-3), entropy: column(2), selfCertainty: column(5) },
      }
    }),
  }))
}
