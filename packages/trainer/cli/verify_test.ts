import { expect, it } from "vitest"
import { theorems } from "../theorem/theorems.ts"
import { invoke } from "../testing/invoke.ts"

it("tests every claim of every theorem", async () => {
  const { ok, stdout, stderr } = await invoke("verify", "--cases", "5", "--seed", "3", "--json")
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  const { claims } = JSON.parse(stdout)
  const expected = theorems.flatMap(({ id, claims }) => claims.map(({ name }) => [id, name]))
  expect(claims.map(({ theorem, claim }: Record<string, string>) => [theorem, claim])).toEqual(expected)
  expect(claims.every(({ held, cases }: Record<string, unknown>) => held === true && cases === 5)).toBe(true)
})

it("shows where two rewards differ, and that one is itself", async () => {
  const { stdout } = await invoke("verify", "--rewards", "self-certainty,token-entropy")
  for (const relation of ["value", "ordering", "advantages", "gradient"]) {
    expect(stdout).toMatch(new RegExp(`same ${relation}: fails by`))
  }
  const same = await invoke("verify", "--rewards", "token-entropy,token-entropy", "--cases", "20")
  expect(same.stdout.match(/held in 20 cases, deviation 0/g)).toHaveLength(4)
})

it("names the rewards that there are", async () => {
  const { ok, stderr } = await invoke("verify", "--rewards", "self-certainty,confidence")
  expect(ok).toBe(false)
  expect(stderr).toContain('Cannot compare "self-certainty,confidence": name two of self-certainty, token-entropy')
})
