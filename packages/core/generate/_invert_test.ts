import { expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { input } from "../graph/ops/leaf.ts"
import { value } from "../graph/value.ts"
import { random } from "../random/seed.ts"
import { runOnce } from "../testing/tiny_model.ts"
import { blockLength, invert, narrow } from "./_invert.ts"

const { uniform } = random(23)

/** The token of each row of masses at a uniform number each. */
const tokensOf = async (masses: ReadonlyArray<Float32Array>, uniforms: ReadonlyArray<number>) => {
  const [rows, width] = [masses.length, masses[0].length]
  const p = new Float32Array(rows * width)
  masses.forEach((row, r) => p.set(row, r * width))
  const { token } = await runOnce(graph({ token: invert(input("p", ["R", width]), input("u", ["R"])) }), {
    p: value("float32", [rows, width], p),
    u: value("float32", [rows], Float32Array.from(uniforms)),
  })
  return Array.from(token.data)
}

/** The tokens of one row of masses at each of some uniform numbers. */
const at = (masses: Float32Array, uniforms: ReadonlyArray<number>) => tokensOf(uniforms.map(() => masses), uniforms)

/** The running sums of masses in double precision. */
const running = (masses: Float32Array) => {
  let sum = 0
  return Array.from(masses, (p) => (sum += p))
}

// The numbers of single precision next to x, x among them.
const around = (x: number, steps: number) => {
  const bits = new Int32Array(Float32Array.of(x).buffer)[0]
  const near = Int32Array.from({ length: 2 * steps + 1 }, (_, i) => Math.max(0, bits + i - steps))
  return Array.from(new Float32Array(near.buffer), (u) => Math.min(u, largest))
}

const largest = 1 - 2 ** -24

it.each([1, 7, 512, narrow])("draws from %i masses as single precision adds them, one by one", async (width) => {
  const masses = Float32Array.from({ length: width }, (_, i) => (i % 5 === 2 ? 0 : uniform() ** 8))
  const sums = masses.slice()
  for (let i = 1; i < width; i++) sums[i] += sums[i - 1]
  const uniforms = [0, largest, ...Array.from({ length: 60 }, () => Math.fround(uniform()))].map((u) =>
    Math.min(u, largest)
  )
  const tokens = uniforms.map((u) => sums.filter((sum) => sum <= Math.fround(u * sums[width - 1])).length)
  expect(await at(masses, uniforms)).toEqual(tokens)
})

// A prime number of masses, powers of two, and numbers between.
it.each([narrow + 1, 1031, 2000, 4096, 5003, 32_000])(
  "draws from %i masses by their law, no zero, wherever blocks end",
  async (width) => {
    const length = blockLength(width)
    // Zeros before and behind the ends of blocks, blocks of nothing else, and masses of many sizes.
    const masses = Float32Array.from({ length: width }, (_, i) => {
      const [block, place] = [Math.floor(i / length), i % length]
      const masked = block % 7 === 3 || place < block % 4 || length - place <= block % 5 || i > width - 3
      return masked ? 0 : uniform() ** 8
    })
    const sums = running(masses)
    const total = sums[width - 1]
    const ends = sums.filter((_, i) => i % length === length - 1).slice(0, 40)
    const drawn = Array.from({ length: 50 }, () => Math.min(Math.fround(uniform()), largest))
    const uniforms = [0, 2 ** -149, largest, ...drawn, ...ends.flatMap((end) => around(end / total, 3))]
    for (const [i, token] of (await at(masses, uniforms)).entries()) {
      const [before, after] = [sums[token] - masses[token], sums[token]].map((sum) => sum / total)
      expect(masses[token], `token ${token}`).toBeGreaterThan(0)
      expect(uniforms[i]).toBeLessThan(after + 1e-5)
      expect(uniforms[i]).toBeGreaterThan(before - 1e-5)
    }
  },
)

it("finds each of the only masses", async () => {
  const [width, places] = [4096, [0, 63, 64, 2000, 4031, 4095]]
  const masses = new Float32Array(width)
  for (const place of places) masses[place] = 0.25
  const uniforms = places.flatMap((_, i) => [i / 6, (i + 0.99) / 6])
  expect(await at(masses, uniforms)).toEqual(places.flatMap((place) => [place, place]))
})

it("finds the only mass of each row", async () => {
  const places = [0, 63, 64, 2000, 4031, 4095]
  const rows = places.map((place) => new Float32Array(4096).fill(0.5, place, place + 1))
  expect(await tokensOf(rows, places.map(uniform))).toEqual(places)
})

it("cuts vocabularies into blocks of about as many as they are long", () => {
  const lengths = { 2048: 32, 32_000: 160, 50_257: 29, 128_256: 334, 151_936: 128, 1031: 33 }
  for (const [vocabulary, length] of Object.entries(lengths)) expect(blockLength(Number(vocabulary))).toBe(length)
})
