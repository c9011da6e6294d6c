// A run whose model and data are of a hub, done again from its record after the hub has moved on.
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { commit, hubServer, type Served } from "../../core/testing/hub_server.ts"
import { invokeIn, newFolder } from "../testing/invoke.ts"
import { data, model } from "../../../test/_served.ts"

const other = commit.replaceAll("0", "f")
const flags = ["--model", model.name, "--data", "tiny-org/sums/main:train", "--eval-problems", "0", "--problems", "2"]
const sizes = ["--completions", "2", "--max-tokens", "4", "--steps", "1", "--answer", "last-number"]

/** Runs `rlif train` with an empty cache and a hub of these repositories. */
const trainAt = (repos: ReadonlyArray<Served>, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { endpoint, requests } = yield* hubServer(...repos)
    const invoke = invokeIn({ HF_ENDPOINT: endpoint, HF_HOME: newFolder() })
    const out = join(newFolder(), "run")
    const { ok, stderr } = yield* Effect.promise(() => invoke("train", ...args, "--out", out))
    return { ok, stderr: stderr.split("\n").filter((line) => !line.startsWith("Fetching")), out, requests }
  }).pipe(Effect.scoped, Effect.runPromise)

it("asks for the commits of the record, and takes no other for them", async () => {
  const { ok, out } = await trainAt([model, data], ...flags, ...sizes)
  expect(ok).toBe(true)
  const record = join(out, "config.json")

  const again = await trainAt([model, data], "--config", record)
  expect(again).toMatchObject({ ok: true, stderr: [] })
  // Nothing is asked of a branch, which may have moved on.
  expect(again.requests.filter(({ path }) => path.includes("main?") || path.endsWith("/main"))).toEqual([])
  expect(again.requests.filter(({ path }) => path.includes(`/revision/${commit}`)).length).toBe(2)
  const metrics = (out: string) =>
    JSON.parse(readFileSync(join(out, "metrics.jsonl"), "utf8").trim().split("\n").at(-1)!)
  expect(metrics(again.out).reward).toBe(metrics(out).reward)
  expect(JSON.parse(readFileSync(join(again.out, "config.json"), "utf8"))).toEqual({
    ...JSON.parse(readFileSync(record, "utf8")),
    out: again.out,
  })

  const cases: ReadonlyArray<readonly [ReadonlyArray<Served>, RegExp]> = [
    // The commit is gone.
    [[{ ...model, commit: other }, data], new RegExp(`model "${model.name}" at "${commit}": .* has no such thing`)],
    // The hub says that it is another.
    [
      [model, { ...data, commit: other, revisions: [commit] }],
      new RegExp(`data set "tiny-org/sums" at "${commit}": .* answers with another commit, "${other}"`),
    ],
  ]
  for (const [repos, message] of cases) {
    const { ok, stderr } = await trainAt(repos, "--config", record)
    expect([ok, stderr]).toEqual([false, [expect.stringMatching(message)]])
  }
})
