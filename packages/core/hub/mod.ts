// Written by scripts/faces.ts.
export * from "./hub.ts"
export * from "./hub_error.ts"
export * from "./hub_settings.ts"
export * from "./listing.ts"
export * from "./model_files.ts"
export * from "./redacted.ts"
export * from "./repo.ts"
