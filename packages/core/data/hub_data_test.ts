import { expect, it } from "@effect/vitest"
import { Result } from "effect"
import { chooseFiles, parseHubData } from "./hub_data.ts"

it("reads names", () => {
  const repo = { kind: "dataset", name: "org/sums-1.0", revision: "main" }
  const none = { subset: undefined, split: undefined }
  expect(parseHubData("org/sums-1.0")).toEqual({ repo, ...none })
  expect(parseHubData("org/sums-1.0:test")).toEqual({ repo, ...none, split: "test" })
  expect(parseHubData("org/sums-1.0/a/b:test")).toEqual({ repo, subset: "a/b", split: "test" })
  const converted = { ...repo, revision: "refs/convert/parquet" }
  expect(parseHubData("org/sums-1.0/a:test@refs/convert/parquet")).toEqual({
    repo: converted,
    subset: "a",
    split: "test",
  })
  for (const text of ["sums", "./sums", "/org/sums", "org/sums:", "org/../sums", "org/sums@../x", "org/--sums", ""]) {
    expect([text, parseHubData(text)]).toEqual([text, undefined])
  }
})

// Repositories as they are named on the hub.
const gsm8k = [
  ".gitattributes",
  "README.md",
  "main/test-00000-of-00001.parquet",
  "main/train-00001-of-00002.parquet",
  "main/train-00000-of-00002.parquet",
  "socratic/test-00000-of-00001.parquet",
]
const converted = ["default/train/0000.parquet", "default/train/0001.parquet", "default/test/0000.parquet"]

it.each([
  [gsm8k, "o/d/main:train", ["main/train-00000-of-00002.parquet", "main/train-00001-of-00002.parquet"]],
  [gsm8k, "o/d:train", ["main/train-00000-of-00002.parquet", "main/train-00001-of-00002.parquet"]],
  [gsm8k, "o/d/socratic", ["socratic/test-00000-of-00001.parquet"]],
  [converted, "o/d:train", ["default/train/0000.parquet", "default/train/0001.parquet"]],
  [converted, "o/d/default:test", ["default/test/0000.parquet"]],
  [["test.jsonl"], "o/d", ["test.jsonl"]],
  [["data/train-00000-of-00001.parquet"], "o/d", ["data/train-00000-of-00001.parquet"]],
  [["data/train_sft-00000-of-00001.parquet"], "o/d:train_sft", ["data/train_sft-00000-of-00001.parquet"]],
  [["train.jsonl", "data/train-00000-of-00001.parquet"], "o/d", ["data/train-00000-of-00001.parquet"]],
  [["problems.jsonl"], "o/d:train", ["problems.jsonl"]],
  [["en/test/part.jsonl", "de/test/part.jsonl"], "o/d/de", ["de/test/part.jsonl"]],
  [["train.jsonl.gz", "test.jsonl.gz"], "o/d:test", ["test.jsonl.gz"]],
  [["train.json", "test.json.gz", "dataset_infos.json", "config.json", "README.md"], "o/d:test", ["test.json.gz"]],
  [["data.json", ".metadata.json", "dataset_info.json"], "o/d", ["data.json"]],
  [["test.jsonl", "test.json", "schema.json"], "o/d", ["test.jsonl"]],
  [["math_test_v2.jsonl", "math_train_v2.jsonl"], "o/d:test", ["math_test_v2.jsonl"]],
])(
  "of %j, %s is %j",
  (paths, name, expected) => expect(Result.getOrThrow(chooseFiles(paths, parseHubData(name)!))).toEqual(expected),
)

it.each([
  [gsm8k, "o/d", "name one of o/d/main:test, o/d/main:train, o/d/socratic:test"],
  [gsm8k, "o/d:test", "name one of o/d/main:test, o/d/socratic:test"],
  [gsm8k, "o/d:dev", "it has no o/d:dev, but o/d/main:test, o/d/main:train, o/d/socratic:test"],
  [
    ["README.md", "data.csv"],
    "o/d",
    "it has no parquet, JSONL or JSON files; there may be a copy: o/d@refs/convert/parquet",
  ],
  [["a.csv"], "o/d@v1", "it has no parquet, JSONL or JSON files"],
])(
  "of %j, %s is refused: %s",
  (paths, name, why) =>
    expect(chooseFiles(paths, parseHubData(name)!)).toEqual(Result.fail(`Cannot use data set "o/d": ${why}`)),
)
