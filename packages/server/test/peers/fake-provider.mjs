import { createServer } from "node:http";

// A provider that speaks OpenAI's protocol and knows the truth: what it told of each answer that it gave whole.
//
// The first word of the last message says what happens: `flaky` fails once with 500 and then answers, `broken` always fails, `cut` ends
// a stream in the middle without usage. With tools and no result of one yet, the answer is a call of the tool.

/** Starts the provider on a free port of this machine. */
export async function startFakeProvider() {
  const truth = { calls: 0, input: 0, output: 0 };
  const seen = new Set();
  let number = 0;
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = JSON.parse(Buffer.concat(parts).toString() || "{}");
    const word = wordOf(body);
    if (word === "broken" || (word === "flaky" && !seen.has(JSON.stringify(body)))) {
      seen.add(JSON.stringify(body));
      response.writeHead(word === "broken" ? 400 : 500, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message: "as asked", type: "server_error" } }));
      return;
    }
    number += 1;
    const input = 100 + number;
    const output = request.url.endsWith("/embeddings") ? 0 : 10 + number;
    const answer = answerOf(request.url, body, { number, input, output });
    if (!(word === "cut")) {
      truth.calls += 1;
      truth.input += input;
      truth.output += output;
    }
    if (body.stream === true) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const event of chunksOf(answer, body, word === "cut")) response.write(`data: ${JSON.stringify(event)}\n\n`);
      if (word === "cut") {
        // A moment, so that the client has read what came before the cut.
        setTimeout(() => response.destroy(), 50);
        return;
      }
      response.end("data: [DONE]\n\n");
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    truth,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function wordOf({ messages = [], input }) {
  const last = messages.at(-1)?.content ?? input ?? "";
  const text = Array.isArray(last) ? (last[0]?.text ?? "") : last;
  return String(text).split(" ")[0];
}

function answerOf(url, body, { number, input, output }) {
  if (url.endsWith("/embeddings")) {
    return {
      object: "list",
      model: body.model,
      data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2] }],
      usage: { prompt_tokens: input, total_tokens: input },
    };
  }
  const hasResult = (body.messages ?? []).some(({ role }) => role === "tool");
  const calls = body.tools !== undefined && !hasResult;
  const [tool] = body.tools ?? [];
  const call = { id: `call_${number}`, type: "function", function: { name: tool?.function?.name, arguments: "{}" } };
  return {
    id: `chatcmpl-${process.pid}-${number}`,
    object: "chat.completion",
    created: 1_796_000_000,
    model: `${body.model}-2024-07-18`,
    choices: [
      {
        index: 0,
        finish_reason: calls ? "tool_calls" : "stop",
        message: calls
          ? { role: "assistant", content: null, tool_calls: [call] }
          : { role: "assistant", content: "words" },
      },
    ],
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: 40 },
      completion_tokens_details: { reasoning_tokens: 5 },
    },
  };
}

function chunksOf(answer, body, isCut) {
  const { choices, usage, object: _, ...rest } = answer;
  const chunk = (delta, finish, more = {}) => ({
    ...rest,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  });
  const { message, finish_reason: finish } = choices[0];
  const calls = message.tool_calls?.map((call, index) => ({ ...call, index }));
  const events = [chunk({ role: "assistant", content: "wo" }, null), chunk({ content: "rds" }, null)];
  if (isCut) return events;
  events.push(chunk(calls === undefined ? {} : { tool_calls: calls }, finish));
  if (body.stream_options?.include_usage === true)
    events.push({ ...rest, object: "chat.completion.chunk", choices: [], usage });
  return events;
}
