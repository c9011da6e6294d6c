import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { groupOf } from "../equivalence/groups.ts"
import { theorems } from "../theorem/theorems.ts"
import { invoke, newFolder } from "../testing/invoke.ts"

const json = async (...args: ReadonlyArray<string>) => {
  const { ok, stdout, stderr } = await invoke("verify", "--json", ...args)
  return { ok, stderr, ...JSON.parse(stdout) }
}

/** A module whose reward is the number of tokens, times a factor. */
const module = (factor: number): string => {
  const path = join(newFolder(), "mine.ts")
  writeFileSync(
    path,
    `import { perRollout } from "@rlif/rewards/reward"
export const reward = perRollout("mine", [], ({ tokens }: { tokens: Int32Array }) => ${factor} * tokens.length)
`,
  )
  return path
}

describe("theorems", () => {
  it("tests every claim of every theorem", async () => {
    const { ok, stderr, claims } = await json("--cases", "5", "--seed", "3")
    expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
    const expected = theorems.flatMap(({ id, claims }) => claims.map(({ name }) => [id, name]))
    expect(claims.map(({ theorem, claim }: Record<string, string>) => [theorem, claim])).toEqual(expected)
    expect(
      claims.every(({ held, cases, seed }: Record<string, unknown>) => held === true && cases === 5 && seed === 3),
    ).toBe(true)
  })

  it("tests those that are named, and knows no others", async () => {
    const { claims } = await json("--theorem", "N9, E10", "--cases", "2")
    expect([...new Set(claims.map(({ theorem }: Record<string, string>) => theorem))]).toEqual(["E10", "N9"])
    const { ok, stderr } = await invoke("verify", "--theorem", "E6,E99")
    expect([ok, stderr]).toEqual([false, expect.stringContaining('Cannot test "E99": theorems are E1, E2')])
  })

  it("ends with a failure where what is expected is not so", async () => {
    expect(await invoke("verify", "--theorem", "E10", "--cases", "5", "--expect", "held")).toMatchObject({ ok: true })
    const { ok, stdout, stderr } = await invoke("verify", "--theorem", "E10,E11", "--cases", "5", "--expect", "differs")
    expect(stdout).toMatch(/^E10 .*held$/m)
    expect([ok, stderr]).toEqual([false, "rlif: Cannot refute E10, E11: no case breaks a claim"])
  })
})

