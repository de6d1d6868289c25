"""LiteLLM with its OpenTelemetry callback."""

import os

os.environ["OTEL_EXPORTER"] = "otlp_http"
os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf"
os.environ["OTEL_ENDPOINT"] = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces"
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402
from opentelemetry import trace  # noqa: E402

litellm.callbacks = ["otel"]
litellm.turn_off_message_logging = True
litellm.suppress_debug_info = True


def ask(word, **more):
    return litellm.completion(
        model="openai/gpt-4o-mini",
        messages=[{"role": "user", "content": word + " x"}],
        api_base=os.environ["PROVIDER_URL"],
        api_key="x",
        **more,
    )


ask("plain")
ask("flaky", num_retries=2)
for _ in ask("stream", stream=True, stream_options={"include_usage": True}):
    pass
try:
    ask("broken")
except Exception:
    pass

import time  # noqa: E402

time.sleep(3)
provider = trace.get_tracer_provider()
if hasattr(provider, "force_flush"):
    provider.force_flush()
time.sleep(6)
