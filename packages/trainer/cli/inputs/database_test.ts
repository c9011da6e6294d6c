import { ConfigProvider, Effect, Redacted } from "effect"
import { expect, it } from "vitest"
import { databaseOf } from "./database.ts"

const read = (address: string, environment: Readonly<Record<string, string>>) =>
  databaseOf(address).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env: environment })),
    Effect.map(Redacted.value),
    Effect.runPromise,
  )

it("takes the password that an address lacks from the environment, whatever is in it", async () => {
  const address = "postgres://rlif@db.example:5433/runs?sslmode=require"
  expect(await read(address, {})).toBe(address)
  const whole = await read(address, { PGPASSWORD: "a/b@c:d%20 é" })
  expect(whole).toMatch(/^postgres:\/\/rlif:[^/@]+@db\.example:5433\/runs\?sslmode=require$/)
  expect(decodeURIComponent(new URL(whole).password)).toBe("a/b@c:d%20 é")
})

it("keeps one that is there", async () => {
  const address = "postgres://rlif:secret@127.0.0.1/rlif"
  expect(await read(address, { PGPASSWORD: "other" })).toBe(address)
})
