export { perun10Cases } from "../perun/adapter.ts";
