/** Under construction in this commit. */
export function Tools() {
  return <h1 className="sr">Tools</h1>;
}
