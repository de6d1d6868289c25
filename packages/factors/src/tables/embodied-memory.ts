// Carbon of making memory and storage by the gigabyte: asked for by few, so apart from the other embodied figures.
export { default as act2 } from "../data/embodied/act-2.0-memory.json" with { type: "json" };
