// Written by scripts/faces.ts.
export * from "./mix.ts"
