// What theorems speak of: every definition is what is pinned, all that statements name is among them, and none of the
// properties that are assumed is empty.
import { proved } from "@rlif/trainer/theorem"
import { describe, expect, it } from "vitest"
import { definitions, witnesses } from "./_definitions.ts"
import { development, type Topic, topics } from "./_development.ts"
import { proofs } from "./_prover.ts"

/** `file.name` of what a text speaks of. */
const named = (text: string) => [...text.matchAll(/\b([a-z_0-9]+\.\w+)/g)].map(([, name]) => name)

/** Everything that some texts name, and what that is made of. */
const reached = (texts: ReadonlyArray<string>): ReadonlySet<string> => {
  const found = new Set<string>()
  const visit = (text: string) =>
    named(text).filter((name) => !found.has(name) && name in definitions).forEach((name) => {
      found.add(name)
      visit(definitions[name])
    })
  texts.forEach(visit)
  return found
}

describe("definitions", () => {
  it("are what is pinned, each of them", async () => {
    const found = await proofs()
    expect(found.error).toBe(undefined)
    expect(found.definitions).toEqual(definitions)
  }, 300_000)

  it("are pinned wherever a statement names one", () => {
    const files = new Set(topics().map(({ name }) => name))
    const parts = Object.values(definitions).filter((text) => /^(Record|Inductive) /.test(text)).join("\n")
    const unknown = [...Object.values(proved.theorems), ...Object.values(definitions)].flatMap(named)
      .filter((name) => files.has(name.split(".")[0]) && !(name in definitions))
      // Constructors and fields are part of their type.
      .filter((name) => !new RegExp(`\\b${name.split(".")[1]}\\b`).test(parts))
    expect([...new Set(unknown)]).toEqual([])
  })

  it("are all that prints by a plain name: formula.v, open where statements are printed, has nothing else", () => {
    const { text } = topics().find(({ name }) => name === "formula")!
    // No notation, no coercion, no other word for a definition.
    const words = new Set([...text.matchAll(/^[A-Z]\w+/gm)].map(([word]) => word))
    expect([...words].toSorted()).toEqual(["Definition", "Export", "Fixpoint", "Open", "Require"])
    expect(development().text.match(/^Import \w+\.$/gm)!.at(-1)).toBe("Import formula.")
  })

  it("that are properties have witnesses", () => {
    for (const [name, statement] of Object.entries(witnesses)) expect(proved.theorems[name]).toBe(statement)
    const witnessed = reached(Object.values(witnesses))
    const properties = Object.entries(definitions).filter(([, text]) => /\bProp\b/.test(text)).map(([name]) => name)
    expect(properties.length).toBeGreaterThan(20)
    expect(properties.filter((name) => !witnessed.has(name))).toEqual([])
  })

  it("are all that are there, in sections and out of them", () => {
    const given: Topic = {
      name: "given",
      text: "Section S.\n  Definition ok (x : R) := False.\nEnd S.\nRecord r := { a : R }.",
    }
    expect(development([...topics(), given], ["given"]).definitions).toEqual(["given.ok", "given.r"])
  })
})
