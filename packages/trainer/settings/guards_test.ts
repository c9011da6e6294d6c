import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { replay } from "../guard/replay.ts"
import { guardNames, guardOf, mayEnd, readsOf } from "./guards.ts"
import { trainSettingsOf } from "./train_settings.ts"

const read = (json: unknown) => Effect.runSync(Effect.result(trainSettingsOf({ json, where: "here" })))
const model = { vocabulary: 39 }

describe("--guard", () => {
  it.each([
    ["entropy", '"entropy" is no guard; guards are entropy-budget, clock, '],
    ["", '"" is no guard'],
    ["clock+none", '"none" stands alone'],
    ["clock+", '"" is no guard'],
    ["toString", '"toString" is no guard'],
    [
      "entropy-budget:shares=1",
      'guard "entropy-budget": it has no option "shares"; its options are share, floor, smooth, lag, act',
    ],
    ["finite:a=1", 'guard "finite": it has no option "a"; its options are act'],
    [
      "clock:updates=2+entropy-budget:share=2",
      'guard "entropy-budget": option "share": expected a value between 0 (excluded) and 1, got "2"',
    ],
    ["entropy-budget:share=x", 'option "share": expected a finite number, got "x"'],
    ["entropy-budget:share=", 'option "share": expected a finite number, got ""'],
    ["entropy-budget:share", 'option "share": expected a finite number, got ""'],
    ["clock:updates=1.5", 'option "updates": expected an integer, got "1.5"'],
    ["clock:updates=1,updates=2", 'option "updates" is given twice'],
    ["clock:act=end", 'option "act": expected stop, rollback, warn, got "end"'],
    ["clock:act=stop,act=stop", 'option "act" is given twice'],
    [
      "few-labels:alpha=0",
      'guard "few-labels": option "alpha": expected a value between 0 (excluded) and 1 (excluded)',
    ],
  ])("refuses %j", (guard, why) => {
    const result = read({ guard })
    expect(result).toMatchObject({ failure: { _tag: "@rlif/trainer/SettingsError" } })
    expect(result).toMatchObject({ failure: { message: expect.stringContaining(why) } })
    expect(result).toMatchObject({ failure: { message: expect.stringMatching(/^Cannot read key "guard" of here: /) } })
  })

  it("asks for what a guard reads, and refuses labels that none reads", () => {
    const told = (json: unknown) => read(json)
    expect(told({ guard: "few-labels" })).toMatchObject({
      failure: { message: "Cannot use --guard few-labels: it reads labelled problems; name them by --guard-labels" },
    })
    expect(told({ guardLabels: "a.jsonl" })).toMatchObject({
      failure: { message: "Cannot use --guard-labels: with --guard none it changes nothing" },
    })
    expect(told({ guard: "clock+patience", evalProblems: 0 })).toMatchObject({
      failure: {
        message: "Cannot use --guard clock+patience with --eval-problems 0: nothing would measure eval/accuracy",
      },
    })
    expect(told({ guard: "few-labels", guardLabels: "a.jsonl", evalProblems: 0, evalEvery: 3 })).toMatchObject({
      success: { guard: "few-labels" },
    })
  })

  it.each(guardNames)("has %s, by its name alone, and with each thing to do", (name) => {
    for (const act of ["", ":act=warn", ":act=stop", ":act=rollback"]) {
      expect(guardOf(name + act, model)?.check({}, guardOf(name + act, model)!.init)[0]).toEqual({ _tag: "continue" })
    }
  })

  it("is none by that name", () => {
    expect(guardOf("none", model)).toBeUndefined()
    expect(readsOf("none")).toEqual([])
  })

  it("may end a run unless it only warns", () => {
    expect(["none", "clock:act=warn", "clock:act=warn+apart:act=warn"].map(mayEnd)).toEqual([false, false, false])
    expect(["clock", "clock:act=rollback", "clock:act=warn+apart"].map(mayEnd)).toEqual([true, true, true])
  })

  it("reads options, several guards, and what they do", () => {
    const kinds = (text: string, log: ReadonlyArray<Readonly<Record<string, number>>>) =>
      replay(guardOf(text, model)!, log).decisions.map(({ _tag }) => _tag)
    const log = [1, 0.6, 0.4, 0.3].map((entropy) => ({ reward: 1, entropy }))
    expect(kinds("entropy-budget:share=0.65", log)).toEqual(["continue", "stop", "stop", "stop"])
    expect(kinds("entropy-budget: share=0.65, lag=2, act=rollback", log)).toEqual([
      "continue",
      "continue",
      "rollback",
      "rollback",
    ])
    expect(kinds("entropy-budget:floor=0.3", log)[0]).toBe("stop")
    expect(kinds("entropy-budget:share=0.65,act=warn + clock:updates=2", log)).toEqual([
      "continue",
      "warn",
      "stop",
      "stop",
    ])
    expect(readsOf("apart+agreement+apart")).toEqual(["advantages/apart", "answers/agreement"])
  })
})
