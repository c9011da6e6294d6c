import { expect, it } from "@effect/vitest"
import { isSafePath, parseRepo, showRepo } from "./repo.ts"

it("reads owner, name and revision", () => {
  expect(parseRepo("Qwen/Qwen2.5-0.5B")).toEqual({ kind: "model", name: "Qwen/Qwen2.5-0.5B", revision: "main" })
  expect(parseRepo("a/b@refs/pr/1", "dataset")).toEqual({ kind: "dataset", name: "a/b", revision: "refs/pr/1" })
  expect(parseRepo("a/b_c.d-e@v1.0")?.revision).toBe("v1.0")
})

it("takes nothing for a name that is a path, or cannot be one", () => {
  const none = [
    "base",
    "",
    "/a/b",
    "./a/b",
    "../a",
    "a/b/c",
    "a/",
    "/b",
    "a/..",
    "a/b--c",
    "a/b..c",
    "a/-b",
    "a/b.",
    "a b/c",
  ]
  const revisions = ["a/b@", "a/b@../x", "a/b@x/../../y", "a/b@/x", "a/b@x\\y", `a/${"b".repeat(97)}`]
  for (const text of [...none, ...revisions]) expect([text, parseRepo(text)]).toEqual([text, undefined])
})

it("shows a revision where it is not the usual one", () => {
  expect(showRepo(parseRepo("a/b")!)).toBe('model "a/b"')
  expect(showRepo(parseRepo("a/b@v1", "dataset")!)).toBe('data set "a/b" at "v1"')
})

it("tells the paths that stay inside a folder", () => {
  for (const path of ["a", "a/b.c", ".gitattributes", "a/...", "ü/x y"]) {
    expect([path, isSafePath(path)]).toEqual([path, true])
  }
  for (const path of ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\\b", "C:a", "a\0"]) {
    expect([path, isSafePath(path)]).toEqual([path, false])
  }
})
