import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { gzipSync } from "node:zlib"
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

  it.effect("speaks of numbers that only Python writes, wherever they stand", () =>
    Effect.gen(function* () {
      const good = '{"problem":"p","gold":"g"}\n'
      const cases = [
        ['{"problem":"2 + 3?","gold":"5","score":NaN}', "score", "NaN"],
        ['{"problem":"NaN \\"NaN","gold":"5","all":{"of":[1,-Infinity,NaN]}}', "all.of.1", "-Infinity"],
        ['{"problem":"p","gold":Infinity}', "gold", "Infinity"],
        ["NaN", "", "NaN"],
      ] as const
      for (const [row, field, value] of cases) {
        const error = yield* Effect.flip(read(good + row))
        expect(error).toMatchObject({ _tag: "@rlif/core/DataError", line: 2, field })
        expect(error.message).toContain(`${field === "" ? "" : `"${field}" of `}line 2 of`)
        expect(error.message).toContain(`: ${value} is not JSON; Python writes it, unless by json.dumps(`)
      }
      // What is no number and no JSON for another reason is said so.
      for (const row of ['{"problem":"NaN"', "{'problem': NaN}", '{"a":NaN,}', '{"a":nan}', '{"a":NaNs}']) {
        expect((yield* Effect.flip(read(row))).message).toMatch(/line 1 of ".*": not JSON, /)
      }
      expect(yield* read('{"problem":"NaN and -Infinity","gold":"5"}')).toMatchObject([{ gold: "5" }])
    }))

  it.effect("refuses an empty problem, by its line and field", () =>
    Effect.gen(function* () {
      for (const problem of ["", "   ", "\\n\\t", "\u00a0"]) {
        const error = yield* Effect.flip(read(`{"problem":"p","gold":"1"}\n{"problem":"${problem}","gold":"1"}`))
        expect(error).toMatchObject({ _tag: "@rlif/core/DataError", line: 2, field: "problem" })
        expect(error.message).toMatch(/^Cannot read "problem" of line 2 of ".*": it is empty$/)
      }
    }))

  it.effect("has rows up to the first that is wrong", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = `${yield* fs.makeTempDirectoryScoped()}/rows.jsonl`
      yield* fs.writeFileString(file, '{"problem":"p","gold":"g"}\n{"problem":"q","gold":"g"}\n{')
      expect((yield* Stream.runCollect(Stream.take(fromJsonl(file), 2))).length).toBe(2)
      expect((yield* Effect.flip(Stream.runDrain(fromJsonl(file)))).line).toBe(3)
    }))

  it.effect("names the line that is too long, before all of it is read", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = `${yield* fs.makeTempDirectoryScoped()}/rows.jsonl`
      yield* fs.writeFileString(file, '{"problem":"p","gold":"g"}\r\n')
      yield* fs.truncate(file, 600 * 2 ** 20)
      const before = process.memoryUsage().rss
      const error = yield* Effect.flip(Stream.runDrain(fromJsonl(file)))
      expect(error).toMatchObject({ _tag: "@rlif/core/DataError", line: 2 })
      expect(error.message).toMatch(/^Cannot read line 2 of ".*": it is longer than 64 MiB$/)
      expect(process.memoryUsage().rss - before).toBeLessThan(600 * 2 ** 20)
    }))

  it.effect("unpacks a packed file, to a limit", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      const packed = Effect.fnUntraced(function* (bytes: Uint8Array) {
        const file = `${folder}/rows.jsonl.gz`
        yield* fs.writeFile(file, bytes)
        return yield* Stream.runCollect(fromJsonl(file))
      })
      const row = (i: number) => Buffer.from(`${JSON.stringify({ problem: `é ${i}`, gold: `${i}` })}\n`)
      const rows = Array.from({ length: 10_000 }, (_, i) => row(i))
      const found = yield* packed(gzipSync(Buffer.concat(rows)))
      expect([found.length, found.at(-1)]).toEqual([10_000, { id: "10000", problem: "é 9999", gold: "9999" }])
      // As several that were packed one by one.
      expect((yield* packed(Buffer.concat([gzipSync(row(1)), gzipSync(row(2))]))).map(({ gold }) => gold)).toEqual([
        "1",
        "2",
      ])
      const plain = yield* Effect.flip(packed(row(1)))
      expect(plain.message).toMatch(/^Cannot read ".*rows.jsonl.gz": it cannot be unpacked: incorrect header check$/)
      const cut = yield* Effect.flip(packed(gzipSync(Buffer.concat(rows)).subarray(0, 1000)))
      expect(cut.message).toMatch(/it cannot be unpacked: /)
      // A thousand times as much as it seems, in lines that are none.
      const block = gzipSync(Buffer.alloc(2 ** 26, " ".repeat(2 ** 20 - 1) + "\n"))
      const bomb = yield* Effect.flip(packed(Buffer.concat(Array.from({ length: 17 }, () => block))))
      expect(bomb).toMatchObject({ _tag: "@rlif/core/DataError", line: 0 })
      expect(bomb.message).toMatch(/it unpacks to more than 1 GiB$/)
    }), 60_000)

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
