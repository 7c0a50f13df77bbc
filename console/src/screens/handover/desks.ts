/** What a desk can own: whole families (`crowd`) and single kinds (`crowd.surge`), each once, in order. */
export function offered(kinds: readonly { name: string }[]): string[] {
  const names = kinds.flatMap(({ name }) => [name.split('.')[0] ?? name, name]);
  return [...new Set(names)].sort((a, b) => a.localeCompare(b));
}
