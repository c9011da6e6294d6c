import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { fromJsonl } from "./jsonl.ts"

it.layer(NodeFileSystem.layer)("fromJsonl", (it) => {
  const read = (content: string | Uint8Array) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = `${yield* fs.makeTempDirectoryScoped()}/rows.jsonl`
      yield* fs.writeFile(file, typeof content === "string" ? new TextEncoder().encode(content) : content)
      return yield* Stream.runCollect(fromJsonl(file))
    })

  it.effect("reads one problem a line, however lines end", () =>
    Effect.gen(function* () {
      const rows = [
        '{"problem":"1 + 1 = ?","gold":"2","subject":"sums"}',
        "",
        '{"problem":"\\u00bd of 4\\n","gold":2,"id":"half"}',
        '{"problem":"é","gold":"025","id":7}',
      ]
      const expected = [
        { id: "1", problem: "1 + 1 = ?", gold: "2" },
        { id: "half", problem: "½ of 4\n", gold: "2" },
        { id: "7", problem: "é", gold: "025" },
      ]
      expect(yield* read(rows.join("\n"))).toEqual(expected)
      expect(yield* read(rows.join("\r\n") + "\r\n")).toEqual(expected)
      expect(yield* read("\ufeff" + rows.join("\n"))).toEqual(expected)
      expect(yield* read("")).toEqual([])
    }))

  it.effect("reads a file longer than one block", () =>
    Effect.gen(function* () {
      const problem = "é".repeat(1000)
      const problems = yield* read(`${JSON.stringify({ problem, gold: "1" })}\n`.repeat(200))
      expect(problems.length).toBe(200)
      expect(problems.every((row, i) => row.problem === problem && row.id === `${i + 1}`)).toBe(true)
    }))

  it.effect("names file, line and field", () =>
    Effect.gen(function* () {
      const good = '{"problem":"p","gold":"g"}\n'
      const cases = [
        [
          `${good}{"problem":3,"gold":"g"}`,
          2,
          "problem",
          /"problem" of line 2 of ".*rows.jsonl": expected string, got 3/,
        ],
        [`${good}\n{"problem":"p"}`, 3, "gold", /"gold" of line 3 .* it is missing/],
        [`${good}${good.replace("}", ',"id":true}')}`, 2, "id", /got true/],
        [`${good}{"problem":"p"`, 2, "", /line 2 of ".*rows.jsonl": not JSON/],
        [`${good}{"problem":"p","gold":9007199254740993}`, 2, "gold", /"gold" of line 2 .*, got 9007199254740992/],
        [`{"problem":"p","gold":"g","id":1e300}`, 1, "id", /got 1e\+300/],
        [`{"__proto__":{"problem":"p","gold":"g"}}`, 1, "problem", /missing/],
        [`{"problem":"p","gold":null}`, 1, "gold", /"gold" of line 1 of ".*": it is null$/],
        [`[]`, 1, "", /line 1 .* expected object, got \[\]/],
        [`${good}${good.replace("}", ',"id":"1"}')}`, 2, "id", /"1" is that of line 1/],
      ] as const
      for (const [content, line, field, message] of cases) {
        const error = yield* Effect.flip(read(content))
        expect(error).toMatchObject({ _tag: "@rlif/core/DataError", line, field })
        expect(error.message).toMatch(message)
      }
    }))

  it.effect("takes separators of lines within a text for what they are", () =>
    Effect.gen(function* () {
      expect(yield* read('{"problem":"a\u2028b\u2029c\u0085d","gold":"1"}')).toMatchObject([{
        problem: "a\u2028b\u2029c\u0085d",
      }])
    }))

  it.effect("replaces nothing that is not UTF-8", () =>
    Effect.gen(function* () {
      const latin1 = Uint8Array.from(
        Buffer.from('{"problem":"a","gold":"1"}\n{"problem":"caf\u00e9","gold":"1"}', "latin1"),
      )
      const error = yield* Effect.flip(read(latin1))
      expect(error).toMatchObject({ _tag: "@rlif/core/DataError", line: 2, field: "" })
      expect(error.message).toMatch(/^Cannot read line 2 of ".*rows.jsonl": not UTF-8$/)
    }))

  it.effect("names a directory", () =>
    Effect.gen(function* () {
      const { message } = yield* Effect.flip(Stream.runCollect(fromJsonl("/tmp")))
      expect(message).toBe('Cannot read "/tmp": it is no file but a directory')
    }))

  it.effect("names a file that is not there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Stream.runCollect(fromJsonl("/no/rows.jsonl")))
      expect(error).toMatchObject({ _tag: "@rlif/core/DataError", file: "/no/rows.jsonl", line: 0 })
      expect(error.message).toContain("no such file")
    }))
})
