import type { Value } from "../graph/value.ts"
import type { Resident } from "./resident.ts"

/** The feeds of a program, or the places of its outputs, by name: values, or residents of the same runtime. */
export type Feeds = Readonly<Record<string, Value | Resident>>
