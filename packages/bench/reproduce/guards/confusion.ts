import type { Table } from "../../report/drawing.ts"
import { wilson } from "@rlif/trainer/evaluate"
import type { Judged } from "./advised.ts"

const expectations = ["help", "little", "harm"] as const

/** What was said against what was found, a table each without labels and with them. */
export const confusion = (models: ReadonlyArray<Judged>): ReadonlyArray<Table> =>
  ([["without labels", "without"], ["with 64 labels", "labelled"]] as const).map(([how, said]) => ({
    title: `Advice before training, ${how}, against what became of models that were stopped`,
    headers: ["advice", ...expectations.map((found) => `found: ${found}`), "right, 95% interval"],
    rows: expectations.map((expected) => {
      const told = models.filter((model) => model[said] === expected)
      const right = told.filter(({ found }) => found === expected).length
      return [
        expected,
        ...expectations.map((found) => String(told.filter((model) => model.found === found).length)),
        told.length === 0 ? "never said" : share(right, told.length),
      ]
    }),
  }))

const share = (right: number, of: number): string => {
  const { low, high } = wilson(right, of)
  return `${Math.round(100 * right / of)}% [${Math.round(100 * low)}%, ${Math.round(100 * high)}%] of ${of}`
}
