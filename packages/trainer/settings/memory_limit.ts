import { integer } from "./setting.ts"

/** The setting of every command that trains. */
export const memoryLimit = integer(0, "memory that the run may take, in MiB; 0: all that is left")
