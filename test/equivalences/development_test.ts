// What never reaches the prover: everything by which something could pass without a proof.
import { proved, theorems } from "@rlif/trainer/theorem"
import { describe, expect, it } from "vitest"
import { witnesses } from "./_definitions.ts"
import { development, topics } from "./_development.ts"

const given = (text: string, ...more: ReadonlyArray<string>) =>
  development([...topics(), ...[text, ...more].map((text, i) => ({ name: `given${i}`, text }))])

describe("a development", () => {
  it.each([
    ["Lemma x : 1 = 2. Admitted.", "Admitted"],
    ["Lemma x : 1 = 2. Proof. admit. Qed.", "admit"],
    ["Axiom x : 1 = 2.", "Axiom"],
    ["Parameter x : 1 = 2.", "Parameter"],
    ["Conjecture x : 1 = 2.", "Conjecture"],
    ["#[bypass_check(guard)] Fixpoint x (n : nat) : 1 = 2 := x n.", "bypass_check"],
  ])("refuses %s", (text, word) => expect(() => given(text)).toThrow(`proofs/given0.v says ${word}`))

  it("reads no comment", () => expect(() => given("(* Axiom, Admitted *)")).not.toThrow())

  it("refuses one name for two theorems, and a file that is not there", () => {
    expect(() => given("Theorem one : True.", "Theorem one : True.")).toThrow("two theorems have this name")
    expect(() => given("Require Import nothing.")).toThrow("Cannot prove given0: there is no proofs/nothing.v")
  })

  it("asks for every theorem's statement, and for the axioms of all", () => {
    const { text, theorems: named } = given("Theorem mine : True. Proof. exact I. Qed.")
    expect(named.at(-1)).toBe("mine")
    expect(text).toContain("Check given0.mine.")
    expect(text).toMatch(
      /Definition every_theorem .* let _ := given0\.mine in I\.\n.* Print Assumptions every_theorem\./,
    )
  })
})

describe("the theorems", () => {
  it("are all there are", () => {
    const ids = theorems.map(({ id }) => id).sort()
    const wanted = [
      ...Array.from({ length: 18 }, (_, i) => `E${i + 1}`),
      "E22",
      ...Array.from({ length: 12 }, (_, i) => `N${i + 1}`),
    ]
    expect(ids).toEqual(wanted.sort())
  })

  it("use every Coq theorem, and none that the prover has not checked", () => {
    const used = new Set([...theorems.flatMap(({ proofs }) => proofs), ...Object.keys(witnesses)])
    expect([...used].filter((name) => proved.theorems[name] === undefined)).toEqual([])
    expect(Object.keys(proved.theorems).filter((name) => !used.has(name))).toEqual([])
  })
})
