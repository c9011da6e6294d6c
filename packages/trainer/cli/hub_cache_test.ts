// A model in a cache that Python's `huggingface_hub` has left, through the command: with links, with real files.
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { shippedFolder } from "../pretrain/shipped.ts"
import { invokeIn, newFolder } from "../testing/invoke.ts"

const commit = "a".repeat(40)
const base = shippedFolder("base")

/** A cache that has the shipped base model under a name of a hub. */
const newCache = ({ linked }: { readonly linked: boolean }): string => {
  const cache = newFolder()
  const repo = join(cache, "models--o--tiny")
  const snapshot = join(repo, "snapshots", commit)
  for (const folder of [join(repo, "refs"), join(repo, "blobs"), snapshot]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(repo, "refs/main"), commit)
  for (const [i, name] of readdirSync(base).entries()) {
    const blob = `${i}`.padStart(40, "0")
    cpSync(join(base, name), linked ? join(repo, "blobs", blob) : join(snapshot, name))
    if (linked) symlinkSync(`../../blobs/${blob}`, join(snapshot, name))
  }
  return cache
}
const words = ["sample", "--model", "o/tiny", "--prompt", "Q 8 - 3 * 9 + 2 =", "--max-tokens", "4"]

it.for([true, false])("is sampled of, offline and where the hub is out of reach; linked %s", async (linked) => {
  const cache = newCache({ linked })
  const named = await invokeIn({})(...words.with(2, "base"))
  const offline = await invokeIn({ HF_HUB_OFFLINE: "1", HF_HUB_CACHE: cache })(...words)
  expect(offline).toEqual({ ok: true, stdout: named.stdout, stderr: "" })
  const away = await invokeIn({ HF_ENDPOINT: "http://127.0.0.1:9", HUGGINGFACE_HUB_CACHE: cache })(...words)
  expect(away).toMatchObject({ ok: true, stdout: named.stdout })
  expect(away.stderr).toMatch(/^Cannot fetch model "o\/tiny": no answer from .*; what the cache has of it is used$/m)
})

it("shows no password of what it was told", async () => {
  for (const name of ["https://me:secret@hub.example/o/tiny", "https://hub.example/o/tiny?key=secret"]) {
    for (const flags of [["--model", name], ["--data", name], ["--data", `${name}.jsonl`], ["--config", name]]) {
      const { ok, stdout, stderr } = await invokeIn({})("eval", "--dry-run", ...flags)
      expect([ok, stdout, stderr]).toEqual([
        false,
        "",
        expect.stringMatching(/^rlif: Cannot .*https:\/\/hub.example\/o\/tiny/),
      ])
      expect(stderr).not.toContain("secret")
    }
  }
})

it("says which variable makes no sense, in one line", async () => {
  const { ok, stderr } = await invokeIn({ HF_ENDPOINT: "nonsense" })(...words)
  const message = 'Cannot use HF_ENDPOINT: "nonsense" is no address that begins with https:// or http://'
  expect([ok, stderr]).toEqual([false, `rlif: ${message}`])
})
