/** Under construction in this commit. */
export function Operations() {
  return <h1 className="sr">Operations</h1>;
}
