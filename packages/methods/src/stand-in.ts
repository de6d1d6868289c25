/** What a result says where a table of ours fills an input for which the method's original has figures of its own. */
export function notOf(original: string, input: string): string {
  return `This figure is from Wattledger's tables, not from ${original}. Give ${input}= to repeat ${original}.`;
}
