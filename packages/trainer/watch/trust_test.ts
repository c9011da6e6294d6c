import { expect, it } from "vitest"
import { type Asking, refusal } from "./trust.ts"

const asking = (headers: Asking["headers"], { method = "GET", token }: Partial<Asking> = {}): Asking => ({
  method,
  headers: { host: "localhost:4000", ...headers },
  token,
})
const own = { origin: "http://localhost:4000", "sec-fetch-site": "same-origin" }

it.each([
  ["an address that somebody typed", asking({ "sec-fetch-site": "none" })],
  ["a program of this machine", asking({ host: "127.0.0.1:4000" })],
  ["the same over IPv6", asking({ host: "[::1]:4000" })],
  ["the page itself", asking(own, { method: "POST" })],
])("answers %s", (_, given) => expect(refusal(given, {})).toBeUndefined())

it.each([
  ["a name of somebody else that leads here", asking({ host: "evil.example:4000" }), "another name"],
  ["a name that begins like an own one", asking({ host: "localhost.evil.example" }), "another name"],
  ["no host at all", asking({ host: undefined }), "no host"],
  ["another site", asking({ origin: "https://evil.example" }), "another site"],
  ["another port of this machine", asking({ origin: "http://localhost:3000" }), "another site"],
  ["a file, or a frame without an origin", asking({ origin: "null" }), "another site"],
  ["a picture or link of another site", asking({ "sec-fetch-site": "cross-site" }), "another site"],
  ["a picture or link of another port", asking({ "sec-fetch-site": "same-site" }), "another site"],
  ["a change from nobody knows where", asking({}, { method: "POST" }), "from where"],
  ["a change from another site", asking({ origin: "https://evil.example" }, { method: "POST" }), "another site"],
])("refuses %s", (_, given, why) => expect(refusal(given, {})).toContain(why))

it("answers any name where the token is right, and refuses what has none, another or part of it", () => {
  const given = (token?: string) => refusal(asking({ host: "gpu.example:4000" }, { token }), { token: "secret" })
  expect(given("secret")).toBeUndefined()
  for (const wrong of [undefined, "", "secre", "secret1", "Secret"]) expect(given(wrong)).toContain("token")
  expect(refusal(asking({}, { token: "" }), { token: "" })).toContain("token")
  expect(refusal(asking({}), { token: "" })).toContain("token")
  // A token is no reason to let another site in.
  expect(refusal(asking({ origin: "https://evil.example" }, { token: "secret" }), { token: "secret" })).toContain(
    "site",
  )
})

it("answers the names that an application has", () => {
  const given = asking({ host: "app.example" })
  expect([refusal(given, { hosts: ["app.example"] }), refusal(given, {})]).toEqual([undefined, expect.any(String)])
})
