"""OpenAI's client in Python with one of three instrumentations: official, openllmetry, openinference."""

import os
import sys

from openai import OpenAI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

which = sys.argv[1]
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(), max_export_batch_size=2, schedule_delay_millis=50))
trace.set_tracer_provider(provider)

if which == "official":
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provider)
elif which == "openllmetry":
    os.environ["TRACELOOP_TRACE_CONTENT"] = "false"
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provider)
else:
    from openinference.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provider)

client = OpenAI(base_url=os.environ["PROVIDER_URL"], api_key="x", max_retries=2)


def ask(word, **more):
    return client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": word + " x"}], **more
    )


with trace.get_tracer("app").start_as_current_span("request"):
    ask("plain")
    ask("flaky")
for _ in ask("stream", stream=True, stream_options={"include_usage": True}):
    pass
if which != "openinference":
    client.embeddings.create(model="text-embedding-3-small", input="embed x")
try:
    ask("broken")
except Exception:
    pass
provider.shutdown()
