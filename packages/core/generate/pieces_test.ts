import { expect, it } from "vitest"
import { tinyModel } from "../testing/tiny_model.ts"
import { samplePieces } from "./pieces.ts"

const { config } = tinyModel()
const cut = (sizes: ReadonlyArray<number>, least = 2) => {
  const prompts = sizes.map((_, i) => Int32Array.of(i))
  const seeds = sizes.map((size) => Array.from({ length: size }, (_, j) => j))
  const pieces = samplePieces({ prompts, seeds, signals: [], maxTokens: 8, temperature: 1 }, { config, least })
  expect(pieces.flatMap(({ prompts }) => prompts)).toEqual(prompts)
  expect(pieces.flatMap(({ seeds }) => seeds)).toEqual(seeds)
  return pieces.map(({ seeds }) => seeds.map((group) => group.length))
}

it.each([
  [[8, 8, 8, 8], [[8, 8], [8, 8]]],
  [[8, 8, 8], [[8, 8], [8]]],
  [[8, 8, 8, 8, 8], [[8, 8, 8], [8, 8]]],
  [[1, 1, 1, 9], [[1, 1, 1], [9]]],
  [[9, 1, 1, 1], [[9], [1, 1, 1]]],
  [[8], [[8]]],
  [[], []],
])("cuts groups of %j between them, into two that are alike", (sizes, pieces) => expect(cut(sizes)).toEqual(pieces))

it("makes a multiple of parts where the rows of one would be too many, and one part where one is enough", () => {
  // At most 256 rows are sampled at once.
  expect(cut(Array<number>(100).fill(6)).map((piece) => piece.length)).toEqual([25, 25, 25, 25])
  expect(cut(Array<number>(40).fill(6), 1).map((piece) => piece.length)).toEqual([40])
  expect(cut(Array<number>(50).fill(6), 1).map((piece) => piece.length)).toEqual([25, 25])
  expect(cut([1000, 3])).toEqual([[1000], [3]])
})
