import type { Value } from "../graph/value.ts"
import type { Resident } from "./resident.ts"

/** What a program is fed, or where it writes, by name: values, or residents of the same runtime. */
export type Feeds = Readonly<Record<string, Value | Resident>>
