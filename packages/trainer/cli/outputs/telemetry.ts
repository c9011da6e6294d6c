// Where spans, metrics and logs of a command go when a flag or the environment names a collector. Imported only then.
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Otlp from "effect/observability/Otlp"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import { SettingsError } from "../../settings/setting.ts"
import { version } from "../_version.ts"

/** OpenTelemetry's defaults, which effect's exporters do not have: all three signals, as protobuf. */
const usual = ConfigProvider.fromEnvRecord({
  OTEL_TRACES_EXPORTER: "otlp",
  OTEL_METRICS_EXPORTER: "otlp",
  OTEL_LOGS_EXPORTER: "otlp",
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
})

/**
 * Exports by OTLP over HTTP to the URL of the flag, else as the standard variables `OTEL_*` say; what is left is sent when the
 * scope closes.
 */
export const layer = (url: Option.Option<string>) =>
  Layer.unwrap(Effect.gen(function* () {
    const flagged = Option.isNone(url) ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: url.value }
    const given = ConfigProvider.fromEnvRecord(flagged).pipe(
      ConfigProvider.orElse(yield* ConfigProvider.ConfigProvider),
      ConfigProvider.orElse(usual),
    )
    const { endpoint, protocol, name } = yield* Config.all({
      endpoint: Config.String("OTEL_EXPORTER_OTLP_ENDPOINT"),
      protocol: Config.String("OTEL_EXPORTER_OTLP_PROTOCOL"),
      name: Config.String("OTEL_SERVICE_NAME").pipe(Config.withDefault("rlif")),
    }).pipe(Effect.provideService(ConfigProvider.ConfigProvider, given), Effect.orDie)
    if (!/^https?:/.test(endpoint) || !URL.canParse(endpoint)) {
      return yield* refused(Option.isSome(url) ? "--otlp" : "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "a URL")
    }
    const serialization = serializations[protocol]
    if (serialization === undefined) {
      return yield* refused("OTEL_EXPORTER_OTLP_PROTOCOL", protocol, Object.keys(serializations).join(" or "))
    }
    return Otlp.layerFromConfig({ resource: { serviceName: name, serviceVersion: version } }).pipe(
      Layer.provide([serialization, FetchHttpClient.layer, ConfigProvider.layer(given)]),
    )
  }))

const serializations: Readonly<Record<string, typeof OtlpSerialization.layerJson | undefined>> = {
  "http/protobuf": OtlpSerialization.layerProtobuf,
  "http/json": OtlpSerialization.layerJson,
}

const refused = (variable: string, value: string, wanted: string) =>
  new SettingsError({ message: `Cannot export telemetry: ${variable} is "${value}", not ${wanted}` })
