/** Under construction in this commit. */
export function Sources() {
  return <h1 className="sr">Sources</h1>;
}
