import { describe, expect, it } from "vitest"
import { adapterBytes, type Costs, type Job, jobOf, sizes, stepOf, stopsAt } from "./scaling.ts"

const job: Job = { pieces: 8, sampling: 80, learning: 40, trained: 100 }
const costs: Costs = { piece: 1, byte: 0.001, network: 100 }
const seconds = (workers: number, ahead: boolean, other: Partial<Costs> = {}) =>
  stepOf(job, { ...costs, ...other }, { workers, ahead })

describe("a step on paper", () => {
  it("is what is reckoned by hand, in turn", () => {
    // Weights 1, sampling 8 (10 + 1), learning 8 (5 + 1), the update 0.1.
    expect(seconds(1, false)).toEqual({ seconds: 1 + 88 + 48 + 0.1, limit: "computing" })
    // Three rounds of the slowest of three workers.
    expect(seconds(3, false).seconds).toBeCloseTo(3 + 33 + 18 + 0.1)
    // More workers than pieces compute no faster, and each is sent the weights.
    expect(seconds(64, false)).toEqual({ seconds: 64 + 11 + 8 + 0.1, limit: "network" })
  })

  it("is what is reckoned by hand, one batch ahead", () => {
    expect(seconds(1, true)).toEqual({ seconds: 88 + 48, limit: "computing" })
    // Twice the weights to each of eight workers are 16 seconds, and 17 are computed.
    expect(seconds(8, true)).toEqual({ seconds: 17, limit: "computing" })
    expect(seconds(16, true)).toEqual({ seconds: 32, limit: "network" })
    expect(seconds(8, true, { byte: 0.1 }).limit).toBe("coordinator")
  })

  it("is never longer one batch ahead, but for the weights that go out twice", () => {
    for (const size of Object.values(sizes)) {
      for (const network of [1.25e8, 1.25e9]) {
        for (let workers = 1; workers <= 64; workers *= 2) {
          const of = (ahead: boolean) => stepOf(jobOf(size), { piece: 0.01, byte: 1e-9, network }, { workers, ahead })
          const more = workers * jobOf(size).trained / network
          expect(of(true).seconds).toBeLessThanOrEqual(of(false).seconds + more)
        }
      }
    }
  })

  it("stops to get shorter where twice as many workers save too little", () => {
    expect(stopsAt(job, costs, { most: 64, ahead: false })).toBe(8)
    expect(stopsAt(job, { ...costs, network: Infinity }, { most: 8, ahead: false })).toBeUndefined()
    expect(stopsAt(job, { ...costs, network: 10 }, { most: 64, ahead: true })).toBe(2)
  })
})

it("adapters have the bytes of their matrices", () => {
  // r (I + O) of q, k, v, o, gate, up and down, in each layer.
  const { layers, width, keyHeads, heads, inner } = sizes["0.5B"]
  const key = keyHeads * width / heads
  const rows = 2 * (width + width) + 2 * (width + key) + 3 * (width + inner)
  expect(adapterBytes(sizes["0.5B"])).toBe(4 * 16 * layers * rows)
  expect(Object.values(sizes).map((size) => Math.round(adapterBytes(size) / 1e6))).toEqual([35, 74, 161])
})
