import { expect, it } from "vitest"
import { redacted } from "./redacted.ts"

const token = `hf_${"aB3".repeat(11)}`

it.each([
  [`the token ${token} is bad`, "the token *** is bad"],
  [`"Bearer ${token}" is bad`, '"Bearer ***" is bad'],
  ["Authorization: Basic bWU6cGFzc3dvcmQ=", "Authorization: Basic ***"],
  ["hf_oauth_eyJ.abc-d_e", "***"],
  ["at http://me:pass@host:80/x", "at http://host:80/x"],
  ["at https://token@host/x?a=b#c, no", "at https://host/x?*** no"],
  ['"HTTPS://Me:p@ss@host"', '"HTTPS://host"'],
  ["proxy socks5://u:p@host", "proxy socks5://host"],
  // What is none of it stays.
  ["Basic authentication of hf_models/hf_data.jsonl", "Basic authentication of hf_models/hf_data.jsonl"],
  ['data set "openai/gsm8k/main:train@refs/convert"', 'data set "openai/gsm8k/main:train@refs/convert"'],
  ["https://hub/o/n@v1 of me@example.org?", "https://hub/o/n@v1 of me@example.org?"],
  ["Is it there? See rlif --help", "Is it there? See rlif --help"],
])("of %j it shows %j", (text, expected) => expect(redacted(text)).toBe(expected))

it("hides the very token, whatever it looks like", () => {
  expect(redacted("a.b+c (a.b+c) axb+c", "a.b+c")).toBe("*** (***) axb+c")
})