describe("rewards", () => {
  it("shows where two rewards differ, and that one is itself", async () => {
    const { ok, stdout } = await invoke("verify", "--rewards", "self-certainty,token-entropy")
    expect(ok).toBe(true)
    for (const relation of ["value", "ordering", "advantages", "gradient"]) {
      expect(stdout).toMatch(new RegExp(`same ${relation}: fails by`))
    }
    const same = await invoke("verify", "--rewards", "token-entropy,token-entropy", "--cases", "20")
    expect(same.stdout.match(/held in 20 cases, deviation 0/g)).toHaveLength(4)
  })

  it("names the rewards that there are, and takes two sides", async () => {
    for (
      const [text, why] of [
        ["self-certainty,confidence", '"confidence" is no reward (self-certainty, token-entropy'],
        ["self-certainty", "it has 1 sides, not two"],
        ["length,constant,random", "it has 3 sides, not two"],
        ["length=", "a side is empty"],
        ["length,length:2=constant", '"length" is given twice'],
        ["length:x=constant", 'the weight of "length" is not a number'],
      ]
    ) {
      const { ok, stderr } = await invoke("verify", "--rewards", text)
      expect([ok, stderr]).toEqual([false, expect.stringContaining(`Cannot read flag --rewards: ${why}`)])
    }
    const flags = ["verify", "--rewards", "length,length"]
    expect((await invoke(...flags, "--relations", "value,sign")).stderr).toContain('"sign" is none of value, ordering')
    expect((await invoke(...flags, "--normaliser", "mean,mode")).stderr).toContain('"mode" is none of paper, mean, sum')
  })

  it("gives a counterexample as data, and runs it again by seed and number", async () => {
    const flags = ["--rewards", "self-certainty,token-entropy", "--relations", "advantages"]
    const { rewards, relations: [found] } = await json(...flags, "--seed", "5")
    expect(rewards).toEqual(["self-certainty", "token-entropy"])
    expect(found).toMatchObject({ relation: "advantages", held: false, seed: 5, replay: `5:${found.cases}` })
    const { paths } = found.counterexample
    expect(found.literal).toMatch(/^groupOf\(\[\[\{ p: \[/)
    // Data and sides belong together: token entropy is the right side.
    const right = groupOf(paths).rollouts.map(({ signals: { entropy } }) =>
      -entropy.reduce((a, b) => a + b) / entropy.length
    )
    found.sides[1].forEach((x: number, i: number) => expect(x).toBeCloseTo(right[i], 12))
    const again = await json(...flags, "--replay", found.replay)
    expect((await invoke("verify", "--seed", "5", "--replay", "5:1")).stderr).toContain(
      "with --replay it changes nothing",
    )
    expect(again.relations[0]).toEqual(found)
    expect(again).toMatchObject({ seed: 5, cases: 1 })
    const { stdout } = await invoke("verify", ...flags, "--seed", "5")
    expect(stdout).toContain(`  literal: ${found.literal}\n  again: --replay ${found.replay}`)
    expect((await invoke("verify", "--replay", "7")).stderr).toBe(
      'rlif: Cannot replay "7": it is no SEED:CASE, such as 0:17',
    )
  })

  it("ends with a failure where what is expected is not so", async () => {
    const status = async (rewards: string, expected: string, ...flags: ReadonlyArray<string>) => {
      const { ok, stderr } = await invoke(
        "verify",
        "--rewards",
        rewards,
        "--expect",
        expected,
        "--cases",
        "30",
        ...flags,
      )
      return [ok, stderr]
    }
    expect(await status("length,length", "held")).toEqual([true, ""])
    expect(await status("length,constant", "differs")).toEqual([true, ""])
    expect(await status("length,constant", "held", "--relations", "value,ordering")).toEqual(
      [false, "rlif: Cannot verify that length is constant: not the same value, ordering"],
    )
    expect(await status("length,length", "differs")).toEqual(
      [false, "rlif: Cannot tell length from length: no case differs in value, ordering, advantages, gradient"],
    )
    // Two constants have the same advantages, and none; that says nothing, and is neither.
    expect((await status("constant,constant", "held", "--relations", "advantages"))[0]).toBe(false)
    expect((await status("constant,constant", "differs", "--relations", "advantages"))[0]).toBe(false)
  })

  it("takes weights, normalisers, scales and modules on each side", async () => {
    const held = async (rewards: string, ...flags: ReadonlyArray<string>) => {
      const { relations } = await json(
        "--rewards",
        rewards,
        "--cases",
        "30",
        "--relations",
        "value,advantages",
        ...flags,
      )
      return relations.map(({ held }: Record<string, unknown>) => held)
    }
    expect(await held("length:2,token-entropy:-1=token-entropy:-1,length:2")).toEqual([true, true])
    expect(await held("length:2=length")).toEqual([false, true])
    expect(await held("length:2=length", "--reward-scale", "group")).toEqual([false, true])
    expect(await held("trajectory-entropy,trajectory-sum", "--normaliser", "sum,paper")).toEqual([true, true])
    expect(await held("token-entropy,token-entropy", "--normaliser", "mean,sum")).toEqual([false, false])
    expect(await held(`${module(2)},length:2`)).toEqual([true, true])
    expect(await held(`${module(-2)}:0.5,constant=length`)).toEqual([false, false])
  })

  it("has a row for each relation", async () => {
    const { stdout } = await invoke("verify", "--rewards", "length:2=length", "--claims", "--cases", "30")
    const rows = stdout.split("\n").map((line) => line.trim().split(/ {2,}/))
    expect(rows[0]).toEqual(["left is length:2, right is length"])
    expect(rows.slice(3).map(([name, , , , found]) => [name, found])).toEqual([
      ["value", "differs"],
      ["ordering", "held"],
      ["advantages", "held"],
      ["gradient", "differs"],
    ])
    expect(rows[3].at(-1)).toMatch(/^--replay 0:\d+$/)
  })
})
