/** What a result says if Wattledger's table fills an input for which the method's original has its own figures. */
export function notOf(original: string, input: string): string {
  return `This figure is from Wattledger's tables, not from ${original}. Give ${input}= to repeat ${original}.`;
}
