import { setImmediate as nextTurn } from "node:timers/promises";
import type { DuckDBAppender } from "@duckdb/node-api";
import { DuckDBDataChunk } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type { Cell, Columns } from "./engine.ts";

// Loaded with the engine, by duckdb.ts.

/** Appends columns in chunks. Columns of numbers are copied as they are in memory: a call for each value would cost more than DuckDB. */
export async function appendColumns(appender: DuckDBAppender, columns: Columns): Promise<void> {
  const count = columns[0]?.length ?? 0;
  const types = columns.map((_, index) => appender.columnType(index));
  for (let from = 0; from < count; from += chunkRows) {
    const end = Math.min(count, from + chunkRows);
    const chunk = DuckDBDataChunk.create(types, end - from);
    for (const [index, values] of columns.entries()) {
      if (isList(values)) chunk.setColumnValues(index, values.slice(from, end));
      else copyNumbers(chunk, index, values.subarray(from, end));
    }
    appender.appendDataChunk(chunk);
    if (end % rowsPerTurn === 0) {
      // Writing holds the thread: questions are answered between two parts.
      appender.flushSync();
      await nextTurn();
    }
  }
}

const rowsPerTurn = 8192;

/** Rows of a chunk: DuckDB's vectors hold no more. */
const chunkRows = 2048;

function copyNumbers(chunk: DuckDBDataChunk, index: number, values: BigInt64Array | Int32Array): void {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
  const { buffer, byteOffset, byteLength } = values;
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError("Memory that threads share cannot be copied.");
  duckdb.copy_data_to_vector(vector, 0, buffer, byteOffset, byteLength);
}

function isList(values: Columns[number]): values is readonly Cell[] {
  return Array.isArray(values);
}
