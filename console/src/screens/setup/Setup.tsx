/** Under construction in this commit. */
export function Setup() {
  return <h1 className="sr">Setup</h1>;
}
