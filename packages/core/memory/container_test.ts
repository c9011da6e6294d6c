import { existsSync } from "node:fs"
import { expect, it } from "vitest"
import { containerMemory } from "./container.ts"

const of = (files: Readonly<Record<string, string>>) => containerMemory((path) => files[path])
const v2 = "/sys/fs/cgroup"
const v1 = "/sys/fs/cgroup/memory"

it("is that of version 2, seen from inside a container and from outside", () => {
  const inside = {
    "/proc/self/cgroup": "0::/\n",
    [`${v2}/memory.max`]: "2147483648\n",
    [`${v2}/memory.current`]: "7\n",
  }
  expect(of(inside)).toEqual({ version: 2, limit: 2 ** 31, used: 7 })
  expect(of({ ...inside, [`${v2}/memory.max`]: "max\n" })).toEqual({ version: 2, limit: Infinity, used: 7 })
  expect(of({
    "/proc/self/cgroup": "0::/slice/scope\n",
    [`${v2}/slice/scope/memory.max`]: "max\n",
    [`${v2}/slice/scope/memory.current`]: "5\n",
    [`${v2}/slice/memory.max`]: "1000\n",
    [`${v2}/slice/memory.current`]: "6\n",
  })).toEqual({ version: 2, limit: 1000, used: 6 })
})

it("is that of version 1, whose groups are not all seen from inside", () => {
  const groups = "9:name=systemd:/\n4:cpuset,memory:/docker/abc\n0::/\n"
  const files = { "/proc/self/cgroup": groups, [`${v1}/memory.usage_in_bytes`]: "3\n" }
  expect(of({ ...files, [`${v1}/memory.limit_in_bytes`]: "4096\n" })).toEqual({ version: 1, limit: 4096, used: 3 })
  expect(of({ ...files, [`${v1}/memory.limit_in_bytes`]: "9223372036854771712\n" })?.limit).toBe(Infinity)
})

it("is unknown elsewhere", () => {
  expect(of({})).toBeUndefined()
  expect(of({ "/proc/self/cgroup": "0::/\n" })).toBeUndefined()
})

it("agrees with the runtime about this process", () => {
  const found = containerMemory()
  const constrained = process.constrainedMemory()
  expect(found?.limit ?? Infinity).toBe(constrained > 2 ** 60 || constrained === 0 ? Infinity : constrained)
  if ([`${v1}/memory.limit_in_bytes`, `${v2}/memory.max`].some(existsSync)) expect(found?.used).toBeGreaterThan(0)
})
