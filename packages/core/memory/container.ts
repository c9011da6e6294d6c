import { readFileSync } from "node:fs"

/**
 * The memory of a Linux control group, such as a container's: its limit, Infinity if it has none, and what is used of it, both
 * in bytes.
 * @since 0.1.0
 */
export interface ContainerMemory {
  readonly version: 1 | 2
  readonly limit: number
  readonly used: number
}

/**
 * The memory of the control group that this process is in; the tightest limit of the groups around it counts. Undefined where
 * there are no control groups.
 *
 * Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst.
 * @since 0.1.0
 */
export const containerMemory = (read: (path: string) => string | undefined = textOf): ContainerMemory | undefined => {
  const groups = read("/proc/self/cgroup") ?? ""
  return hierarchies.flatMap(({ version, line, root, limit, used }) => {
    const [, group] = line.exec(groups) ?? []
    if (group === undefined) return []
    const found = around(group).flatMap((path) => {
      const [most, now] = [limit, used].map((file) => read(`${root}${path}/${file}`)?.trim())
      return most === undefined || now === undefined ? [] : [{ version, limit: bytes(most), used: Number(now) }]
    })
    return found.length === 0 ? [] : [found.reduce((a, b) => (b.limit < a.limit ? b : a))]
  })[0]
}

const hierarchies = [
  {
    version: 1,
    line: /^\d+:(?:.*,)?memory(?:,.*)?:(.*)$/m,
    root: "/sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
  },
  { version: 2, line: /^0::(.*)$/m, root: "/sys/fs/cgroup", limit: "memory.max", used: "memory.current" },
] as const

/** `/a/b` -> `/a/b`, `/a` and the root, which in a container is the container's own group. */
const around = (group: string): ReadonlyArray<string> => {
  const names = group.split("/").filter((name) => name !== "" && name !== "..")
  return Array.from(
    { length: names.length + 1 },
    (_, i) => names.slice(0, names.length - i).map((n) => `/${n}`).join(""),
  )
}

/** Without a limit version 2 says `max`, and version 1 the largest number of whole pages. */
const bytes = (text: string): number => text === "max" || Number(text) > 2 ** 60 ? Infinity : Number(text)

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}
