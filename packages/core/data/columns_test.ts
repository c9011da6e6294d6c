import { expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { type Columns, toProblems, usualColumns } from "./columns.ts"

const read = (values: ReadonlyArray<unknown>, given: Partial<Columns> = {}) =>
  Stream.fromIterable(values).pipe(
    Stream.map((
      value,
      i,
    ) => ({ file: i < 3 ? "a.jsonl" : "b.jsonl", unit: "row", line: i < 3 ? i + 1 : i - 2, value } as const)),
    toProblems({ ...usualColumns, ...given }),
    Stream.runCollect,
  )

it.effect("takes the first of the columns that a row has", () =>
  Effect.gen(function* () {
    const rows = [
      { question: "one", answer: "1" },
      { problem: "two", question: "zwei", gold: 2, answer: "zwei" },
      { "problem": "three", extra: { gold: -3.5 }, gold: null, answer: "4" },
    ]
    expect(yield* read(rows)).toEqual([
      { id: "1", problem: "one", gold: "1" },
      { id: "2", problem: "two", gold: "2" },
      { id: "3", problem: "three", gold: "4" },
    ])
    expect((yield* read(rows, { gold: ["extra.gold", "answer"] })).map(({ gold }) => gold)).toEqual([
      "1",
      "zwei",
      "-3.5",
    ])
    // A column of the whole name comes before a field.
    expect(yield* read([{ p: "x", "e.g": "a", e: { g: "b" } }], { problem: ["p"], gold: ["e.g"] })).toMatchObject([{
      gold: "a",
    }])
    const chat = { prompt: [{ role: "user", content: "five" }], reward_model: { ground_truth: 5 } }
    expect(yield* read([chat], { problem: ["prompt.0.content"], gold: ["reward_model.ground_truth"] })).toEqual([
      { id: "1", problem: "five", gold: "5" },
    ])
    // There may be no answers at all.
    expect((yield* read([{ problem: "p" }], { gold: [] }))[0]).toEqual({ id: "1", problem: "p", gold: "" })
  }))

it.effect("takes the answer of a worked solution as GSM8K and MATH mark it, and leaves other texts as they are", () =>
  Effect.gen(function* () {
    const golds = [
      ["7 * 3 = <<7*3=21>>21\n#### 21", "21"],
      ["a\n####  2,125 \n", "2,125"],
      ["#### -3", "-3"],
      ["## 5", "## 5"],
      ["#### 5\nno, 6", "#### 5\nno, 6"],
      ["a #### 5", "a #### 5"],
      ["\\frac{1}{2}\n", "\\frac{1}{2}\n"],
      ["x\n#### ", "x\n#### "],
      ["First $\\boxed{1}$ is out, so $x = \\boxed{\\frac{1}{2}}$.", "\\frac{1}{2}"],
      ["$\\boxed 5$", "5"],
      ["\\boxed{4}\n#### 5", "5"],
      ["cut: \\boxed{5", "cut: \\boxed{5"],
    ]
    const found = yield* read(golds.map(([answer]) => ({ problem: "p", answer })))
    expect(found.map(({ gold }) => gold)).toEqual(golds.map(([, gold]) => gold))
  }))

it.effect("takes every answer of a list for right, and marks of solutions in each", () =>
  Effect.gen(function* () {
    const rows = [
      { problem: "p", answer: ["2", -2, "so\n#### 3"] },
      { problem: "q", answer: ["\\boxed{4}"] },
      { problem: "r", answer: { text: ["a", "b"] }, gold: null },
    ]
    expect(yield* read(rows, { gold: ["answer.text", "gold", "answer"] })).toEqual([
      { id: "1", problem: "p", gold: "2", alsoGold: ["-2", "3"] },
      { id: "2", problem: "q", gold: "4" },
      { id: "3", problem: "r", gold: "a", alsoGold: ["b"] },
    ])
    // One of a list is one.
    expect((yield* read(rows.slice(0, 1), { gold: ["answer.1"] }))[0]).toEqual({ id: "1", problem: "p", gold: "-2" })
  }))

it.effect("numbers the rows of further files, too, and refuses an id twice, wherever", () =>
  Effect.gen(function* () {
    const rows = ["a", "b", "c", "d"].map((problem) => ({ problem, gold: "" }))
    expect((yield* read(rows)).map(({ id }) => id)).toEqual(["1", "2", "3", "2:1"])
    const twice = [...rows.map((row, i) => ({ ...row, key: i })), { problem: "e", gold: "", key: "1" }]
    const error = yield* Effect.flip(read(twice, { id: ["key"] }))
    expect(error).toMatchObject({ _tag: "@rlif/core/DataError", file: "b.jsonl", line: 2, field: "key" })
    expect(error.message).toBe('Cannot read "key" of row 2 of "b.jsonl": "1" is that of row 2 of "a.jsonl"')
  }))

it.effect("says which columns there are where one is missing", () =>
  Effect.gen(function* () {
    const cases = [
      [{ q: "x", a: 1 }, 'Cannot read "problem" of row 1 of "a.jsonl": it is missing; there are "q", "a"'],
      [{ problem: "x" }, 'Cannot read "gold" of row 1 of "a.jsonl": it is missing; there is "problem"'],
      [{}, 'Cannot read "problem" of row 1 of "a.jsonl": it is missing; there is none'],
      [{ question: 5, gold: 1 }, 'Cannot read "question" of row 1 of "a.jsonl": expected string, got 5'],
      [{ question: "x", answer: [1, true] }, 'Cannot read "answer.1" of row 1 of "a.jsonl": expected string, got true'],
      [{ question: "x", answer: [null] }, 'Cannot read "answer.0" of row 1 of "a.jsonl": it is null'],
      [{ question: "x", answer: [] }, 'Cannot read "answer" of row 1 of "a.jsonl": it is an empty list'],
      [{ question: "x", answer: [[1]] }, 'Cannot read "answer.0" of row 1 of "a.jsonl": expected string, got [1]'],
      [{ question: "", answer: 1 }, 'Cannot read "question" of row 1 of "a.jsonl": it is empty'],
      [{ problem: " \n\t", answer: 1 }, 'Cannot read "problem" of row 1 of "a.jsonl": it is empty'],
    ] as const
    for (const [row, message] of cases) {
      const { message: found } = yield* Effect.flip(read([row]))
      expect(found.replace("string | number", "string")).toBe(message)
    }
  }))

const [system, user, assistant] = (["system", "user", "assistant"] as const).map((role) => ({ role, content: role }))

it.effect("takes lists of messages for prompts where a column is named for them", () =>
  Effect.gen(function* () {
    const rows = [{ prompt: [system, user], answer: "5" }, { prompt: [{ ...user, tool_calls: null }], answer: "6" }]
    expect(yield* read(rows, { messages: ["prompt"] })).toEqual([
      { id: "1", problem: "user", messages: [system, user], gold: "5" },
      { id: "2", problem: "user", messages: [user], gold: "6" },
    ])
    expect(yield* read([{ a: { b: [user] }, answer: "" }], { messages: ["x", "a.b"] })).toMatchObject([{
      messages: [user],
    }])
  }))

it.effect("refuses what is no chat, or none that ends where the model is to speak", () =>
  Effect.gen(function* () {
    const cases = [
      [[], "prompt"],
      ["2 + 2?", "prompt"],
      [[{ role: "nobody", content: "x" }], "prompt.0.role"],
      [[user, { role: "user" }], "prompt.1"],
      [[user, assistant], "prompt"],
      [[{ ...user, tool_calls: [{}] }], "prompt.0"],
    ] as const
    for (const [prompt, field] of cases) {
      const error = yield* Effect.flip(read([{ prompt, answer: "" }], { messages: ["prompt"] }))
      expect(error.message).toContain('of row 1 of "a.jsonl"')
      expect(error.field.startsWith(field)).toBe(true)
    }
  }))

it.effect("takes nobody's words for a problem but a user's", () =>
  Effect.gen(function* () {
    const chat = { prompt: [system, user, assistant], answer: "5" }
    const failure = (value: unknown, name: string) =>
      Effect.map(Effect.flip(read([value], { problem: [name] })), ({ message }) => message)
    expect(yield* failure(chat, "prompt")).toBe(
      'Cannot read "prompt" of row 1 of "a.jsonl": it is a list of messages: name it by --messages-column prompt',
    )
    expect(yield* failure(chat, "prompt.0.content")).toBe(
      'Cannot read "prompt.0.content" of row 1 of "a.jsonl": it is what "system" says, and no problem; ' +
        "--messages-column prompt takes all of them",
    )
    expect(yield* failure(chat, "prompt.2.content")).toContain('it is what "assistant" says')
    const shared = {
      talk: { turns: [{ from: "system", value: "Think." }, { from: "human", value: "2?" }] },
      answer: "",
    }
    expect(yield* failure(shared, "talk.turns.0.value")).toContain("--messages-column talk.turns takes")
    expect(yield* failure(shared, "talk.turns")).toContain("a list of messages")
    expect(yield* read([shared], { problem: ["talk.turns.1.value"] })).toMatchObject([{ problem: "2?" }])
    expect(yield* read([chat], { problem: ["prompt.1.content"] })).toMatchObject([{ problem: "user" }])
    // What no message is stays what it was.
    const other = { "prompt.0.content": "2?", prompt: [system], meta: { role: "system", text: "3?" }, answer: "" }
    expect(yield* read([other], { problem: ["prompt.0.content"] })).toMatchObject([{ problem: "2?" }])
    expect(yield* read([other], { problem: ["meta.text"] })).toMatchObject([{ problem: "3?" }])
  }))

it.effect("reads other wordings, one or a list, where a column of them is named", () =>
  Effect.gen(function* () {
    const row = { problem: "p", gold: "1" }
    const rows = [{ ...row, other: "q" }, { ...row, other: ["q", "r"] }]
    expect((yield* read(rows, { wordings: ["other"] })).map(({ wordings }) => wordings)).toEqual([["q"], ["q", "r"]])
    expect((yield* read(rows))[0]).not.toHaveProperty("wordings")
    const refused = (other: unknown) => Effect.flip(read([{ ...row, other }], { wordings: ["other"] }))
    for (const other of ["", " ", [], ["q", ""], 3, undefined]) {
      expect((yield* refused(other)).message).toMatch(/"other.*" of row 1 of "a.jsonl"/)
    }
  }))
