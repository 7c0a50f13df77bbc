/** Under construction in this commit. */
export function AuditLog() {
  return <h1 className="sr">AuditLog</h1>;
}
